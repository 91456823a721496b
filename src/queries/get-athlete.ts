/** get_athlete: who the data belongs to, thresholds and zones in force on a date, their history, weight, gear, all athletes. */

import { sql } from 'kysely';
import { REASONS, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { THRESHOLDS, type Threshold, type ThresholdKind, thresholdsInForce } from '../core/thresholds.ts';
import { addDays } from '../core/time.ts';
import { type Answer, roundCell, roundRecord, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { type GetAthleteInput, SECTIONS } from './inputs/get-athlete.ts';
import { liveActivities, metricColumn, staleNotes } from './live-activities.ts';
import { paceText } from './pace.ts';
import { checkDate } from './period.ts';
import { remember } from './remember.ts';
import { releasedSource } from './source-policy.ts';
import { trainedFamilies } from './trained-families.ts';
import { zoneBounds } from './zone-bounds.ts';

const MOST_CHANGES = 20;
const MOST_GEAR = 15;
const ZONED: readonly Family[] = ['ride', 'run'];

export async function getAthlete(context: QueryContext, input: GetAthleteInput): Promise<Answer> {
  if (input.date !== undefined) checkDate('date', input.date);
  const date = input.date ?? context.today;
  const include = input.include ?? SECTIONS;
  const families = (await trainedFamilies(context)).map((f) => f.family);
  const sections: { [section: string]: Section } = {};
  if (include.includes('profile')) sections.profile = profile(context, date);
  const absent = missingThresholds(context, families, date);
  if (include.includes('thresholds')) {
    const rows = inForceRows(context, families, date);
    if (rows.length > 0) {
      sections.thresholds = tableOf(['threshold', 'sport', 'value', 'pace', 'valid_from', 'origin'], rows);
    }
  }
  if (include.includes('history')) {
    const changes = history(context.thresholds, date);
    if (changes.length > 0) {
      sections.history = tableOf(['valid_from', 'threshold', 'sport', 'value', 'pace', 'origin'], changes);
    }
  }
  if (include.includes('zones')) {
    const zones: { [name: string]: Section } = {};
    // Other sports have zones of their own only when they have a threshold of their own.
    const own = (family: Family) => context.thresholds.some((t) => t.family === family && t.kind !== 'weight_kg');
    const zoned = families.filter((family) => ZONED.includes(family) || own(family));
    for (const family of zoned.length > 0 ? zoned : (['ride'] as const)) {
      Object.assign(zones, zoneBounds(family, thresholdsInForce(context.thresholds, family, date)));
    }
    if (Object.keys(zones).length > 0) sections.zones = zones;
  }
  if (include.includes('weight')) {
    const weight = await weightSection(context, date);
    if (weight) sections.weight = weight;
  }
  if (include.includes('gear')) {
    const gear = await gearTable(context);
    if (gear) sections.gear = gear;
  }
  if (include.includes('athletes')) {
    const athletes = await allAthletes(context);
    if (athletes) sections.athletes = athletes;
  }
  return {
    scope: { athlete: context.athlete.name, date },
    ...sections,
    ...(Object.keys(absent).length > 0 ? { absent } : {}),
    notes: [
      'A threshold holds from its date until the next of its kind; one the athlete set wins over one a file carried, which holds for half a year. Lower zone bounds are inclusive.',
      ...staleNotes(context),
    ],
    next: ['estimate_thresholds()', ...(families.length === 0 ? ['paceline import <folder>'] : [])],
  };
}

function profile(context: QueryContext, date: string): Section {
  const { name, sex, birth_date, height_m, time_zone, units } = context.athlete;
  const had = birth_date !== null && date.slice(5) >= birth_date.slice(5);
  const age = birth_date === null ? null : Number(date.slice(0, 4)) - Number(birth_date.slice(0, 4)) - (had ? 0 : 1);
  return {
    name,
    ...roundRecord({
      sex,
      birth_date,
      age_years: age,
      height_cm: height_m === null ? null : Math.round(100 * height_m),
    }),
    time_zone,
    units,
  };
}

/** One row per threshold: those of everyone once, those of a family with it. */
function inForceRows(context: QueryContext, families: readonly Family[], date: string) {
  const found = new Map<string, Threshold>();
  for (const family of families.length > 0 ? families : (['ride'] as const)) {
    for (const t of Object.values(thresholdsInForce(context.thresholds, family, date))) {
      found.set(`${t.kind}/${t.family}`, t);
    }
  }
  const order = Object.keys(THRESHOLDS);
  return [...found.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).map(thresholdRow);
}

function thresholdRow(t: Threshold) {
  return {
    threshold: t.kind,
    sport: t.family ?? 'all',
    value: roundCell(t.kind, t.value),
    pace: t.kind === 'threshold_speed_mps' ? paceText(t.value, t.family ?? 'run') : null,
    valid_from: t.valid_from,
    origin: t.origin,
  };
}

/** The latest changes, without weight, which has a section of its own; repeats of a value are no change. */
function history(thresholds: readonly Threshold[], date: string) {
  const latest = new Map<string, number>();
  const changes: Threshold[] = [];
  const by_date = thresholds.filter((t) => t.kind !== 'weight_kg' && t.valid_from <= date);
  for (const t of by_date.sort((a, b) => (a.valid_from < b.valid_from ? -1 : 1))) {
    const key = `${t.kind}/${t.family}/${t.origin}`;
    if (latest.get(key) !== t.value) changes.push(t);
    latest.set(key, t.value);
  }
  return changes.slice(-MOST_CHANGES).reverse().map(thresholdRow);
}

/** Thresholds that a trained sport asks for and that nobody gave. */
function missingThresholds(
  context: QueryContext,
  families: readonly Family[],
  date: string,
): { [field: string]: string } {
  const wanted: readonly (readonly [Family, ThresholdKind, Reason])[] = [
    ['ride', 'ftp_w', 'ftp_not_set'],
    ['run', 'threshold_speed_mps', 'threshold_pace_not_set'],
    ['swim', 'threshold_speed_mps', 'swim_pace_not_set'],
  ];
  const absent: { [field: string]: string } = {};
  for (const [family, kind, reason] of wanted) {
    if (!families.includes(family)) continue;
    if (!thresholdsInForce(context.thresholds, family, date)[kind]) absent[`${family}_${kind}`] = REASONS[reason];
  }
  const any = thresholdsInForce(context.thresholds, families[0] ?? 'ride', date);
  const shared: readonly (readonly [ThresholdKind, Reason])[] = [
    ['lthr_bpm', 'lthr_not_set'],
    ['max_hr_bpm', 'max_hr_not_set'],
    ['resting_hr_bpm', 'resting_hr_not_set'],
    ['weight_kg', 'weight_not_set'],
  ];
  for (const [kind, reason] of shared) if (!any[kind]) absent[kind] = REASONS[reason];
  return absent;
}

/** Weighings where there are any, else the weights that were set: by month over a year, and the range of all. */
async function weightSection(context: QueryContext, date: string): Promise<Section | null> {
  const in_force = thresholdsInForce(context.thresholds, 'ride', date).weight_kg;
  const months = await remember(context, ['weight', date], () =>
    context.store.db
      .selectFrom('wellness')
      .where('athlete_id', '=', context.athlete.id)
      .where('key', '=', 'weight_kg')
      .where(releasedSource(context, 'source_kind'))
      .where('local_date', '>=', `${addDays(date, -365).slice(0, 7)}-01`)
      .where('local_date', '<=', date)
      .where('number', 'is not', null)
      .select([
        sql<string>`substr(local_date, 1, 7)`.as('month'),
        sql<number>`avg(number)`.as('average_kg'),
        sql<number>`min(number)`.as('lowest_kg'),
        sql<number>`max(number)`.as('highest_kg'),
        sql<number>`count(*)`.as('weighings'),
      ])
      .groupBy('month')
      .orderBy('month')
      .execute(),
  );
  const set = context.thresholds.filter((t) => t.kind === 'weight_kg' && t.valid_from <= date);
  if (!in_force && months.length === 0) return null;
  return {
    ...(in_force
      ? roundRecord({ in_force_kg: in_force.value, valid_from: in_force.valid_from, origin: in_force.origin })
      : {}),
    ...(months.length > 0
      ? { months: tableOf(['month', 'average_kg', 'lowest_kg', 'highest_kg', 'weighings'], months) }
      : {
          settings: tableOf(
            ['valid_from', 'weight_kg', 'origin'],
            set.slice(-12).map((t) => ({ valid_from: t.valid_from, weight_kg: t.value, origin: t.origin })),
          ),
        }),
  };
}

async function gearTable(context: QueryContext): Promise<Section | null> {
  const rows = await remember(context, ['gear'], () =>
    liveActivities(context)
      .leftJoin('metric as m', 'm.activity_id', 'a.id')
      .leftJoin('gear as g', (join) =>
        join
          .onRef('g.athlete_id', '=', 'a.athlete_id')
          .onRef('g.name', '=', 'a.gear')
          // Files and archives name no source.
          .on((e) => e.or([e('g.source_kind', 'is', null), releasedSource(context, 'g.source_kind')])),
      )
      .where('a.gear', 'is not', null)
      .select([
        'a.gear as name',
        sql<string | null>`max(g.kind)`.as('kind'),
        sql<number>`count(*)`.as('activities'),
        sql<number | null>`sum(${metricColumn('distance_m')})`.as('distance_m'),
        sql<number>`coalesce(sum(${metricColumn('moving_s')}), 0) / 3600.0`.as('moving_h'),
        sql<string>`max(a.local_date)`.as('last_used'),
      ])
      .groupBy('a.gear')
      .orderBy('last_used', 'desc')
      .limit(MOST_GEAR)
      .execute(),
  );
  return rows.length === 0
    ? null
    : tableOf(['name', 'kind', 'activities', 'distance_m', 'moving_h', 'last_used'], rows);
}

/** Only worth telling when there are several. */
async function allAthletes(context: QueryContext): Promise<Section | null> {
  const rows = await context.store.db
    .selectFrom('athlete')
    .select((e) => [
      'athlete.id',
      'athlete.name',
      e
        .selectFrom('activity')
        .whereRef('activity.athlete_id', '=', 'athlete.id')
        .where('activity.stale', '!=', 2)
        .select((c) => c.fn.countAll<number>().as('n'))
        .as('activities'),
    ])
    .orderBy('athlete.id')
    .execute();
  if (rows.length < 2) return null;
  return tableOf(
    ['athlete', 'name', 'activities', 'shown'],
    rows.map((row) => ({
      athlete: row.id,
      name: row.name,
      activities: row.activities,
      shown: row.id === context.athlete.id ? true : null,
    })),
  );
}
