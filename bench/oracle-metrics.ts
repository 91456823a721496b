/**
 * The metrics of GoldenCheetah that Paceline has too: our value in its unit, and the known ways in which that program
 * differs, each computed with our own functions so that a difference has a name and a size.
 */

import { elevationSendOnDelta } from '../src/metrics/elevation.ts';
import { runningPower } from '../src/metrics/govss.ts';
import { zonePoints } from '../src/metrics/heart-rate-load.ts';
import { meanMaximal } from '../src/metrics/mean-maximal.ts';
import { maxValue, meanPositive, meanValue, minValue } from '../src/metrics/mean-value.ts';
import { swolf } from '../src/metrics/swim-lengths.ts';
import { zoneSeconds } from '../src/metrics/zones.ts';
import type { OracleAthlete } from './oracle-file.ts';
import {
  beating,
  coarseFlatSpeed,
  cpOf,
  decayingXPower,
  decouplingByNumber,
  eulerMinimum,
  paddedPower,
  ridingSeconds,
  standingStartPower,
  trimpAtThreshold,
  trimpOfAverageHeartRate,
  wholeIntegral,
  wholeZoneSeconds,
  wPrimeOf,
  zeroFilled,
} from './oracle-quirks.ts';
import type { CurveKind, Reading, Source } from './oracle-reading.ts';

export interface Quirk {
  readonly reason: string;
  value(reading: Reading, athlete: OracleAthlete): number;
}

export interface OracleMetric {
  readonly key: string;
  readonly kind: 'time' | 'power' | 'load' | 'peak' | 'heart' | 'elevation' | 'distance' | 'zone' | 'run' | 'w_prime';
  /** In the program's unit. */
  ours(source: Source, athlete: OracleAthlete): number;
  readonly quirks: readonly Quirk[];
}

const ZERO_PADDED = 'its 30 s window starts full of zeros';
const DECAYS = 'xPower goes on decaying through gaps and counts those seconds';
const TAU = 'its W′ time constant and watts are cut off to whole numbers, and the last second is left out';
const EULER = 'its recovery is one Euler step a second';

const none = Number.NaN;
const NOTHING = new Float64Array(0);
const YARDS = 1 / 0.9144;

function rise(altitude: Float64Array | null | undefined, a: OracleAthlete, key: 'gain_m' | 'loss_m'): number {
  return altitude ? (elevationSendOnDelta(altitude, a.elevation_hysteresis_m)?.[key] ?? none) : none;
}

const kilometres = (r: Reading): number => {
  const metres = r.grid.channels.distance_m?.filter((v) => !Number.isNaN(v));
  return metres && metres.length > 0 ? (metres.at(-1)! - 0) / 1000 : none;
};

const share = (r: Reading, a: OracleAthlete, min_kj: number): number => 100 - (100_000 * min_kj) / wPrimeOf(r, a);

const metrics: OracleMetric[] = [];

function add(
  key: string,
  kind: OracleMetric['kind'],
  ours: OracleMetric['ours'],
  ...quirks: readonly (readonly [reason: string, value: Quirk['value']])[]
): void {
  metrics.push({ key, kind, ours, quirks: quirks.map(([reason, value]) => ({ reason, value })) });
}

