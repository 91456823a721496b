/** The zones in force on a date, with their boundaries, for every sport that has the threshold they rest on. */

import type { Family } from '../core/sport.ts';
import type { Threshold, ThresholdsInForce } from '../core/thresholds.ts';
import { cogganBounds, frielHeartRateBounds, frielPaceBounds, maxHeartRateBounds } from '../metrics/zones.ts';
import { roundCell, type Section, tableOf } from './answer.ts';
import { paceText, paceUnit } from './pace.ts';

const COGGAN_NAMES = [
  '1 active recovery',
  '2 endurance',
  '3 tempo',
  '4 threshold',
  '5 VO₂max',
  '6 anaerobic',
  '7 neuromuscular',
];
const FRIEL_NAMES = ['1', '2', '3', '4', '5a', '5b', '5c'];
const MAX_HR_NAMES = ['below 1', '1', '2', '3', '4', '5'];

/** Sections by name, such as `ride_power`; lower bounds belong to the zone, upper bounds to the next. */
export function zoneBounds(family: Family, set: ThresholdsInForce): { [name: string]: Section } {
  const zones: { [name: string]: Section } = {};
  const { ftp_w, lthr_bpm, max_hr_bpm, threshold_speed_mps } = set;
  if (ftp_w && (family === 'ride' || ftp_w.family === family)) {
    zones[`${family}_power`] = scheme('Coggan, % of FTP', ftp_w, 'w', COGGAN_NAMES, cogganBounds(ftp_w.value));
  }
  if (lthr_bpm) {
    const bounds = frielHeartRateBounds(family, lthr_bpm.value);
    zones[`${family}_heart_rate`] = scheme('Friel, % of threshold heart rate', lthr_bpm, 'bpm', FRIEL_NAMES, bounds);
  } else if (max_hr_bpm) {
    const bounds = maxHeartRateBounds(max_hr_bpm.value);
    zones[`${family}_heart_rate`] = scheme('% of maximum heart rate', max_hr_bpm, 'bpm', MAX_HR_NAMES, bounds);
  }
  if (threshold_speed_mps && (family === 'run' || family === 'walk')) {
    const bounds = frielPaceBounds(threshold_speed_mps.value);
    const pace = (speed: number | undefined) => (speed === undefined ? null : paceText(speed, family));
    const key = paceUnit(family).key;
    zones[`${family}_pace`] = {
      scheme: 'Friel, % of threshold pace',
      threshold_from: threshold_speed_mps.valid_from,
      zones: tableOf(
        ['zone', `slowest_${key}`, `fastest_${key}`],
        FRIEL_NAMES.map(
          (zone, i): Record<string, unknown> => ({
            zone,
            [`slowest_${key}`]: pace(bounds[i]),
            [`fastest_${key}`]: pace(bounds[i + 1]),
          }),
        ),
      ),
    };
  }
  return zones;
}

function scheme(
  title: string,
  by: Threshold,
  unit: string,
  names: readonly string[],
  lower: readonly number[],
): Section {
  return {
    scheme: title,
    threshold: roundCell(by.kind, by.value),
    threshold_from: by.valid_from,
    zones: tableOf(
      ['zone', `from_${unit}`, `to_${unit}`],
      names.map(
        (zone, i): Record<string, unknown> => ({ zone, [`from_${unit}`]: lower[i], [`to_${unit}`]: lower[i + 1] }),
      ),
    ),
  };
}
