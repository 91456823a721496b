/** Health metrics: rows of every upload client side by side, collected into one set of readings per day. */

import type { Item, Json, Session, Stream } from '../../core/connector.ts';
import { at, idOf, listOf, numberOf, objectOf, textOf } from '../../core/json.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { WellnessKey, WellnessReading } from '../../core/wellness.ts';
import { readingsOfMetrics } from '../trainingpeaks-archive/metrics-table.ts';
import { read, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { type Walk, WINDOW_DAYS, walk } from './windows.ts';

const WALK: Walk = {
  ahead_days: 1,
  look_further_ahead: false,
  window_days: WINDOW_DAYS,
  whole_life: true,
  blind_windows: 12,
  list: listMetrics,
};

export const METRICS: Stream = {
  id: 'metrics',
  title: 'health metrics',
  look_back_days: 14,
  fresh_s: 3 * 3600,
  calls: 1,
  noise: [],
  pages: (ask) => walk(ask, WALK),
};

async function listMetrics(session: Session, from: string, to: string): Promise<Item[]> {
  const athlete = encodeURIComponent(session.account.external_id);
  const { json } = await session.call(read(`/metrics/v3/athletes/${athlete}/consolidatedtimedmetrics/${from}/${to}`));
  const days = new Map<string, Json[]>();
  for (const row of rowsOf(json, 'timeStamp', 'details')) {
    const day = dayOf(at(row, 'timeStamp')) ?? dayOf(at(listOf(at(row, 'details'))[0], 'time'));
    if (day !== null) days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([day, rows]) => ({
      external_id: day,
      raw: withoutPrivateParts(rows),
      core: { kind: 'wellness', local_date: day, readings: readingsOf(day, rows) },
    }));
}

interface Sample {
  readonly type: string;
  readonly label: string;
  /** HH:MM. */
  readonly time: string;
  readonly value: Json;
  readonly client: string;
}

/** The export archive's words for the types that are known by number; other types go by their own label. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['5', 'Pulse'],
  ['6', 'Sleep Hours'],
  ['9', 'Weight Kilograms'],
  ['53', 'SPO2'],
  ['58', 'Steps'],
  ['60', 'HRV'],
  ['62', 'Stress Level'],
  ['64', 'Body Battery'],
]);
/** Labels of this API that the export writes differently; it is always metric. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['sleep', 'Sleep Hours'],
  ['weight', 'Weight Kilograms'],
]);
/** Known by number, with no place among the readings: they stay in the raw rows. */
const WITHOUT_KEY = new Set(['14', '15', '23', '25', '26', '27']);
const NAP_H = 2;

/** Pieces of a night, by the words of their label; hours. */
const NIGHT: readonly (readonly [words: RegExp, key: WellnessKey])[] = [
  [/deep sleep/i, 'deep_sleep_s'],
  [/rem sleep/i, 'rem_sleep_s'],
  [/light sleep/i, 'light_sleep_s'],
  [/time awake/i, 'awake_s'],
];

/** The readings of one day by the rules of the export archive, which carries the same rows as a table. */
export function readingsOf(day: string, rows: readonly Json[]): WellnessReading[] {
  const samples = rows.flatMap((row) => listOf(at(row, 'details'))).flatMap((detail) => sampleOf(day, detail));
  const sleep = samples.filter(isSleep);
  const others = samples.filter((sample) => !isSleep(sample) && !WITHOUT_KEY.has(sample.type));
  const table = [...others, ...fullestClient(sleep)]
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .flatMap(({ time, label, value }) => textsOf(value).map((text) => [`${day} ${time}`, label, text]));
  return [...readingsOfMetrics(['Timestamp', 'Type', 'Value'], table).readings, ...nightOf(day, others)];
}

function sampleOf(day: string, json: Json): Sample[] {
  const detail = objectOf(json);
  const type = idOf(detail.type) ?? '';
  const said = cleanLine(detail.label, 60);
  const label = LABELS.get(type) ?? ALIASES.get(said?.toLowerCase() ?? '') ?? said;
  const time = textOf(detail.time);
  // A time on another day is a late upload; the row says which day it belongs to.
  const clock = dayOf(time) === day ? (time?.slice(11, 16) ?? '') : '';
  if (label === null) return [];
  return [
    {
      type,
      label,
      time: /^\d\d:\d\d$/.test(clock) ? clock : '00:00',
      value: detail.value ?? null,
      client: textOf(detail.uploadClient) ?? '',
    },
  ];
}

function isSleep({ label }: Sample): boolean {
  return /^sleep hours/i.test(label);
}

/** Two clients report the same night and the same naps; added up they would be nights that nobody slept. */
function fullestClient(samples: readonly Sample[]): readonly Sample[] {
  const clients = new Map<string, Sample[]>();
  for (const sample of samples) clients.set(sample.client, [...(clients.get(sample.client) ?? []), sample]);
  const hours = (of: readonly Sample[]) => {
    const values = of.flatMap(({ value }) => numberOf(value) ?? []).filter((value) => value > 0 && value <= 24);
    const naps = values.filter((value) => value <= NAP_H).reduce((sum, value) => sum + value, 0);
    return Math.max(0, ...values.filter((value) => value > NAP_H)) + naps;
  };
  return [...clients.values()].reduce<readonly Sample[]>((best, of) => (hours(of) > hours(best) ? of : best), []);
}

/** A value as the export writes it. Of three numbers the order is disputed, but the average lies between the others. */
function textsOf(value: Json): string[] {
  if (Array.isArray(value)) {
    const numbers = listOf(value).flatMap((entry) => numberOf(entry) ?? []);
    const [low, middle, high] = numbers.sort((a, b) => a - b);
    if (high !== undefined && numbers.length === 3) return [`Min : ${low} / Max : ${high} / Avg : ${middle}`];
    if (middle !== undefined && numbers.length === 2) return [`Max : ${middle} / Avg : ${low}`];
    return low !== undefined && numbers.length === 1 ? [String(low)] : [];
  }
  const number = numberOf(value);
  if (number !== null) return [plain(number)];
  const text = value === 'NaN' ? null : cleanText(value);
  return text === null ? [] : [text];
}

/** Without an exponent, which the table does not know. */
function plain(number: number): string {
  return String(Math.round(number * 1e6) / 1e6);
}

function nightOf(local_date: string, samples: readonly Sample[]): WellnessReading[] {
  return NIGHT.flatMap(([words, key]) => {
    const hours = samples
      .filter(({ label }) => words.test(label))
      .flatMap(({ value }) => numberOf(value) ?? [])
      .filter((value) => value > 0 && value <= 24);
    return hours.length === 0 ? [] : [{ local_date, key, value: Math.round(Math.max(...hours) * 3600) }];
  });
}