add('elapsed_time', 'time', (s) => s.metric('elapsed_s'));
add('recording_time', 'time', (s) => s.metric('recorded_s'));
add('moving_time', 'time', (s) => s.metric('moving_s'), ['any speed or cadence counts as moving', ridingSeconds]);
add('distance', 'distance', (s) => s.metric('distance_m') / 1000, ['the last distance in the file counts', kilometres]);
add('swim_distance', 'distance', (s) => s.metric('distance_m'), [
  'the last distance in the file counts',
  (r) => 1000 * kilometres(r),
]);
add('average_power', 'power', (s) => s.metric('average_power_w'));
add('average_power_nonzero', 'power', (s) => s.metric('average_power_nonzero_w'));
add('max_power', 'power', (s) => s.metric('max_power_w'));
add('work', 'power', (s) => s.metric('work_kj'));
add('average_w_per_kg', 'power', (s) => s.metric('average_power_wpkg'));
add('iso_power', 'power', (s) => s.metric('np_w'), [ZERO_PADDED, paddedPower]);
add('bike_intensity', 'power', (s) => s.metric('intensity_factor'), [
  ZERO_PADDED,
  (r, a) => paddedPower(r) / cpOf(r, a),
]);
add('bike_stress', 'load', (s) => s.metric('tss'), [
  ZERO_PADDED,
  (r, a) => (r.grid.recorded_s * (paddedPower(r) / cpOf(r, a)) ** 2) / 36,
]);
add('variability_index', 'power', (s) => s.metric('variability_index'), [
  ZERO_PADDED,
  (r) => paddedPower(r) / meanValue(r.power!),
]);
add(
  'efficiency_factor',
  'power',
  (s) => s.metric('efficiency_factor_wpbpm'),
  [`${ZERO_PADDED}; on foot too it uses power where there is any`, (r) => paddedPower(r) / beating(r)],
  [
    'on foot in yards a minute, from xPace',
    (r, a) => (r.family === 'run' ? (YARDS * 60 * coarseFlatSpeed(standingStartPower(r, a), a)) / beating(r) : none),
  ],
);
add('xpower', 'power', (s) => s.metric('xpower_w'), [DECAYS, (r) => decayingXPower(r).watts]);
add('relative_intensity', 'power', (s) => s.metric('relative_intensity'), [
  DECAYS,
  (r, a) => decayingXPower(r).watts / cpOf(r, a),
]);
add('bike_score', 'load', (s) => s.metric('bike_score'), [
  DECAYS,
  (r, a) => {
    const { watts, seconds } = decayingXPower(r);
    return (seconds * (watts / cpOf(r, a)) ** 2) / 36;
  },
]);
add('skiba_variability_index', 'power', (s) => s.metric('xpower_w') / s.metric('average_power_w'), [
  DECAYS,
  (r) => decayingXPower(r).watts / meanValue(r.power!),
]);
add('response_index', 'power', (s) => s.metric('xpower_w') / s.metric('average_hr_bpm'), [
  DECAYS,
  (r) => decayingXPower(r).watts / beating(r),
]);
add('aerobic_decoupling', 'heart', (s) => s.metric('decoupling_pct'), [
  'it halves by sample number and uses speed on foot',
  decouplingByNumber,
]);
add('left_share', 'power', (s) => s.metric('left_balance_pct'), [
  'the plain mean of pedalling seconds, those of one leg alone left out; on foot that of ground contact',
  (r) => {
    const { power, cadence } = r;
    const balance = r.balance ?? r.grid.channels.stance_time_balance_pct ?? null;
    if (balance === null || power === null || cadence === null) return none;
    const counts = (v: number, i: number) => v > 0 && v < 100 && power[i]! > 0 && cadence[i]! > 0;
    return meanValue(balance.filter(counts));
  },
]);
add('vo2max_acsm_5min', 'power', (s, a) => (10.8 * s.curve('power_w', 300)) / a.weight_kg + 7);

add('average_hr', 'heart', (s) => s.metric('average_hr_bpm'), [
  'gaps are filled from 0 where a value is missing',
  beating,
]);
add('max_hr', 'heart', (s) => s.metric('highest_hr_bpm'));
add('min_hr', 'heart', (s) => s.metric('lowest_hr_bpm'), [
  'gaps are filled from 0 where a value is missing',
  (r) => (r.heart_rate === null ? none : minValue(r.heart_rate.filter((v) => v > 0))),
]);
add('trimp_avg_hr', 'load', (s) => s.metric('trimp_banister'), [
  'TRIMP of the average heart rate over moving time',
  trimpOfAverageHeartRate,
]);
add('trimp_100', 'load', (s) => s.metric('hrss'), [
  'TRIMP of the average heart rate over moving time',
  (r, a) => (100 * trimpOfAverageHeartRate(r, a)) / trimpAtThreshold(a),
]);
add('trimp_zonal', 'load', () => none, [
  'weights by its own five zones',
  (r, a) => {
    const pct = a.hr_zones_pct;
    const hr = r.heart_rate;
    const seconds = hr === null ? [ridingSeconds(r)] : pct.map((_, z) => wholeZoneSeconds(hr, pct, a.lthr_bpm, z + 1));
    return zonePoints(
      seconds,
      a.hr_zone_weights.map((w) => w * 60),
    );
  },
]);

