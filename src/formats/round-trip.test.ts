import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lap, Pause, Recording } from '../core/recording.ts';
import { SPORT_IDS } from '../core/sport.ts';
import { readGpx, writeGpx } from './gpx/index.ts';
import { readTcx, writeTcx } from './tcx/index.ts';

/** A recording such as a device makes it: rising times with pauses, laps that start at points, holes in every channel. */
const recording: fc.Arbitrary<Recording> = fc
  .record({
    start: fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
    steps: fc.array(fc.constantFrom(1, 1, 1, 1, 2, 5, 60, 400), { minLength: 1, maxLength: 60 }),
    seed: fc.array(fc.nat(1_000_000), { minLength: 80, maxLength: 80 }),
    lap_every: fc.integer({ min: 5, max: 80 }),
    sport: fc.constantFrom(...SPORT_IDS),
    name: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), { nil: null }),
  })
  .map(({ start, steps, seed, lap_every, sport, name }) => {
    const time_s = Float64Array.from([0, ...steps], (_, i) => start + steps.slice(0, i).reduce((a, b) => a + b, 0));
    const n = time_s.length;
    const channel = (salt: number, scale: number, offset = 0) =>
      Float64Array.from({ length: n }, (_, i) => {
        const r = seed[(i * 7 + salt) % seed.length]!;
        return r % 11 === 0 ? Number.NaN : Math.round(offset / scale + (r % 200)) * scale;
      });
    const pauses: Pause[] = [];
    for (let i = 1; i < n; i++) {
      if (time_s[i]! - time_s[i - 1]! >= 60) pauses.push({ start_s: time_s[i - 1]! + 1, end_s: time_s[i]! });
    }
    const laps: Lap[] = [];
    for (let i = 0; i < n; i += lap_every) {
      const next = Math.min(i + lap_every, n - 1);
      laps.push({
        start_s: time_s[i]!,
        end_s: time_s[next]!,
        trigger: 'manual',
        name: null,
        intensity: 'active',
        values: { timer_s: time_s[next]! - time_s[i]!, distance_m: 100 + i, calories_kcal: i, average_power_w: 150 },
      });
    }
    // Without a device that runs on in the timer, pauses between laps cannot be told from gaps: put none there.
    const kept = pauses.filter((p) => !laps.some((lap) => lap.start_s === p.end_s));
    return {
      sport,
      sport_as_written: null,
      name: name === null ? null : `n${name}`.replace(/[\p{C}\s\uFFFD\p{Variation_Selector}]/gu, 'x'),
      note: 'a <b> & "c"',
      start_s: time_s[0]!,
      end_s: time_s[n - 1]!,
      utc_offset_s: null,
      device: { manufacturer: null, product: 'Edge', serial: '42', software: '3.10' },
      file_identity: null,
      samples: {
        time_s,
        channels: {
          latitude_deg: Float64Array.from({ length: n }, (_, i) => Math.round(45e7 + i * 1234) / 1e7),
          longitude_deg: Float64Array.from({ length: n }, (_, i) => Math.round(-6e7 - i * 777) / 1e7),
          altitude_m: channel(1, 0.25, -100),
          heart_rate_bpm: channel(2, 1).map((v) => v + 1),
          cadence_rpm: channel(3, 1).map((v) => v % 90),
          power_w: channel(4, 5),
          speed_mps: channel(5, 0.125),
          distance_m: Float64Array.from({ length: n }, (_, i) => i * 2.5),
          temperature_c: channel(6, 0.5, -20),
        },
        extra: [],
      },
      laps,
      lengths: [],
      sets: [],
      pauses: kept,
      beats: null,
      events: [],
      device_values: {},
      thresholds: [],
      warnings: [],
    };
  });

function back(document: ReturnType<typeof readTcx>): Recording {
  if (document.kind !== 'activity' || document.recordings.length !== 1) throw new Error(document.kind);
  expect(document.warnings).toEqual([]);
  return document.recordings[0]!;
}

function same(actual: Float64Array | undefined, expected: Float64Array, decimals: number): void {
  if (expected.every(Number.isNaN)) {
    expect(actual).toBeUndefined();
    return;
  }
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) expect(actual![i]).toBeNaN();
    else expect(actual![i]).toBeCloseTo(value, decimals);
  });
}

describe('written files read back', () => {
  it('TCX: times, channels, laps, pauses and names', () => {
    fc.assert(
      fc.property(recording, (r) => {
        const read = back(readTcx(Buffer.from(writeTcx([r]))));
        same(read.samples.time_s, r.samples.time_s, 3);
        for (const [id, values] of Object.entries(r.samples.channels)) {
          if (id !== 'temperature_c') same(read.samples.channels[id as 'power_w'], values, 6);
        }
        expect(read.name).toBe(r.name);
        expect(read.note).toBe(r.note);
        expect(read.device).toEqual(r.device);
        expect([read.start_s, read.end_s]).toEqual([r.start_s, r.end_s]);
        expect(read.pauses).toEqual(r.pauses);
        expect(read.laps.map((lap) => [lap.start_s, lap.values])).toEqual(
          r.laps.map((lap) => [lap.start_s, lap.values]),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('GPX: times, sport, channels, pauses and names', () => {
    fc.assert(
      fc.property(recording, (r) => {
        const read = back(readGpx(Buffer.from(writeGpx([r]))));
        same(read.samples.time_s, r.samples.time_s, 3);
        for (const id of [
          'latitude_deg',
          'longitude_deg',
          'altitude_m',
          'heart_rate_bpm',
          'power_w',
          'cadence_rpm',
          'temperature_c',
        ] as const) {
          same(read.samples.channels[id], r.samples.channels[id]!, 6);
        }
        expect(read.sport).toBe(r.sport);
        expect(read.name).toBe(r.name);
        expect(read.note).toBe(r.note);
        expect(read.pauses).toEqual(r.pauses);
      }),
      { numRuns: 200 },
    );
  });

  it('several recordings stay apart in TCX', () => {
    fc.assert(
      fc.property(recording, (r) => {
        const shift = 86_400 * 3;
        const later: Recording = {
          ...r,
          start_s: r.start_s + shift,
          end_s: r.end_s + shift,
          samples: { ...r.samples, time_s: r.samples.time_s.map((t) => t + shift) },
          laps: [],
          pauses: [],
        };
        const document = readTcx(Buffer.from(writeTcx([r, later])));
        expect(document.kind === 'activity' && document.recordings.length).toBe(2);
      }),
      { numRuns: 20 },
    );
  });
});
