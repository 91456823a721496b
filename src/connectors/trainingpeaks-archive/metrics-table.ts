/** TrainingPeaks' metrics.csv: one reading per row, collected into one value per day and kind. */

import { cleanText } from '../../core/text.ts';
import type { WellnessKey, WellnessReading } from '../../core/wellness.ts';
import { columnsOf, dayOf } from './workouts-table.ts';

export function isMetricsHeader(header: readonly string[]): boolean {
  const names = header.map((name) => name.toLowerCase().trim());
  return names.length <= 6 && names.includes('timestamp') && names.includes('type') && names.includes('value');
}

interface Sample {
  /** Minutes after midnight. */
  readonly minute: number;
  readonly text: string;
}

/** The parts of `Min : 18 / Max : 71 / Avg : 34`, or of a plain number. */
interface Figures {
  readonly plain?: number;
  readonly min?: number;
  readonly max?: number;
  readonly avg?: number;
}

type Collect = (samples: readonly Sample[]) => readonly (readonly [WellnessKey, number | string])[];

const MORNING = { from: 3 * 60, to: 11 * 60 };
/** A shorter sleep is a nap. */
const NAP_H = 2;
const KG_PER_LB = 0.45359237;
const MAX_NOTE_CHARS = 4000;

/** By the words a label begins with, longest first; exports vary in what follows. */
const LABELS: readonly (readonly [start: string, collect: Collect])[] = [
  ['hrv', (samples) => one('hrv_unspecified_ms', morningOrLowest(samples), 1, 400)],
  ['pulse', (samples) => one('resting_hr_bpm', morningOrLowest(samples), 20, 150)],
  ['sleep hours', (samples) => one('sleep_s', sleepSeconds(samples), 60, 24 * 3600)],
  ['stress level', (samples) => [...level('average_stress', samples, 'avg'), ...level('max_stress', samples, 'max')]],
  [
    'body battery',
    (samples) => [...level('body_battery_max', samples, 'max'), ...level('body_battery_min', samples, 'min')],
  ],
  ['weight kilogram', (samples) => one('weight_kg', last(samples), 20, 400)],
  ['weight kg', (samples) => one('weight_kg', last(samples), 20, 400)],
  ['weight pound', (samples) => one('weight_kg', pounds(last(samples)), 20, 400)],
  ['weight lb', (samples) => one('weight_kg', pounds(last(samples)), 20, 400)],
  ['steps', (samples) => one('steps', highest(samples), 0, 300_000)],
  ['spo2', (samples) => one('spo2_pct', last(samples), 50, 100)],
  ['body fat', (samples) => one('body_fat_pct', last(samples), 1, 75)],
  ['percent fat', (samples) => one('body_fat_pct', last(samples), 1, 75)],
  ['soreness', (samples) => one('soreness', last(samples), 0, 100)],
  ['fatigue', (samples) => one('fatigue', last(samples), 0, 100)],
  ['motivation', (samples) => one('motivation', last(samples), 0, 100)],
  ['mood', (samples) => one('mood', last(samples), 0, 100)],
  ['notes', notes],
];

export interface MetricRows {
  readonly readings: WellnessReading[];
  /** Rows by label that are not known, or whose value cannot be used. */
  readonly unused: ReadonlyMap<string, number>;
}