add('average_cadence_nonzero', 'power', (s) => {
  const steps = s.metric('average_cadence_spm') / 2;
  return Number.isNaN(steps) ? s.metric('average_cadence_rpm') : steps;
});
add(
  'average_run_cadence',
  'power',
  (s) => {
    const steps = s.metric('average_cadence_spm') / 2;
    return Number.isNaN(steps) ? s.metric('average_cadence_rpm') : steps;
  },
  ['steps per minute are taken for those of one leg', (r) => r.metric('average_cadence_spm')],
);
add('max_cadence', 'power', (s) => s.metric('max_cadence_rpm'), [
  'the highest value of any sport',
  (r) => (r.cadence === null ? none : maxValue(r.cadence)),
]);
const OVER_SPEED = 'distance over the seconds with any speed above 0';
function speedWhileFast(r: Reading): number {
  const seconds = r.speed?.filter((v) => v > 0).length ?? 0;
  return (1000 * kilometres(r)) / seconds;
}
add('average_moving_speed', 'distance', (s) => 3.6 * s.metric('average_speed_mps'), [
  OVER_SPEED,
  (r) => 3.6 * speedWhileFast(r),
]);
add('max_speed', 'distance', (s) => 3.6 * s.metric('max_speed_mps'));
add('pace', 'distance', (s) => 1000 / 60 / s.metric('average_speed_mps'), [
  OVER_SPEED,
  (r) => 1000 / 60 / speedWhileFast(r),
]);
add('swim_pace', 'distance', (s) => 100 / 60 / s.metric('average_speed_mps'), [
  OVER_SPEED,
  (r) => 100 / 60 / speedWhileFast(r),
]);

const SEND_ON_DELTA = 'it adds a rise once it exceeds the threshold and loses up to that at each turn';
const FROM_ZERO = `${SEND_ON_DELTA}, and missing altitude is 0`;
for (const [key, side, ours, scale] of [
  ['elevation_gain_h3', 'gain_m', (s: Source) => s.metric('ascent_m'), () => 1],
  ['elevation_loss_h3', 'loss_m', (s: Source) => s.metric('descent_m'), () => 1],
  [
    'vam',
    'gain_m',
    (s: Source) => (s.metric('ascent_m') * 3600) / s.metric('elapsed_s'),
    (r: Reading) => 3600 / r.grid.elapsed_s,
  ],
  [
    'gain_per_distance',
    'gain_m',
    (s: Source) => (100 * s.metric('ascent_m')) / s.metric('distance_m'),
    (r: Reading) => 1 / (10 * kilometres(r)),
  ],
] as const) {
  add(
    key,
    'elevation',
    ours,
    [SEND_ON_DELTA, (r, a) => scale(r) * rise(r.grid.channels.altitude_m, a, side)],
    [FROM_ZERO, (r, a) => scale(r) * rise(r.altitude, a, side)],
  );
}

const PEAKS: readonly (readonly [string, number])[] = [
  ['1s', 1],
  ['5s', 5],
  ['10s', 10],
  ['15s', 15],
  ['20s', 20],
  ['30s', 30],
  ['1m', 60],
  ['2m', 120],
  ['3m', 180],
  ['5m', 300],
  ['8m', 480],
  ['10m', 600],
  ['20m', 1200],
  ['30m', 1800],
  ['60m', 3600],
  ['90m', 5400],
];
for (const [name, seconds] of PEAKS) {
  const at = (kind: CurveKind) => (s: Source) => s.curve(kind, seconds);
  add(`peak_power_${name}`, 'peak', at('power_w'));
  add(`peak_hr_${name}`, 'peak', at('heart_rate_bpm'), [
    'seconds without heart rate count as 0',
    (r) => {
      if (r.heart_rate === null || seconds > r.grid.elapsed_s) return none;
      return meanMaximal(r.grid, zeroFilled(r.heart_rate), 'zero', [seconds]).value[0]!;
    },
  ]);
  const recorded: Quirk['value'] = (r) =>
    r.speed === null || seconds > r.grid.elapsed_s ? none : meanMaximal(r.grid, r.speed, 'zero', [seconds]).value[0]!;
  add(`peak_pace_${name}`, 'peak', (s) => 1000 / 60 / s.curve('speed_mps', seconds), [
    'recorded speed, not the way covered',
    (r, a) => 1000 / 60 / recorded(r, a),
  ]);
  add(`peak_swim_pace_${name}`, 'peak', (s) => 100 / 60 / s.curve('speed_mps', seconds), [
    'recorded speed, not the way covered',
    (r, a) => 100 / 60 / recorded(r, a),
  ]);
}

const OWN_ZONES = 'its own zones: whole watts and beats, five heart-rate and four pace zones';
for (let zone = 1; zone <= 10; zone++) {
  add(`power_zone_${zone}_time`, 'zone', () => none, [
    OWN_ZONES,
    (r, a) => (r.power === null ? none : wholeZoneSeconds(r.power, a.power_zones_pct, cpOf(r, a), zone)),
  ]);
  add(`hr_zone_${zone}_time`, 'zone', () => none, [
    OWN_ZONES,
    (r, a) => (r.heart_rate === null ? none : wholeZoneSeconds(r.heart_rate, a.hr_zones_pct, a.lthr_bpm, zone)),
  ]);
  add(`pace_zone_${zone}_time`, 'zone', () => none, [
    OWN_ZONES,
    (r, a) => {
      const threshold = r.family === 'swim' ? a.swim_threshold_mps : a.run_threshold_mps;
      const lower = a.pace_zones_pct.map((p) => (p * threshold) / 100 - 1e-9);
      const speed = r.speed ?? new Float64Array(r.grid.recorded_s);
      return zoneSeconds(zeroFilled(speed), lower.with(0, 0))[zone - 1] ?? 0;
    },
  ]);
}

