/** Repairs: each kind of damage is found and mended, healthy data is left alone, raw samples are never written to. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelId } from '../core/channel.ts';
import { buildGrid } from '../core/grid.ts';
import type { Pause, Recording } from '../core/recording.ts';
import type { SportId } from '../core/sport.ts';
import { REPAIRS, type Repaired, repairRecording } from './index.ts';
import { findPowerSpikes } from './power-spikes.ts';

const START = 1_700_000_000;

interface Given {
  readonly sport?: SportId;
  readonly time_s?: Float64Array;
  readonly pauses?: readonly Pause[];
  readonly timer_s?: number;
}

function recordingOf(channels: Partial<Record<ChannelId, Float64Array>>, given: Given = {}): Recording {
  const length = Object.values(channels)[0]?.length ?? 0;
  return {
    sport: given.sport ?? 'ride',
    sport_as_written: null,
    name: null,
    note: null,
    start_s: START,
    end_s: START + length,
    utc_offset_s: null,
    device: { manufacturer: null, product: null, serial: null, software: null },
    file_identity: null,
    samples: { time_s: given.time_s ?? Float64Array.from({ length }, (_, i) => START + i), channels, extra: [] },
    laps: [],
    lengths: [],
    sets: [],
    pauses: given.pauses ?? [],
    beats: null,
    events: [],
    device_values: given.timer_s === undefined ? {} : { timer_s: given.timer_s },
    thresholds: [],
    warnings: [],
  };
}

const series = (length: number, value: (i: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, i) => value(i));
const constant = (length: number, value: number): Float64Array => new Float64Array(length).fill(value);
const channel = (repaired: Repaired, id: ChannelId): Float64Array => repaired.grid.channels[id]!;
const ids = (repaired: Repaired): string[] => repaired.changes.map((change) => change.repair);

describe('every repair', () => {
  test('describes itself; a healthy recording is left alone', () => {
    expect(new Set(REPAIRS.map((r) => r.id)).size).toBe(REPAIRS.length);
    const healthy = recordingOf({
      power_w: series(1200, (i) => 200 + (i % 20)),
      heart_rate_bpm: series(1200, (i) => 140 + (i % 5)),
      cadence_rpm: series(1200, (i) => 85 + (i % 5)),
      altitude_m: series(1200, (i) => 100 + Math.sin(i / 50) * 20),
      distance_m: series(1200, (i) => i * 8),
      speed_mps: constant(1200, 8),
    });
    const repaired = repairRecording(healthy);
    expect(repaired).toMatchObject({ changes: [], warnings: [], derived: [] });
  });

  test('writes to no raw array, whatever is in it, and can be switched off', () => {
    const value = fc.oneof(fc.integer({ min: -100, max: 30_000 }), fc.constant(Number.NaN), fc.constant(0));
    const values = fc.array(value, { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(
        values,
        values,
        values,
        fc.array(fc.integer({ min: -500, max: 80_000 }), { minLength: 40, maxLength: 40 }),
        (a, b, c, t) => {
          const raw = recordingOf(
            {
              power_w: Float64Array.from(a),
              heart_rate_bpm: Float64Array.from(b),
              altitude_m: Float64Array.from(c),
              latitude_deg: Float64Array.from(a, (v) => v / 1000),
              longitude_deg: Float64Array.from(b, (v) => v / 1000),
              distance_m: Float64Array.from(c),
              cadence_rpm: Float64Array.from(a),
              speed_mps: Float64Array.from(b),
            },
            { time_s: Float64Array.from(t, (v) => START + v), pauses: [{ start_s: START + 5, end_s: START + 25 }] },
          );
          const before = structuredClone(raw.samples);
          const repaired = repairRecording(raw);
          expect(raw.samples).toEqual(before);
          const off = repairRecording(raw, new Set(REPAIRS.map((r) => r.id)));
          expect(off.changes).toEqual([]);
          expect(off.grid.channels).toEqual(buildGrid(raw.samples, { start_s: START, pauses: raw.pauses }).channels);
          for (const change of repaired.changes) expect(change.end_s).toBeGreaterThan(change.start_s);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('nothing recorded', () => {
    expect(repairRecording(recordingOf({}))).toMatchObject({ changes: [], grid: { recorded_s: 0 } });
  });
});

describe('power', () => {
  test('a spike is replaced, a sprint and a burst out of a corner are not', () => {
    const power = constant(1800, 200);
    power[600] = 2100;
    power.set([1500, 1700], 900);
    const repaired = repairRecording(recordingOf({ power_w: power }));
    expect(Math.max(...channel(repaired, 'power_w'))).toBe(200);
    expect(repaired.changes.map((c) => [c.start_s - START, c.cells, c.action])).toEqual([
      [600, 1, 'interpolated'],
      [900, 2, 'interpolated'],
    ]);
    const race = series(1800, (i) => (i % 200 < 6 ? [350, 720, 880, 640, 420, 300][i % 200]! : 180));
    race.fill(1100, 1000, 1010);
    race.set([90, 620, 540, 60], 1300);
    expect(repairRecording(recordingOf({ power_w: race })).changes).toEqual([]);
  });

  test('a spike beside a hole or at an end is cleared', () => {
    const power = constant(100, 150);
    power[0] = 3000;
    power[50] = 9000;
    power[51] = Number.NaN;
    const stretches = [{ at_s: 0, index: 0, length: 100 }];
    expect(findPowerSpikes(power, stretches)).toEqual([
      { from: 0, to: 1 },
      { from: 50, to: 51 },
    ]);
  });

  test('seconds of a short stop hold no power', () => {
    const keep = (i: number) => i < 100 || i > 106;
    const time = Float64Array.from({ length: 200 }, (_, i) => START + i).filter((_, i) => keep(i));
    const power = constant(time.length, 300);
    const stop = { start_s: START + 100, end_s: START + 107 };
    const repaired = repairRecording(recordingOf({ power_w: power }, { time_s: time, pauses: [stop] }));
    expect([...channel(repaired, 'power_w').subarray(99, 108)]).toEqual([300, 0, 0, 0, 0, 0, 0, 0, 300]);
    expect(repairRecording(recordingOf({ power_w: power }, { time_s: time })).changes).toEqual([]);
  });
});

describe('heart rate and cadence', () => {
  test('impossible values are cleared, short holes closed, long ones left', () => {
    const hr = constant(100, 140);
    hr[10] = 0;
    hr[11] = 255;
    hr.fill(0, 40, 55);
    const repaired = repairRecording(recordingOf({ heart_rate_bpm: hr }));
    const clean = channel(repaired, 'heart_rate_bpm');
    expect([clean[10], clean[11]]).toEqual([140, 140]);
    expect(clean.subarray(40, 55).every((v) => Number.isNaN(v))).toBe(true);
    expect(repaired.changes.map((c) => c.action)).toEqual(['interpolated', 'removed']);
  });

  test('cadence no leg turns is cleared', () => {
    const cadence = constant(100, 90);
    cadence[5] = 254;
    expect(channel(repairRecording(recordingOf({ cadence_rpm: cadence })), 'cadence_rpm')[5]).toBeNaN();
  });

  test('signs of bad sensors are warned of', () => {
    const codes = (recording: Recording) => repairRecording(recording).warnings.map((w) => w.code);
    const moving = series(600, (i) => 150 + (i % 3));
    expect(codes(recordingOf({ power_w: constant(600, 180) }))).toEqual(['stuck_power']);
    expect(codes(recordingOf({ power_w: constant(600, 180) }, { sport: 'indoor_ride' }))).toEqual([]);
    expect(
      codes(recordingOf({ heart_rate_bpm: moving, cadence_rpm: moving.map((v) => v / 2) }, { sport: 'run' })),
    ).toEqual(['cadence_lock']);
    expect(codes(recordingOf({ heart_rate_bpm: series(100, (i) => (i < 50 ? 100 : 150)) }))).toEqual([
      'heart_rate_step',
    ]);
  });
});

describe('place and height', () => {
  const latitude = (n: number) => series(n, (i) => 47 + i * 5e-5);

  test('a jump is dropped, a lasting move is believed, speed beyond the sport is cleared', () => {
    const lat = latitude(300);
    lat[100] = 48;
    lat[101] = 48.0001;
    const speed = constant(300, 5.5);
    speed[200] = 80;
    const repaired = repairRecording(
      recordingOf({ latitude_deg: lat, longitude_deg: constant(300, 8), speed_mps: speed }),
    );
    expect(channel(repaired, 'latitude_deg')[100]).toBeCloseTo(47.005, 5);
    expect(channel(repaired, 'speed_mps')[200]).toBeCloseTo(5.5);
    expect(repaired.changes.map((c) => [c.channel, c.cells])).toEqual([
      ['latitude_deg', 2],
      ['speed_mps', 1],
    ]);
    const tunnel = latitude(300).map((v, i) => (i < 150 ? v : v + 0.1));
    expect(ids(repairRecording(recordingOf({ latitude_deg: tunnel, longitude_deg: constant(300, 8) })))).toEqual([]);
  });

  test('a first fix far away is what gets dropped', () => {
    const lat = latitude(300);
    lat.fill(10, 0, 5);
    const repaired = repairRecording(recordingOf({ latitude_deg: lat, longitude_deg: constant(300, 8) }));
    expect(repaired.changes).toMatchObject([{ cells: 5, action: 'removed', start_s: START }]);
    expect(channel(repaired, 'distance_m').at(-1)).toBeCloseTo(294 * 5.56, -1);
  });

  test('altitude: excursions closed, an altimeter being set shifted, GPS jitter smoothed', () => {
    const smooth = series(600, (i) => 300 + i / 20);
    const spiky = smooth.slice();
    spiky.fill(900, 100, 104);
    expect(channel(repairRecording(recordingOf({ altitude_m: spiky })), 'altitude_m')[102]).toBeCloseTo(
      smooth[102]!,
      0,
    );
    const set = smooth.map((z, i) => (i < 300 ? z - 80 : z));
    const repaired = repairRecording(recordingOf({ altitude_m: set }));
    expect(repaired.changes).toMatchObject([{ action: 'shifted', cells: 300 }]);
    expect(channel(repaired, 'altitude_m')[0]).toBeCloseTo(smooth[0]!, 0);
    const jitter = smooth.map((z, i) => z + ((i * 7919) % 5) - 2);
    expect(repairRecording(recordingOf({ altitude_m: jitter })).changes).toMatchObject([{ action: 'smoothed' }]);
  });

  test('distance that starts again goes on', () => {
    const distance = series(400, (i) => (i < 200 ? i * 8 : (i - 200) * 8));
    const repaired = repairRecording(recordingOf({ distance_m: distance }));
    expect(channel(repaired, 'distance_m').at(-1)).toBeCloseTo(3184);
    expect(ids(repaired)).toEqual(['distance-resets']);
  });

  test('missing channels are derived from others and say so', () => {
    const fromPlace = repairRecording(recordingOf({ latitude_deg: latitude(200), longitude_deg: constant(200, 8) }));
    expect(fromPlace.derived).toEqual([
      { channel: 'distance_m', from: 'positions' },
      { channel: 'speed_mps', from: 'distance' },
    ]);
    expect(channel(fromPlace, 'speed_mps')[100]).toBeCloseTo(5.56, 1);
    const fromSpeed = repairRecording(recordingOf({ speed_mps: constant(100, 4) }));
    expect(channel(fromSpeed, 'distance_m').at(-1)).toBe(400);
    expect(fromSpeed.derived).toEqual([{ channel: 'distance_m', from: 'speed' }]);
  });
});

describe('time', () => {
  const YEARS = 68_342_400;

  test('a block years off goes back to where it stands in the file', () => {
    const time = Float64Array.from({ length: 300 }, (_, i) => START + i + (i >= 100 && i < 120 ? YEARS : 0));
    const repaired = repairRecording(recordingOf({ power_w: series(300, (i) => i) }, { time_s: time }));
    expect(ids(repaired)).toEqual(['clock-resets']);
    expect(repaired.grid.recorded_s).toBe(300);
    expect([...channel(repaired, 'power_w')]).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  test('a clock set under way: what came before is moved up to it', () => {
    const time = Float64Array.from({ length: 400 }, (_, i) => (i < 100 ? 600_000_000 + i : START + i));
    const repaired = repairRecording(recordingOf({ power_w: series(400, (i) => i) }, { time_s: time }));
    expect(repaired.grid).toMatchObject({ recorded_s: 400, elapsed_s: 400, start_s: START });
  });

  test('an hour back: the later part follows the earlier', () => {
    const time = Float64Array.from({ length: 9000 }, (_, i) => START + i - (i >= 5000 ? 3600 : 0));
    const repaired = repairRecording(recordingOf({ power_w: series(9000, (i) => i % 500) }, { time_s: time }));
    expect(repaired.grid.recorded_s).toBe(9000);
    expect([...channel(repaired, 'power_w')].every((v, i) => v === i % 500)).toBe(true);
  });

  test('out of order, written twice, or open for weeks: no reset', () => {
    const swapped = Float64Array.from({ length: 400 }, (_, i) => START + ((i + 200) % 400));
    expect(ids(repairRecording(recordingOf({ power_w: constant(400, 1) }, { time_s: swapped })))).toEqual([]);
    const twice = Float64Array.from({ length: 400 }, (_, i) => START + (i % 200));
    expect(repairRecording(recordingOf({ power_w: constant(400, 1) }, { time_s: twice })).grid.recorded_s).toBe(200);
    const weeks = Float64Array.from({ length: 400 }, (_, i) => START + i + (i >= 3 ? 27 * 86_400 : 0));
    expect(ids(repairRecording(recordingOf({ power_w: constant(400, 1) }, { time_s: weeks })))).toEqual([]);
  });

  test('one wild time at the end is left out', () => {
    const time = Float64Array.from({ length: 100 }, (_, i) => START + i + (i === 99 ? 2e9 : 0));
    const repaired = repairRecording(recordingOf({ power_w: constant(100, 1) }, { time_s: time }));
    expect(repaired.changes).toMatchObject([{ repair: 'clock-resets', action: 'removed', cells: 1 }]);
    expect(repaired.grid.recorded_s).toBe(99);
  });

  test('records of a pause are left out, unless the timer says otherwise', () => {
    const pauses = [{ start_s: START + 100, end_s: START + 200 }];
    const power_w = constant(600, 200);
    const repaired = repairRecording(recordingOf({ power_w }, { pauses }));
    expect(repaired.grid).toMatchObject({ recorded_s: 501, breaks: [{ kind: 'pause' }] });
    expect(repaired.changes).toMatchObject([{ repair: 'pause-records', cells: 99 }]);
    expect(repairRecording(recordingOf({ power_w }, { pauses, timer_s: 600 })).changes).toEqual([]);
    const whole = [{ start_s: START + 1, end_s: START + 599 }];
    expect(repairRecording(recordingOf({ power_w }, { pauses: whole })).changes).toEqual([]);
  });

  test('smart recording: gaps in which the timer ran are closed, power stays empty in them', () => {
    const time = Float64Array.from({ length: 600 }, (_, i) => START + i + Math.floor(i / 100) * 40);
    const channels = { heart_rate_bpm: series(600, (i) => 120 + i / 20), power_w: constant(600, 200) };
    const running = repairRecording(recordingOf(channels, { time_s: time, timer_s: 800 }));
    expect(running.grid.recorded_s).toBe(800);
    expect(running.warnings.map((w) => w.code)).toEqual(['smart_recording']);
    expect(channel(running, 'heart_rate_bpm')[120]).toBeGreaterThan(124);
    expect(channel(running, 'power_w')[120]).toBeNaN();
    const stopped = repairRecording(recordingOf(channels, { time_s: time, timer_s: 600 }));
    expect(stopped.grid.recorded_s).toBe(600);
  });
});
