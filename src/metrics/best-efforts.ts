/** The bests of an activity: mean values at the durations of tables, and times over the distances of records. */

import { bestTime, recordDistances, trackOfLengths, trackOfSteps } from './best-time-over-distance.ts';
import type { NamedCurve } from './curves.ts';
import type { Effort, EffortKind } from './effort.ts';
import { TABLE_DURATIONS_S } from './mean-maximal.ts';
import type { ActivityInput } from './metric.ts';

const KINDS: Partial<Record<NamedCurve['basis'], { kind: EffortKind; key: string }>> = {
  power: { kind: 'best_power', key: 'average_power_w' },
  heart_rate: { kind: 'best_heart_rate', key: 'average_hr_bpm' },
  speed: { kind: 'best_speed', key: 'average_speed_mps' },
  gap_speed: { kind: 'best_gap_speed', key: 'average_gap_mps' },
};

export function bestEfforts(a: ActivityInput, curves: readonly NamedCurve[]): Effort[] {
  const efforts: Effort[] = [];
  for (const { basis, curve } of curves) {
    const named = KINDS[basis];
    if (!named) continue;
    let k = 0;
    for (const duration_s of TABLE_DURATIONS_S) {
      while (k < curve.duration_s.length && curve.duration_s[k]! < duration_s) k++;
      if (curve.duration_s[k] !== duration_s || Number.isNaN(curve.value[k])) continue;
      const start_s = curve.start_s[k]!;
      efforts.push({
        kind: named.kind,
        start_s,
        end_s: start_s + duration_s,
        duration_s,
        origin: null,
        label: null,
        values: { [named.key]: curve.value[k]! },
      });
    }
  }
  return [...efforts, ...distanceBests(a)];
}

function distanceBests(a: ActivityInput): Effort[] {
  const step = a.series('step_m').value;
  const pool = a.device_values.pool_length_m ?? 0;
  const lengths = a.family === 'swim' && pool > 0 && a.lengths.some((length) => length.active);
  if (!lengths && step === null) return [];
  const track = lengths ? trackOfLengths(a.lengths, pool, a.grid.start_s) : trackOfSteps(a.grid, step!);
  const efforts: Effort[] = [];
  for (const distance_m of recordDistances(a.family)) {
    const best = bestTime(track, distance_m);
    if (best === null) continue;
    efforts.push({
      kind: 'best_distance',
      start_s: best.start_s,
      end_s: best.start_s + best.seconds,
      duration_s: best.seconds,
      origin: null,
      label: null,
      values: { distance_m, average_speed_mps: distance_m / best.seconds },
    });
  }
  return efforts;
}
