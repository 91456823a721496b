/** Running dynamics: step length, vertical ratio, flight time and duty factor, over the seconds actually run. */

import type { ChannelId } from '../core/channel.ts';
import { absent, type Known, known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';

/** Cells count as running above this cadence (steps/min) and speed (m/s). */
const MIN_CADENCE_SPM = 100;
const MIN_SPEED_MPS = 1;

/** 60·v/cadence in m, cadence in steps/min. */
export function stepLength(speed_mps: number, cadence_spm: number): number {
  return (60 * speed_mps) / cadence_spm;
}

/** Oscillation over step length, percent. */
export function verticalRatio(oscillation_mm: number, step_length_m: number): number {
  return oscillation_mm / (step_length_m * 10);
}

/** 60 000/cadence − ground contact time, ms; negative when walking. */
export function flightTime(cadence_spm: number, ground_contact_ms: number): number {
  return 60_000 / cadence_spm - ground_contact_ms;
}

/** Ground contact over the time of two steps. */
export function dutyFactor(cadence_spm: number, ground_contact_ms: number): number {
  return ground_contact_ms / ((2 * 60_000) / cadence_spm);
}

/** Mean of `value(i)` over the cells run; a cell for which it is NaN does not count. */
function overRunning(
  a: ActivityInput,
  value: (i: number, cadence_spm: number, speed_mps: number) => number,
): Known<number> {
  return derive([a.channel('cadence_rpm'), a.series('speed_mps')], (cadence, speed) => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < cadence.length; i++) {
      const spm = cadence[i]! * 2;
      if (!(spm > MIN_CADENCE_SPM) || !(speed[i]! > MIN_SPEED_MPS)) continue;
      const here = value(i, spm, speed[i]!);
      if (Number.isNaN(here)) continue;
      sum += here;
      count++;
    }
    return count > 0 ? known(sum / count) : absent('no_running_dynamics_recorded');
  });
}

const OVER = 'over cells with more than 100 steps/min and 1 m/s';

function dynamic(
  metric: Pick<Metric, 'id' | 'title' | 'unit' | 'needs' | 'definition'>,
  compute: Metric['compute'],
): Metric {
  return {
    version: 1,
    families: ['run'],
    over_days: 'time_weighted_mean',
    source: 'device; usual definitions',
    ...metric,
    compute,
  };
}

/** Mean of one channel, in the order the pedometer or strap gave it. */
function recorded(channel: ChannelId, id: string, title: string, unit: string): Metric {
  return dynamic(
    { id, title, unit, needs: [channel, 'cadence_rpm', 'speed_mps'], definition: `Mean as recorded, ${OVER}.` },
    (a) => {
      const values = a.channel(channel);
      return values.value === null ? values : overRunning(a, (i) => values.value[i]!);
    },
  );
}

const contact = (a: ActivityInput, formula: (spm: number, contact_ms: number) => number): Known<number> => {
  const values = a.channel('stance_time_ms');
  return values.value === null ? values : overRunning(a, (i, spm) => formula(spm, values.value[i]!));
};

export const RUNNING_DYNAMICS: readonly Metric[] = [
  dynamic(
    {
      id: 'average_step_length_m',
      title: 'step length',
      unit: 'm',
      needs: ['cadence_rpm', 'speed_mps'],
      definition: `Mean of 60·speed/cadence (steps/min) ${OVER}.`,
    },
    (a) => overRunning(a, (_, spm, speed) => stepLength(speed, spm)),
  ),
  recorded('vertical_oscillation_mm', 'average_vertical_oscillation_mm', 'vertical oscillation', 'mm'),
  recorded('stance_time_ms', 'average_stance_time_ms', 'ground contact time', 'ms'),
  recorded('stance_time_balance_pct', 'average_stance_time_balance_pct', 'left share of ground contact', '%'),
  dynamic(
    {
      id: 'average_vertical_ratio_pct',
      title: 'vertical ratio',
      unit: '%',
      needs: ['vertical_oscillation_mm', 'cadence_rpm', 'speed_mps'],
      definition: `Mean of vertical oscillation / step length ${OVER}.`,
    },
    (a) => {
      const values = a.channel('vertical_oscillation_mm');
      if (values.value === null) return values;
      return overRunning(a, (i, spm, speed) => verticalRatio(values.value[i]!, stepLength(speed, spm)));
    },
  ),
  dynamic(
    {
      id: 'average_flight_time_ms',
      title: 'flight time',
      unit: 'ms',
      needs: ['stance_time_ms', 'cadence_rpm', 'speed_mps'],
      definition: `Mean of 60 000/cadence − ground contact time ${OVER}.`,
    },
    (a) => contact(a, flightTime),
  ),
  dynamic(
    {
      id: 'average_duty_factor',
      title: 'duty factor',
      unit: '',
      needs: ['stance_time_ms', 'cadence_rpm', 'speed_mps'],
      definition: `Mean of ground contact time / (2 · 60 000/cadence) ${OVER}.`,
    },
    (a) => contact(a, dutyFactor),
  ),
];
