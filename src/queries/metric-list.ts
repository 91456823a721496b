/** Metrics as queries speak of them: which ids exist, which figures matter first for a sport, and how they are grouped. */

import { Failure } from '../core/failure.ts';
import type { Family } from '../core/sport.ts';
import { METRICS } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';

const BY_ID: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.id, metric]));

export function metricById(id: string): Metric | undefined {
  return BY_ID.get(id);
}

/** Throws Failure naming the closest ids when one is not a metric. */
export function requireMetric(id: string): Metric {
  const metric = BY_ID.get(id);
  if (metric) return metric;
  throw new Failure(
    'no_such_metric',
    'There is no metric of this name.',
    `Closest: ${closestIds(id, [...BY_ID.keys()]).join(', ')}. All: ${[...BY_ID.keys()].join(', ')}.`,
  );
}

/** The three ids that share most letter pairs with `wanted`. */
export function closestIds(wanted: string, ids: readonly string[]): string[] {
  const pairs = (text: string) =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const own = pairs(wanted.toLowerCase().slice(0, 60));
  const score = (id: string) => {
    const other = pairs(id);
    let common = 0;
    for (const pair of other) if (own.has(pair)) common++;
    return common / (own.size + other.size);
  };
  return ids
    .map((id) => ({ id, score: score(id) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ id }) => id);
}

/** What a list shows of every sport. */
export const LIST_METRICS: readonly string[] = ['distance_m', 'moving_s', 'load'];

/** The figures that matter besides those, by family. */
export function familyMetrics(family: Family): readonly string[] {
  switch (family) {
    case 'ride':
      return ['np_w', 'average_hr_bpm', 'ascent_m'];
    case 'run':
      return ['average_speed_mps', 'average_hr_bpm', 'ascent_m'];
    case 'walk':
    case 'ski':
      return ['average_speed_mps', 'average_hr_bpm', 'ascent_m'];
    case 'swim':
      return ['swim_speed_mps', 'swolf', 'average_hr_bpm'];
    case 'row':
      return ['average_power_w', 'average_speed_mps', 'average_hr_bpm'];
    default:
      return ['average_hr_bpm', 'calories_kcal'];
  }
}

export const METRIC_GROUPS = [
  'time_and_distance',
  'load',
  'power',
  'heart_rate',
  'speed',
  'elevation',
  'efficiency',
  'swim',
  'technique',
  'body_and_air',
] as const;

export type MetricGroup = (typeof METRIC_GROUPS)[number];

// First match wins; what matches nothing is technique or a channel average.
const GROUP_PATTERNS: readonly (readonly [RegExp, MetricGroup])[] = [
  [/^(elapsed|recorded|moving|coasting)_s$|^distance_m$|^calories/, 'time_and_distance'],
  [/^(load|tss|rtss|stss|hrss|hr_tss|trimp|bike_score|govss|session_rpe)/, 'load'],
  [/swim|swolf|stroke|pool/, 'swim'],
  [/decoupling|efficiency|power_hr|polarization/, 'efficiency'],
  [/ascent|descent|altitude/, 'elevation'],
  [/temperature|respiration|smo2|hemoglobin/, 'body_and_air'],
  [/balance|smoothness|torque|oscillation|stance|vertical|step|cadence|stiffness|flight|duty|form_power/, 'technique'],
  [/_hr_|_hr$|heart/, 'heart_rate'],
  [/_(w|wpkg|kj)$|^w_prime|^matches$|intensity_factor|variability|relative_intensity/, 'power'],
  [/_mps$/, 'speed'],
];

export function groupOf(metric_id: string): MetricGroup {
  // The intensity of a run is its pace, not its power.
  if (metric_id === 'run_intensity_factor') return 'speed';
  return GROUP_PATTERNS.find(([pattern]) => pattern.test(metric_id))?.[1] ?? 'technique';
}
