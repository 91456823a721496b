/** The mean-maximal curves of an activity, one per signal that was recorded. W/kg is power over weight and not kept. */

import { type Curve, meanMaximal } from './mean-maximal.ts';
import type { ActivityInput } from './metric.ts';

export interface NamedCurve {
  readonly basis: 'power' | 'heart_rate' | 'cadence' | 'speed' | 'gap_speed';
  readonly unit: 'W' | 'bpm' | 'rpm' | 'm/s';
  readonly curve: Curve;
}

export function activityCurves(a: ActivityInput): NamedCurve[] {
  const curves: NamedCurve[] = [];
  const power = a.channel('power_w').value;
  const hr = a.channel('heart_rate_bpm').value;
  const cadence = a.channel('cadence_rpm').value;
  const step = a.series('step_m').value;
  const gap = a.family === 'run' || a.family === 'walk' ? a.series('gap_mps').value : null;
  if (power !== null) curves.push({ basis: 'power', unit: 'W', curve: meanMaximal(a.grid, power, 'zero') });
  if (hr !== null) curves.push({ basis: 'heart_rate', unit: 'bpm', curve: meanMaximal(a.grid, hr, 'invalid') });
  if (cadence !== null) curves.push({ basis: 'cadence', unit: 'rpm', curve: meanMaximal(a.grid, cadence, 'invalid') });
  // Metres over the grid, not the speed channel: an effort's mean speed is its distance over its time.
  if (step !== null) curves.push({ basis: 'speed', unit: 'm/s', curve: meanMaximal(a.grid, step, 'zero') });
  if (gap !== null) curves.push({ basis: 'gap_speed', unit: 'm/s', curve: meanMaximal(a.grid, gap, 'zero') });
  return curves;
}
