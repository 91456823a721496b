/** get_wellness: readings by day, personal baselines, and a readiness reading that lists what it is made of. */

import { Failure } from '../core/failure.ts';
import { REASONS } from '../core/known.ts';
import { cleanLine } from '../core/text.ts';
import { addDays, dayNumber } from '../core/time.ts';
import { WELLNESS, type WellnessKey } from '../core/wellness.ts';
import { type Answer, roundCell, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { GetWellnessInput } from './inputs/get-wellness.ts';
import { FIRST_DATE, resolvePeriod } from './period.ts';
import { readinessReading } from './readiness-reading.ts';
import { howToChoose, whyRestricted } from './source-policy.ts';
import {
  isWellnessKey,
  type WellnessDays,
  wellnessDays,
  wellnessMonths,
  wellnessSpan,
  withheldDays,
} from './wellness-days.ts';

/** What most people look at; the rest is shown when asked for by key. */
const MAIN: readonly WellnessKey[] = [
  'hrv_rmssd_ms',
  'hrv_sdnn_ms',
  'hrv_unspecified_ms',
  'resting_hr_bpm',
  'sleep_s',
  'sleep_score',
  'weight_kg',
  'soreness',
  'fatigue',
  'stress',
  'mood',
  'motivation',
  'training_readiness',
];

const LONGEST_BY_DAY = 120;
const DEFAULT_DAYS = 14;
const LONGEST_NOTE = 120;
/** Keeps a day table under the size of one answer. */
const MOST_CELLS = 2000;
/** Days before the last one that baselines rest on. */
const BASELINE_DAYS = 67;

export async function getWellness(context: QueryContext, input: GetWellnessInput): Promise<Answer> {
  for (const key of input.keys ?? []) {
    if (isWellnessKey(key)) continue;
    throw new Failure(
      'no_such_reading',
      'One of the keys is no reading.',
      `Known: ${Object.keys(WELLNESS).join(', ')}.`,
    );
  }
  const span = await wellnessSpan(context);
  const asked = resolvePeriod(input, context.today, 'all');
  // Without a start: the last two weeks up to the end that was given, or to today.
  const end = asked.before ?? context.today;
  const period = input.period || input.after ? asked : { after: addDays(end, 1 - DEFAULT_DAYS), before: end };
  const before = period.before ?? context.today;
  const scope: { [key: string]: string | null } = { athlete: context.athlete.name, after: period.after, before };
  if (!span) {
    return {
      scope,
      absent: { wellness: REASONS.insufficient_data },
      notes: [
        'There are no wellness readings. They come with Intervals.icu, TrainingPeaks, Garmin exports and FIT files that carry them.',
        ...(await withheldNotes(context, period.after ?? FIRST_DATE, before)),
      ],
      next: ['paceline import <folder or archive>', 'paceline connect intervals', 'get_training_load()'],
    };
  }
  const after = period.after ?? span.first;
  const wanted = (input.keys as readonly WellnessKey[] | undefined) ?? MAIN;
  const days = dayNumber(before) - dayNumber(after) + 1;
  const by_day = (input.resolution ?? (days > LONGEST_BY_DAY ? 'month' : 'day')) === 'day';
  const notes: string[] = [];

  const from = by_day && after < addDays(before, -BASELINE_DAYS) ? after : addDays(before, -BASELINE_DAYS);
  const all = await wellnessDays(context, from, before);
  const sections: { [section: string]: Section } = {};
  const reading = await readinessReading(context, all, before);
  sections.readiness = reading.readiness;
  if (reading.baselines) sections.baselines = reading.baselines;
  if (by_day) {
    const most = Math.floor(MOST_CELLS / (wanted.filter((key) => all.numbers.has(key)).length + 2));
    const shown_from = days > most ? addDays(before, 1 - most) : after;
    if (shown_from > after) notes.push(`The latest ${most} days; give an earlier before for the rest.`);
    const table = dayTable(all, wanted, shown_from, before);
    if (table) sections.days = table;
    else notes.push(`No reading of these from ${after} to ${before}; readings go from ${span.first} to ${span.last}.`);
  } else {
    sections.months = monthTable(await wellnessMonths(context, after, before), wanted);
  }
  const others = [...all.numbers.keys()].filter((key) => !wanted.includes(key));
  if (others.length > 0) notes.push(`Also read: ${others.join(', ')} (ask with keys).`);
  notes.push(...sourceNotes(all, wanted));
  notes.push(...(await withheldNotes(context, after, before)));
  return {
    scope: { ...scope, after },
    ...sections,
    notes: [...reading.notes, ...notes],
    next: [
      ...(sections.days || !by_day ? [] : [`get_wellness(before="${span.last}")`]),
      ...(sections.days && days < 60 ? ['get_wellness(period="last_90_days")'] : []),
      ...(others.length > 0 ? [`get_wellness(keys=${JSON.stringify(others.slice(0, 4))})`] : []),
      'get_training_load()',
    ].slice(0, 3),
  };
}

async function withheldNotes(context: QueryContext, after: string, before: string): Promise<string[]> {
  const days = await withheldDays(context, after, before);
  return [...days].map(([source, count]) => {
    const many = count === 1 ? '1 day' : `${count} days`;
    return `Readings of ${many} are withheld because ${whyRestricted(context, source)}. ${howToChoose(context, source)}`;
  });
}

/** Readings that several sources have, told once for all that have the same ones. */
function sourceNotes(all: WellnessDays, wanted: readonly WellnessKey[]): string[] {
  const titles = new Map<string, string[]>();
  for (const [key, sources] of all.sources) {
    if (!wanted.includes(key)) continue;
    const from = sources.join(' and ');
    titles.set(from, [...(titles.get(from) ?? []), WELLNESS[key].title]);
  }
  return [...titles].map(
    ([from, names]) =>
      `${names.join(', ')} ${names.length === 1 ? 'comes' : 'come'} from ${from}; the first wins on a day with both.`,
  );
}

/** Seconds become hours: nobody sleeps 26,400 s. */
function column(key: WellnessKey): { name: string; of: (value: number) => number } {
  if (!key.endsWith('_s')) return { name: key, of: (v) => v };
  return { name: `${key.slice(0, -2)}_h`, of: (v) => v / 3600 };
}

function dayTable(all: WellnessDays, wanted: readonly WellnessKey[], after: string, before: string): Section | null {
  const first = dayNumber(all.first_date);
  const columns = wanted.filter((key) => all.numbers.has(key)).map((key) => ({ key, ...column(key) }));
  const rows: Record<string, unknown>[] = [];
  for (let day = dayNumber(before); day >= dayNumber(after); day--) {
    const local_date = addDays(all.first_date, day - first);
    const row: Record<string, unknown> = { local_date };
    for (const { key, name, of } of columns) {
      const value = all.numbers.get(key)![day - first];
      if (value !== null && value !== undefined) row[name] = of(value);
    }
    const note = all.notes.get(local_date);
    if (note) row.note = cleanLine(note, LONGEST_NOTE);
    if (Object.keys(row).length > 1) rows.push(row);
  }
  return rows.length === 0 ? null : tableOf(['local_date', ...columns.map((c) => c.name), 'note'], rows);
}

function monthTable(
  months: readonly { month: string; key: string; mean: number }[],
  wanted: readonly WellnessKey[],
): Section {
  const rows = new Map<string, Record<string, unknown>>();
  for (const { month, key, mean } of months) {
    if (!isWellnessKey(key) || !wanted.includes(key)) continue;
    const row = rows.get(month) ?? { month };
    const { name, of } = column(key);
    row[name] = roundCell(name, of(mean));
    rows.set(month, row);
  }
  return tableOf(['month', ...wanted.map((key) => column(key).name)], [...rows.values()]);
}
