/** The whole analysis: reasons for what is missing, choice of load, coverage, sports, odd inputs. */

import { describe, expect, test } from 'vitest';
import type { ChannelId } from '../core/channel.ts';
import { buildGrid } from '../core/grid.ts';
import { REASONS } from '../core/known.ts';
import type { Pause } from '../core/recording.ts';
import { familyOf, SPORT_IDS, type SportId, sportOf } from '../core/sport.ts';
import { THRESHOLD_KINDS, type ThresholdKind, type ThresholdsInForce } from '../core/thresholds.ts';
import { type Analysis, analyseActivity } from './analyse.ts';
import { METRICS } from './index.ts';
import type { ActivityFacts } from './metric.ts';

const ALL: Partial<Record<ThresholdKind, number>> = {
  ftp_w: 250,
  cp_w: 240,
  w_prime_j: 20_000,
  lthr_bpm: 165,
  max_hr_bpm: 190,
  resting_hr_bpm: 50,
  threshold_speed_mps: 4,
  weight_kg: 75,
};

function inForce(values: Partial<Record<ThresholdKind, number>>, family: 'run' | null = null): ThresholdsInForce {
  const found: ThresholdsInForce = {};
  for (const kind of THRESHOLD_KINDS) {
    const value = values[kind];
    if (value !== undefined) found[kind] = { kind, family, value, valid_from: '2026-01-01', origin: 'athlete' };
  }
  return found;
}

const constant = (seconds: number, value: number): Float64Array => new Float64Array(seconds).fill(value);

function analyse(
  sport: SportId,
  channels: Partial<Record<ChannelId, Float64Array>>,
  thresholds: ThresholdsInForce = inForce(ALL),
  more: Partial<ActivityFacts> & { pauses?: readonly Pause[] } = {},
): Analysis {
  const seconds = Object.values(channels)[0]?.length ?? 0;
  const time_s = Float64Array.from({ length: seconds }, (_, i) => 1000 + i);
  return analyseActivity({
    grid: buildGrid({ time_s, channels, extra: [] }),
    sport,
    family: familyOf(sport),
    indoor: (sportOf(sport) as { indoor?: true }).indoor ?? false,
    thresholds,
    athlete: { sex: 'male', height_m: 1.8 },
    laps: [],
    lengths: [],
    pauses: [],
    device_values: {},
    rpe: null,
    ...more,
  });
}

const reason = (analysis: Analysis, id: string): string | null => {
  const found = analysis.values.get(id)!;
  return found.value === null ? found.reason : null;
};
const value = (analysis: Analysis, id: string): number => {
  const found = analysis.values.get(id)!;
  if (found.value === null) throw new Error(`${id} is absent: ${found.reason}`);
  return found.value;
};

describe('registry', () => {
  test('ids are unique and described; every metric answers for every sport with a number or a reason', () => {
    expect(new Set(METRICS.map((m) => m.id)).size).toBe(METRICS.length);
    for (const metric of METRICS) {
      expect(metric.definition.length).toBeGreaterThan(8);
      expect(metric.source.length).toBeGreaterThan(3);
      expect(metric.version).toBeGreaterThan(0);
    }
    const channels = {
      power_w: constant(1300, 200),
      heart_rate_bpm: constant(1300, 140),
      speed_mps: constant(1300, 3),
    };
    for (const sport of SPORT_IDS) {
      for (const given of [channels, {}]) {
        for (const [id, found] of analyse(sport, given).values) {
          if (found.value === null) expect(REASONS, id).toHaveProperty(found.reason);
          else expect(Number.isFinite(found.value), `${id} of ${sport}`).toBe(true);
        }
      }
    }
  });

  test('a unit at the end of an id is the unit of the metric', () => {
    const endings: Record<string, string> = {
      _w: 'W',
      _s: 's',
      _bpm: 'bpm',
      _kj: 'kJ',
      _mps: 'm/s',
      _pct: '%',
      _j: 'J',
    };
    for (const metric of METRICS) {
      for (const [ending, unit] of Object.entries(endings))
        if (metric.id.endsWith(ending)) expect(metric.unit).toBe(unit);
    }
  });
});

describe('absent values say why', () => {
  test('nothing recorded', () => {
    const empty = analyse('ride', {});
    expect(reason(empty, 'elapsed_s')).toBe('no_samples_recorded');
    expect(reason(empty, 'np_w')).toBe('no_power_recorded');
    expect(reason(empty, 'load')).toBe('no_load_computable');
    expect(empty).toMatchObject({ load_method: null, curves: [], efforts: [], laps: [], zones: [], quadrants: null });
  });

  test('thresholds not set', () => {
    const ride = analyse('ride', { power_w: constant(3600, 200), heart_rate_bpm: constant(3600, 140) }, {});
    expect(value(ride, 'np_w')).toBeCloseTo(200);
    expect(reason(ride, 'tss')).toBe('ftp_not_set');
    expect(reason(ride, 'w_prime_min_j')).toBe('cp_not_set');
    expect(reason(ride, 'hrss')).toBe('max_hr_not_set');
    expect(reason(ride, 'hr_tss_zones')).toBe('lthr_not_set');
    expect(reason(ride, 'np_wpkg')).toBe('weight_not_set');
    expect(reason(ride, 'rtss')).toBe('not_for_this_sport');
    expect(reason(analyse('pool_swim', { speed_mps: constant(600, 1) }, {}), 'stss')).toBe('swim_pace_not_set');
  });

  test('contradicting heart-rate settings', () => {
    const wrong = inForce({ ...ALL, lthr_bpm: 195 });
    expect(reason(analyse('ride', { heart_rate_bpm: constant(3600, 140) }, wrong), 'hrss')).toBe(
      'inconsistent_heart_rate_settings',
    );
  });

  test('coverage below a half is nothing, below nine tenths a warning', () => {
    const power = (valid: number) => constant(1000, 200).fill(Number.NaN, valid);
    expect(reason(analyse('ride', { power_w: power(499), speed_mps: constant(1000, 9) }), 'average_power_w')).toBe(
      'insufficient_coverage',
    );
    const some = analyse('ride', { power_w: power(800), speed_mps: constant(1000, 9) }).values.get('average_power_w');
    expect(some).toEqual({ value: 200, warnings: ['low_coverage'] });
  });
});

