/** Readiness on a day with its reasons: each component against the athlete's own baseline, and what is missing. */

import { WELLNESS, type WellnessKey } from '../core/wellness.ts';
import { type HrvBaseline, hrvBaseline } from '../metrics/hrv.ts';
import { READINESS_COMPONENTS, type ReadinessComponent, readiness } from '../metrics/readiness.ts';
import { zAgainstBaseline } from '../metrics/resting-heart-rate.ts';
import { type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { loadHistory } from './load-history.ts';
import { lastDays, type WellnessDays } from './wellness-days.ts';

/** The three statistics that are all called HRV; each has a baseline of its own, the first with one enters readiness. */
const HRV_KEYS: readonly WellnessKey[] = ['hrv_rmssd_ms', 'hrv_unspecified_ms', 'hrv_sdnn_ms'];
const FELT: readonly WellnessKey[] = ['soreness', 'fatigue', 'stress', 'mood'];

interface ReadinessReading {
  readonly readiness: Section;
  readonly baselines: Section | null;
  readonly notes: readonly string[];
}

export async function readinessReading(
  context: QueryContext,
  all: WellnessDays,
  date: string,
): Promise<ReadinessReading> {
  const hrv = HRV_KEYS.filter((key) => all.numbers.has(key)).map((key) => ({
    key,
    baseline: hrvBaseline(lastDays(all, key, date, 67)),
  }));
  const used = hrv.find(({ baseline }) => baseline.z.value !== null);
  const heart = zAgainstBaseline(lastDays(all, 'resting_hr_bpm', date, 67), 7);
  const heart_today = zAgainstBaseline(lastDays(all, 'resting_hr_bpm', date, 61));
  const sleep = zAgainstBaseline(lastDays(all, 'sleep_s', date, 61));
  const weight = zAgainstBaseline(lastDays(all, 'weight_kg', date, 67), 7);
  const load = await loadHistory(context, { until: date });
  const today = load?.days.at(-1);

  const inputs = {
    hrv_z: used?.baseline.z.value ?? null,
    resting_hr_z: heart.value?.z ?? null,
    sleep_z: sleep.value?.z ?? null,
    form_end_of_day: today?.form_end_of_day ?? null,
    ctl: today?.ctl ?? null,
  };
  const result = readiness(inputs);
  const why: Record<ReadinessComponent, string | null> = {
    hrv: used
      ? `${WELLNESS[used.key].title}, week against 60 days: ${used.baseline.status.value ?? 'no status'}`
      : null,
    resting_hr: heart.value
      ? `7 days ${heart.value.recent.toFixed(1)} bpm against ${heart.value.mean.toFixed(1)}`
      : null,
    sleep: sleep.value ? `last night ${hours(sleep.value.recent)} h against ${hours(sleep.value.mean)}` : null,
    form: today && today.ctl >= 1 ? `form ${today.form_end_of_day.toFixed(1)} at CTL ${today.ctl.toFixed(1)}` : null,
    subjective: null,
  };
  const missing = READINESS_COMPONENTS.filter((id) => result.value?.components[id] === undefined);
  const notes = ['Readiness is our own arrangement of these parts, not validated; it never changes a load.'];
  if (FELT.some((key) => lastDays(all, key, date, 1)[0] !== null)) {
    notes.push('How the athlete felt is left out of readiness: the scale of these ratings is not known.');
  }
  const score = result.value?.score ?? null;
  const components = READINESS_COMPONENTS.flatMap((component) => {
    const value = result.value?.components[component];
    return value === undefined ? [] : [{ component, z: Number(value.toFixed(2)), why: why[component] }];
  });
  return {
    readiness: {
      local_date: date,
      ...(score === null
        ? { not_available: 'fewer than two components have a baseline (14 readings in 60 days and something recent)' }
        : {
            score: Math.round(score),
            reading: score < 40 ? 'low' : score > 60 ? 'high' : 'normal',
            scale: '20 to 80, 50 is usual',
          }),
      ...(missing.length > 0 ? { missing: missing.join(', ') } : {}),
      ...(components.length > 0 ? { components: tableOf(['component', 'z', 'why'], components) } : {}),
    },
    baselines: baselineTable([
      ...hrv.map(({ key, baseline }) => hrvRow(key, baseline)),
      plainRow('resting_hr_bpm (7 days)', 'bpm', heart.value),
      plainRow('resting_hr_bpm (today)', 'bpm', heart_today.value),
      plainRow('sleep (last night)', 'h', sleep.value && inHours(sleep.value)),
      plainRow('weight_kg (7 days)', 'kg', weight.value),
    ]),
    notes,
  };
}

interface BaselineRow {
  readonly reading: string;
  readonly unit: string;
  readonly recent: number;
  readonly usual_low: number | null;
  readonly usual: number;
  readonly usual_high: number | null;
  readonly z: number | null;
  readonly status: string | null;
  readonly days: number;
}

interface Plain {
  readonly recent: number;
  readonly mean: number;
  readonly sd: number;
  readonly z: number | null;
  readonly values: number;
}

function plainRow(reading: string, unit: string, found: Plain | null): BaselineRow | null {
  if (!found) return null;
  const { recent, mean, sd, z, values } = found;
  return {
    reading,
    unit,
    recent,
    usual: mean,
    usual_low: mean - sd,
    usual_high: mean + sd,
    z,
    status: null,
    days: values,
  };
}

/** Back from logarithms: the usual range is mean ± half a standard deviation of ln. */
function hrvRow(key: WellnessKey, { week, baseline, status, z }: HrvBaseline): BaselineRow | null {
  if (week.value === null || baseline.value === null) return null;
  return {
    reading: `${key} (7 days)`,
    unit: 'ms',
    recent: Math.exp(week.value.mean),
    usual: Math.exp(baseline.value.mean),
    usual_low: Math.exp(baseline.value.low),
    usual_high: Math.exp(baseline.value.high),
    z: z.value,
    status: status.value,
    days: baseline.value.values,
  };
}

function baselineTable(rows: readonly (BaselineRow | null)[]): Section | null {
  const found = rows.filter((row) => row !== null);
  if (found.length === 0) return null;
  const one = (value: number | null) => (value === null ? null : Number(value.toFixed(1)));
  return tableOf(
    ['reading', 'unit', 'recent', 'usual_low', 'usual', 'usual_high', 'z', 'status', 'days'],
    found.map((row) => ({
      ...row,
      recent: one(row.recent),
      usual_low: one(row.usual_low),
      usual: one(row.usual),
      usual_high: one(row.usual_high),
      z: row.z === null ? null : Number(row.z.toFixed(2)),
    })),
  );
}

function inHours(found: Plain): Plain {
  return { ...found, recent: found.recent / 3600, mean: found.mean / 3600, sd: found.sd / 3600 };
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(1);
}