/** @param rows the rows below the header, of all exports together */
export function readingsOfMetrics(header: readonly string[], rows: readonly (readonly string[])[]): MetricRows {
  const cell = columnsOf(header);
  const days = new Map<string, { local_date: string; label: string; samples: Sample[] }>();
  for (const row of rows) {
    const timestamp = cell(row, 'Timestamp');
    const local_date = dayOf(timestamp);
    const label = cell(row, 'Type')
      .toLowerCase()
      .replace(/[\s_]+/g, ' ')
      .trim()
      .slice(0, 60);
    if (!local_date || label === '') continue;
    const key = `${local_date}|${label}`;
    const day = days.get(key) ?? { local_date, label, samples: [] };
    days.set(key, day);
    day.samples.push({ minute: minuteOf(timestamp), text: cell(row, 'Value').slice(0, MAX_NOTE_CHARS) });
  }
  const readings: WellnessReading[] = [];
  const unused = new Map<string, number>();
  for (const { local_date, label, samples } of days.values()) {
    const collect = LABELS.find(([start]) => label.startsWith(start))?.[1];
    const collected = collect?.(samples) ?? [];
    for (const [key, value] of collected) readings.push({ local_date, key, value });
    if (collected.length === 0) unused.set(label, (unused.get(label) ?? 0) + samples.length);
  }
  return { readings, unused };
}

function minuteOf(timestamp: string): number {
  const time = /[ T](\d{1,2}):(\d{2})/.exec(timestamp);
  return time ? Number(time[1]) * 60 + Number(time[2]) : 0;
}

function figuresOf({ text }: Sample): Figures {
  const plain = /^\s*(-?\d+(?:[.,]\d+)?)\s*%?\s*$/.exec(text.slice(0, 40))?.[1];
  if (plain !== undefined) return { plain: Number(plain.replace(',', '.')) };
  const figures: { -readonly [key in keyof Figures]: Figures[key] } = {};
  for (const [, name = '', value = ''] of text.slice(0, 200).matchAll(/(min|max|avg)\w*\s*:\s*(-?\d+(?:[.,]\d+)?)/gi)) {
    figures[name.toLowerCase() as 'min' | 'max' | 'avg'] = Number(value.replace(',', '.'));
  }
  return figures;
}

function one(key: WellnessKey, value: number | null, min: number, max: number): [WellnessKey, number][] {
  return value !== null && value >= min && value <= max ? [[key, value]] : [];
}

/** Scales of 0 to 100 that come as a range; the last row of the day counts. */
function level(key: WellnessKey, samples: readonly Sample[], part: 'min' | 'max' | 'avg'): [WellnessKey, number][] {
  const figures = samples.map(figuresOf).at(-1) ?? {};
  return one(key, figures[part] ?? (part === 'avg' ? figures.plain : undefined) ?? null, 0, 100);
}

function numbers(samples: readonly Sample[]): number[] {
  return samples.flatMap((sample) => {
    const figures = figuresOf(sample);
    return figures.plain ?? figures.avg ?? [];
  });
}

/** Devices add a row at midnight for the day before; the one taken in the morning is the resting value. */
function morningOrLowest(samples: readonly Sample[]): number | null {
  const morning = numbers(samples.filter(({ minute }) => minute >= MORNING.from && minute <= MORNING.to));
  const values = morning.length > 0 ? morning : numbers(samples);
  return values.length > 0 ? Math.min(...values) : null;
}

function last(samples: readonly Sample[]): number | null {
  return numbers(samples).at(-1) ?? null;
}

function highest(samples: readonly Sample[]): number | null {
  return numbers(samples).reduce<number | null>((most, value) => Math.max(most ?? value, value), null);
}

function pounds(value: number | null): number | null {
  return value === null ? null : Math.round(value * KG_PER_LB * 100) / 100;
}

/** Several devices report the same night, so the longest counts; naps are added. */
function sleepSeconds(samples: readonly Sample[]): number | null {
  const hours = numbers(samples).filter((value) => value > 0 && value <= 24);
  if (hours.length === 0) return null;
  const night = Math.max(0, ...hours.filter((value) => value > NAP_H));
  const naps = hours.filter((value) => value <= NAP_H).reduce((sum, value) => sum + value, 0);
  return Math.round((night + naps) * 3600);
}

function notes(samples: readonly Sample[]): [WellnessKey, string][] {
  const text = cleanText([...new Set(samples.map((sample) => sample.text))].join('\n'));
  return text === null ? [] : [['note', text]];
}
