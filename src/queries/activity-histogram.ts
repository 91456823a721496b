/** How the seconds of an activity are spread over power, heart rate, cadence and pace. */

import type { Family } from '../core/sport.ts';
import type { ActivityRow } from './activity-row.ts';
import { activitySamples, seriesInput } from './activity-samples.ts';
import { type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { paceText, paceUnit, toldAsPace } from './pace.ts';

interface Axis {
  readonly name: string;
  readonly channel: 'power_w' | 'heart_rate_bpm' | 'cadence_rpm' | 'speed_mps' | 'gap_mps';
  readonly key: string;
  readonly width: number;
  /** Cells at or below this are left out: standing still has no pace. */
  readonly above: number;
}

const AXES: readonly Axis[] = [
  { name: 'power', channel: 'power_w', key: 'from_w', width: 25, above: Number.NEGATIVE_INFINITY },
  { name: 'heart_rate', channel: 'heart_rate_bpm', key: 'from_bpm', width: 5, above: 0 },
  { name: 'cadence', channel: 'cadence_rpm', key: 'from_rpm', width: 5, above: 0 },
  { name: 'speed', channel: 'speed_mps', key: 'from_mps', width: 0.25, above: 0.5 },
  { name: 'grade_adjusted_speed', channel: 'gap_mps', key: 'from_mps', width: 0.25, above: 0.5 },
];

/** Longest table; a wider spread is cut at its rarest end by doubling the width. */
const MOST_BINS = 40;

/** Seconds per bin; null when nothing was recorded. */
export async function histogramSection(context: QueryContext, row: ActivityRow): Promise<Section | null> {
  const on_foot = row.family === 'run' || row.family === 'walk';
  const axes = AXES.filter((axis) => axis.channel !== 'gap_mps' || on_foot);
  const channels = [
    'power_w',
    'heart_rate_bpm',
    'cadence_rpm',
    'speed_mps',
    ...(on_foot ? ['distance_m', 'altitude_m'] : []),
  ];
  const samples = await activitySamples(context, row, channels);
  if (samples === null) return null;
  const input = seriesInput(context, row, samples.grid, samples.recording);
  const section: { [name: string]: Section } = {};
  for (const axis of axes) {
    const values =
      axis.channel === 'gap_mps' || axis.channel === 'speed_mps'
        ? input.series(axis.channel).value
        : (samples.grid.channels[axis.channel] ?? null);
    const table = values === null ? null : binTable(values, axis, row.family);
    if (table !== null) section[axis.name] = table;
  }
  return Object.keys(section).length > 0 ? section : null;
}

function binTable(values: Float64Array, axis: Axis, family: Family): Section | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > axis.above)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high < low) return null;
  let width = axis.width;
  while (Math.floor(high / width) - Math.floor(low / width) >= MOST_BINS) width *= 2;
  const first = Math.floor(low / width);
  const seconds = new Array<number>(Math.floor(high / width) - first + 1).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > axis.above) seconds[Math.floor(value / width) - first]!++;
  }
  const pace = axis.key === 'from_mps' && toldAsPace(family) ? paceUnit(family).key : null;
  const rows = seconds.map((time_s, b): { [column: string]: unknown } => ({
    [axis.key]: (first + b) * width,
    ...(pace ? { [pace]: paceText((first + b) * width, family) } : {}),
    time_s,
  }));
  return tableOf(
    pace ? [axis.key, pace, 'time_s'] : [axis.key, 'time_s'],
    rows.filter((r) => r.time_s !== 0),
  );
}