const STANDING_START = 'its runner starts from standstill within the first second';
const thresholdPower = (a: OracleAthlete) => runningPower(a.weight_kg, a.height_m, a.run_threshold_mps, 0);
add('lnp', 'run', (s) => s.metric('lnp_w'), [STANDING_START, standingStartPower]);
add('rtp', 'run', (_, a) => thresholdPower(a));
add('iwf', 'run', (s, a) => s.metric('lnp_w') / thresholdPower(a), [
  STANDING_START,
  (r, a) => standingStartPower(r, a) / thresholdPower(a),
]);
add('govss', 'run', (s) => s.metric('govss'), [
  STANDING_START,
  (r, a) => (r.grid.recorded_s * (standingStartPower(r, a) / thresholdPower(a)) ** 2) / 36,
]);
add('xpace', 'run', (s) => 1000 / 60 / s.metric('xpace_mps'), [
  STANDING_START,
  (r, a) => 1000 / 60 / coarseFlatSpeed(standingStartPower(r, a), a),
]);
add('ground_contact', 'run', (s) => s.metric('average_stance_time_ms'), [
  'all seconds count, not only those run',
  (r) => meanPositive(zeroFilled(r.grid.channels.stance_time_ms ?? NOTHING)),
]);
add('vertical_oscillation', 'run', (s) => s.metric('average_vertical_oscillation_mm') / 10, [
  'all seconds count, not only those run',
  (r) => meanPositive(zeroFilled(r.grid.channels.vertical_oscillation_mm ?? NOTHING)) / 10,
]);
add('swolf', 'run', (s) => s.metric('swolf'), ['over all lengths', (r) => swolf(r.lengths) ?? none]);
add('stroke_rate', 'run', (s) => s.metric('stroke_rate_spm'));
add('strokes_per_length', 'run', () => none, [
  'not a metric of ours: from the lengths',
  (r) => {
    const strokes = r.lengths.filter((l) => l.active && l.strokes !== null).map((l) => l.strokes!);
    return meanValue(Float64Array.from(strokes));
  },
]);

add('wprime_integral.wbal_min', 'w_prime', () => none, [TAU, (r, a) => wholeIntegral(r, a).min_kj]);
add('wprime_integral.wbal_max_depletion', 'w_prime', () => none, [
  TAU,
  (r, a) => share(r, a, wholeIntegral(r, a).min_kj),
]);
add('wprime_differential.wbal_min', 'w_prime', (s) => s.metric('w_prime_min_j') / 1000, [EULER, eulerMinimum]);
add(
  'wprime_differential.wbal_max_depletion',
  'w_prime',
  (s, a) => (100 * s.metric('w_prime_depletion_j')) / a.w_prime_ride_j,
  [EULER, (r, a) => share(r, a, eulerMinimum(r, a))],
);
for (const key of ['wprime_integral', 'wprime_differential']) {
  add(`${key}.tau`, 'w_prime', () => none, [TAU, (r, a) => wholeIntegral(r, a).tau_s]);
  add(`${key}.work_above_cp`, 'w_prime', (s) => s.metric('work_above_cp_kj'));
  add(`${key}.work_below_cp`, 'w_prime', (s) => s.metric('work_kj') - s.metric('work_above_cp_kj'));
}

export const ORACLE_METRICS: ReadonlyMap<string, OracleMetric> = new Map(metrics.map((m) => [m.key, m]));

/** Metrics of that program which Paceline does not have, and why they are not compared. */
export const NOT_OURS: Readonly<Record<string, string>> = {
  hr_p95: 'no percentile of heart rate is kept',
  heartbeats: 'beats are not counted',
  daniels_points: 'not computed',
  atiss: 'not computed',
  antiss: 'not computed',
  swimscore: 'sTSS is used for swims',
  swim_xpower: 'sTSS is used for swims',
  swim_threshold_power: 'sTSS is used for swims',
  swim_relative_intensity: 'sTSS is used for swims',
  swim_xpace: 'sTSS is used for swims',
  climbs: 'another definition of a climb',
  'wprime_integral.matches': 'another definition of a match',
  'wprime_differential.matches': 'another definition of a match',
};
