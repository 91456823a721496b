/** Aerobic decoupling: how far output per heart beat fell from the first to the second half. */

import { absent, type Known, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';
import { normalizedPower } from './normalized-power.ts';

/** Cells where both output (power or grade-adjusted speed) and heart rate are valid, in order. */
function pairedCells(output: Float64Array, heart_rate_bpm: Float64Array): { output: Float64Array; hr: Float64Array } {
  const a = new Float64Array(output.length);
  const b = new Float64Array(output.length);
  let n = 0;
  for (let i = 0; i < output.length; i++) {
    if (Number.isNaN(output[i]) || Number.isNaN(heart_rate_bpm[i])) continue;
    a[n] = output[i]!;
    b[n] = heart_rate_bpm[i]!;
    n++;
  }
  return { output: a.subarray(0, n), hr: b.subarray(0, n) };
}

const mean = (values: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/**
 * 100·(r₁ − r₂)/r₁ with r the mean output per mean heart rate of each half, the first half being the first floor(n/2) paired
 * cells; positive is drift. `normalized` uses the fourth-power mean of 30 s rolling output. null when it cannot be formed.
 */
export function decouplingPct(
  output: Float64Array,
  heart_rate_bpm: Float64Array,
  form: 'average' | 'normalized',
): number | null {
  const cells = pairedCells(output, heart_rate_bpm);
  const half = Math.floor(cells.output.length / 2);
  if (half < 1) return null;
  const level = (values: Float64Array): number | null => (form === 'average' ? mean(values) : normalizedPower(values));
  const first = level(cells.output.subarray(0, half));
  const second = level(cells.output.subarray(half));
  if (first === null || second === null || first === 0) return null;
  const r1 = first / mean(cells.hr.subarray(0, half));
  const r2 = second / mean(cells.hr.subarray(half));
  return (100 * (r1 - r2)) / r1;
}

const BLOCK_S = 600;

/** Slope of output/heart rate over 10 min blocks, as percent of the first block lost per hour; null under three blocks. */
function decouplingPerHour(output: Float64Array, heart_rate_bpm: Float64Array): number | null {
  const cells = pairedCells(output, heart_rate_bpm);
  const blocks = Math.floor(cells.output.length / BLOCK_S);
  if (blocks < 3) return null;
  const ratio: number[] = [];
  for (let b = 0; b < blocks; b++) {
    const from = b * BLOCK_S;
    ratio.push(mean(cells.output.subarray(from, from + BLOCK_S)) / mean(cells.hr.subarray(from, from + BLOCK_S)));
  }
  const centre = (blocks - 1) / 2;
  let top = 0;
  let bottom = 0;
  for (let b = 0; b < blocks; b++) {
    top += (b - centre) * ratio[b]!;
    bottom += (b - centre) ** 2;
  }
  const slope = ((top / bottom) * 3600) / BLOCK_S;
  return ratio[0]! > 0 ? (-100 * slope) / ratio[0]! : null;
}

/** Output by sport: grade-adjusted speed for runs and walks, power for the rest. */
function output(a: ActivityInput): Known<Float64Array> {
  return a.family === 'run' || a.family === 'walk' ? a.series('gap_mps') : a.channel('power_w');
}

function half(a: ActivityInput, form: 'average' | 'normalized'): Known<number> {
  return derive([output(a), a.channel('heart_rate_bpm')], (values, hr) => {
    const value = decouplingPct(values, hr, form);
    if (value === null) return absent('zero_denominator');
    const warnings = a.grid.recorded_s < 1200 ? ['short'] : [];
    const vi = a.metric('variability_index').value;
    if (a.family !== 'run' && vi !== null && vi > 1.1) warnings.push('variable_output');
    return known(value, warnings);
  });
}

export const DECOUPLING_PCT: Metric = {
  id: 'decoupling_pct',
  title: 'aerobic decoupling',
  unit: '%',
  version: 1,
  families: 'all',
  needs: ['power_w', 'speed_mps', 'heart_rate_bpm'],
  over_days: null,
  definition:
    '100·(r₁ − r₂)/r₁, r the average power (on foot: grade-adjusted speed) per average heart rate of each half of the cells that have both; positive is drift. Warnings `short` under 20 min, `variable_output` when VI > 1.10.',
  source: 'Friel',
  compute: (a) => half(a, 'average'),
};

export const DECOUPLING_NP_PCT: Metric = {
  id: 'decoupling_np_pct',
  title: 'aerobic decoupling from normalized power',
  unit: '%',
  version: 1,
  families: 'all',
  needs: ['power_w', 'speed_mps', 'heart_rate_bpm'],
  over_days: null,
  definition: 'As aerobic decoupling, with NP (on foot: normalized graded speed) in place of the average.',
  source: 'TrainingPeaks',
  compute: (a) => half(a, 'normalized'),
};

export const DECOUPLING_PCT_PER_H: Metric = {
  id: 'decoupling_pct_per_h',
  title: 'decoupling per hour',
  unit: '%/h',
  version: 1,
  families: 'all',
  needs: ['power_w', 'speed_mps', 'heart_rate_bpm'],
  over_days: null,
  definition:
    'Least-squares slope of output per heart rate over 10 min blocks, as percent of the first block lost per hour; needs three blocks.',
  source: 'Maunder et al. 2021',
  compute: (a) =>
    derive(
      [output(a), a.channel('heart_rate_bpm')],
      (values, hr) => decouplingPerHour(values, hr) ?? absent('too_short'),
    ),
};