describe('load', () => {
  const channels = { power_w: constant(3600, 250), heart_rate_bpm: constant(3600, 165), speed_mps: constant(3600, 4) };

  test('by power on the bike, by pace on foot, by heart rate elsewhere', () => {
    for (const [sport, method] of [
      ['ride', 'power'],
      ['run', 'pace'],
      ['open_water_swim', 'swim_pace'],
      ['hike', 'hrss'],
      ['yoga', 'hrss'],
    ] as const) {
      const found = analyse(sport, channels);
      expect(found.load_method).toBe(method);
      expect(value(found, 'load')).toBeCloseTo(100, 6);
    }
  });

  test('running power needs an FTP of its own', () => {
    expect(reason(analyse('run', channels), 'tss')).toBe('ftp_not_set');
    expect(value(analyse('run', channels, inForce(ALL, 'run')), 'tss')).toBeCloseTo(100);
  });

  test('the athlete’s order replaces the sport’s', () => {
    expect(analyse('ride', channels, inForce(ALL), { load_order: ['hr_squared', 'power'] }).load_method).toBe(
      'hr_squared',
    );
  });

  test('falls through to what can be computed', () => {
    expect(analyse('ride', { heart_rate_bpm: constant(3600, 150) }, inForce({ lthr_bpm: 165 })).load_method).toBe(
      'hr_zones',
    );
  });
});

describe('parts of an activity', () => {
  const work = Float64Array.from({ length: 3000 }, (_, i) =>
    i >= 600 && i < 2400 && (i - 600) % 360 < 180 ? 300 : 120,
  );

  test('intervals found in power form a set', () => {
    const found = analyse('ride', { power_w: work, heart_rate_bpm: constant(3000, 150) });
    const intervals = found.efforts.filter((e) => e.kind === 'interval');
    expect(intervals.map((e) => [e.start_s, e.duration_s])).toEqual([600, 960, 1320, 1680, 2040].map((s) => [s, 180]));
    expect(found.efforts.find((e) => e.kind === 'set')?.values).toMatchObject({
      count: 5,
      each_s: 180,
      average_power_w: 300,
    });
  });

  test('manual laps are the intervals; laps cut by distance are not', () => {
    const lap = (k: number, trigger: 'manual' | 'distance') => ({
      start_s: 1000 + k * 300,
      end_s: 1000 + (k + 1) * 300,
      trigger,
      name: null,
      intensity: null,
      values: {},
    });
    const hard = Float64Array.from({ length: 1500 }, (_, i) => (Math.floor(i / 300) % 2 === 1 ? 320 : 120));
    const manual = [0, 1, 2, 3, 4].map((k) => lap(k, 'manual'));
    const found = analyse('ride', { power_w: hard }, inForce(ALL), { laps: manual });
    const intervals = found.efforts.filter((e) => e.kind === 'interval');
    expect(intervals.map((e) => [e.origin, e.start_s])).toEqual([
      ['laps', 300],
      ['laps', 900],
    ]);
    expect(found.laps.map((l) => l.values.np_w)).toEqual([120, 320, 120, 320, 120].map((w) => expect.closeTo(w)));
    const byDistance = analyse('ride', { power_w: hard }, inForce(ALL), {
      laps: [0, 1].map((k) => lap(k, 'distance')),
    });
    expect(byDistance.efforts.filter((e) => e.kind === 'interval').every((e) => e.origin === 'detected')).toBe(true);
  });

  test('a pool swim lives from its lengths', () => {
    const lengths = Array.from({ length: 20 }, (_, k) => ({
      start_s: 1000 + k * 30,
      duration_s: 25,
      active: true,
      strokes: 18,
      stroke: null,
    }));
    const found = analyse(
      'pool_swim',
      { heart_rate_bpm: constant(600, 140) },
      inForce({ ...ALL, threshold_speed_mps: 1 }),
      {
        lengths,
        device_values: { pool_length_m: 25 },
      },
    );
    expect(value(found, 'distance_m')).toBe(500);
    expect(value(found, 'moving_s')).toBe(500);
    expect(value(found, 'swim_speed_mps')).toBe(1);
    expect(value(found, 'swolf')).toBe(43);
    expect(value(found, 'distance_per_stroke_m')).toBeCloseTo(25 / 18);
    expect(value(found, 'max_speed_mps')).toBeCloseTo(1);
    expect(found.load_method).toBe('swim_pace');
    expect(
      found.efforts.find((e) => e.kind === 'best_distance' && e.values.distance_m === 100)?.duration_s,
    ).toBeCloseTo(115);
  });

  test('zones add up to the seconds recorded', () => {
    const found = analyse('ride', { power_w: work, heart_rate_bpm: constant(3000, 150) });
    for (const zone of found.zones.filter((z) => z.basis !== 'sweet_spot')) {
      expect(zone.seconds.reduce((a, b) => a + b)).toBe(3000);
      expect(zone.seconds).toHaveLength(zone.lower.length);
    }
  });
});
