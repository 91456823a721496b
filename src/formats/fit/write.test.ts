/** What is written is read back: by our reader to FIT resolution, by the vendor's SDK without an error. */

import { Decoder, Stream } from '@garmin/fitsdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../core/channel.ts';
import type { Lap, Recording } from '../../core/recording.ts';
import { familyOf, SPORT_IDS, type SportId } from '../../core/sport.ts';
import { readFit, writeFitActivity } from './index.ts';
import { sportFromFit, sportToFit } from './sports.ts';

const START = 1_700_000_000;

const BASE: Recording = {
  sport: 'ride',
  sport_as_written: null,
  name: null,
  note: null,
  start_s: START,
  end_s: START + 60,
  utc_offset_s: null,
  device: { manufacturer: 'Garmin', product: 'Edge 530', serial: '123456', software: '9.10' },
  file_identity: null,
  samples: { time_s: new Float64Array(0), channels: {}, extra: [] },
  laps: [],
  lengths: [],
  sets: [],
  pauses: [],
  beats: null,
  events: [],
  device_values: {},
  thresholds: [],
  warnings: [],
};

/** Resolution and range of each channel in the file. */
const CHANNEL_RANGES: Partial<Record<ChannelId, readonly [step: number, low: number, high: number]>> = {
  power_w: [1, 0, 2500],
  heart_rate_bpm: [1, 30, 230],
  cadence_rpm: [1 / 128, 0, 250],
  speed_mps: [0.001, 0, 60],
  distance_m: [0.01, 0, 400_000],
  altitude_m: [0.2, -400, 8000],
  latitude_deg: [1e-7, -90, 90],
  longitude_deg: [1e-7, -180, 179.999],
  temperature_c: [1, -40, 60],
  grade_pct: [0.01, -40, 40],
  left_balance_pct: [1, 0, 100],
  left_torque_effectiveness_pct: [0.5, 0, 100],
  combined_pedal_smoothness_pct: [0.5, 0, 100],
  accumulated_power_w: [1, 0, 4e6],
  calories_kcal: [1, 0, 9000],
  vertical_oscillation_mm: [0.1, 0, 300],
  stance_time_ms: [0.1, 0, 900],
  step_length_mm: [0.1, 0, 3000],
  respiration_rate_brpm: [0.01, 0, 90],
  core_temperature_c: [0.01, 30, 43],
  skin_temperature_c: [0.01, 10, 43],
  smo2_pct: [0.1, 0, 100],
  total_hemoglobin_gdl: [0.01, 0, 25],
  form_power_w: [1, 0, 300],
  leg_spring_stiffness_knpm: [0.01, 0, 30],
  vertical_speed_mps: [0.001, -10, 10],
};

const seconds = (max: number) => fc.integer({ min: 0, max: max * 1000 }).map((ms) => ms / 1000);

function channelValues(rows: number, [, low, high]: readonly [number, number, number]): fc.Arbitrary<Float64Array> {
  const value = fc.double({ min: low, max: high, noNaN: true }).map((v) => v + 0);
  return fc
    .array(fc.option(value, { nil: Number.NaN, freq: 6 }), { minLength: rows, maxLength: rows })
    .map((values) => Float64Array.from(values));
}

const deviceValues = fc.record(
  {
    distance_m: fc.integer({ min: 0, max: 30_000_000 }).map((cm) => cm / 100),
    ascent_m: fc.integer({ min: 0, max: 9000 }),
    work_kj: fc.integer({ min: 0, max: 9_000_000 }).map((j) => j / 1000),
    calories_kcal: fc.integer({ min: 0, max: 9000 }),
    average_power_w: fc.integer({ min: 0, max: 900 }),
    np_w: fc.integer({ min: 0, max: 900 }),
    average_hr_bpm: fc.integer({ min: 40, max: 220 }),
    max_speed_mps: fc.integer({ min: 0, max: 40_000 }).map((mm) => mm / 1000),
    average_temperature_c: fc.integer({ min: -30, max: 50 }),
    left_balance_pct: fc.integer({ min: 0, max: 10_000 }).map((c) => c / 100),
  },
  { requiredKeys: [] },
);

const lap = (start_s: number): fc.Arbitrary<Lap> =>
  fc
    .record({
      length: seconds(500),
      trigger: fc.constantFrom<Lap['trigger']>('manual', 'distance', 'time', 'position', 'session_end', 'other'),
      intensity: fc.constantFrom<Lap['intensity']>('active', 'rest', 'warmup', 'cooldown', 'recovery', null),
      values: deviceValues,
    })
    .map(({ length, trigger, intensity, values }) => ({
      start_s,
      end_s: start_s + length,
      trigger,
      intensity,
      name: null,
      values: { ...values, elapsed_s: length, timer_s: length },
    }));

const recording: fc.Arbitrary<Recording> = fc
  .record({
    rows: fc.integer({ min: 1, max: 40 }),
    sport: fc.constantFrom(...SPORT_IDS),
    offset: fc.option(fc.integer({ min: -56, max: 56 }).map((q) => q * 900)),
    present: fc.subarray(Object.keys(CHANNEL_RANGES) as ChannelId[]),
    extras: fc.array(fc.constantFrom('Tyre pressure', 'Drag', 'Aéro'), { maxLength: 3 }),
  })
  .chain(({ rows, sport, offset, present, extras }) =>
    fc
      .record({
        times: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: rows, maxLength: rows }),
        channels: fc.record(Object.fromEntries(present.map((id) => [id, channelValues(rows, CHANNEL_RANGES[id]!)]))),
        extra: fc.tuple(...extras.map(() => channelValues(rows, [0, -1e6, 1e6]))),
        laps: fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 4 }).chain((starts) => {
          const ordered = starts.toSorted((a, b) => a - b);
          return fc.tuple(...ordered.map((s) => lap(START + s)));
        }),
        lengths: fc.array(
          fc.record({
            start_s: fc.integer({ min: START, max: START + 50 }),
            duration_s: seconds(90),
            active: fc.boolean(),
            strokes: fc.option(fc.integer({ min: 0, max: 60 })),
            stroke: fc.constantFrom('freestyle', 'backstroke', 'medley', null),
          }),
          { maxLength: 3 },
        ),
        sets: fc.array(
          fc.record({
            start_s: fc.integer({ min: START, max: START + 50 }),
            duration_s: seconds(90),
            active: fc.boolean(),
            exercise: fc.constantFrom('squat', 'bench press', 'Turkish get-up', null),
            repetitions: fc.option(fc.integer({ min: 0, max: 60 })),
            weight_kg: fc.option(fc.integer({ min: 0, max: 3000 }).map((w) => w / 16)),
          }),
          { maxLength: 3 },
        ),
        values: deviceValues,
        rr: fc.array(fc.integer({ min: 250, max: 2000 }), { maxLength: 12 }),
        gaps: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { maxLength: 3 }),
      })
      .map((parts): Recording => {
        let at = START;
        const time_s = Float64Array.from(parts.times, (step) => (at += step));
        let clock = START;
        const pauses = parts.gaps.map(([before, length]) => {
          const start_s = clock + before;
          clock = start_s + length;
          return { start_s, end_s: clock };
        });
        const end_s = Math.max(at, clock) + 5;
        let beat = START;
        const beat_times = parts.rr.map((ms) => (beat += ms / 1000));
        return {
          ...BASE,
          sport,
          end_s,
          utc_offset_s: offset,
          samples: {
            time_s,
            channels: parts.channels,
            extra: extras.map((title, i) => ({ id: `x_${i}`, title, unit: 'bar', values: parts.extra[i]! })),
          },
          laps: parts.laps,
          lengths: parts.lengths,
          sets: parts.sets,
          pauses,
          beats:
            parts.rr.length > 0 ? { time_s: Float64Array.from(beat_times), rr_ms: Float64Array.from(parts.rr) } : null,
          device_values: { ...parts.values, elapsed_s: end_s - START, timer_s: end_s - START },
        };
      }),
  );

function readBack(bytes: Uint8Array): readonly Recording[] {
  const document = readFit(bytes);
  expect(document.warnings).toEqual([]);
  if (document.kind !== 'activity') throw new Error(document.kind);
  return document.recordings;
}

function sdk(bytes: Uint8Array): Record<string, Record<string, unknown>[] | undefined> {
  const decoder = new Decoder(Stream.fromByteArray(Array.from(bytes)));
  expect(decoder.checkIntegrity()).toBe(true);
  const { messages, errors } = decoder.read();
  expect(errors).toEqual([]);
  return messages as unknown as Record<string, Record<string, unknown>[]>;
}

/** Values of a column with at least one reading; an empty column is not written back as a channel. */
function hasValue(values: Float64Array): boolean {
  return values.some((v) => !Number.isNaN(v));
}

function expectSame(found: Recording, wanted: Recording): void {
  expect(found.sport).toBe(wanted.sport);
  expect(found.utc_offset_s).toBe(wanted.utc_offset_s);
  expect(found.start_s).toBe(wanted.start_s);
  expect(found.end_s).toBeCloseTo(wanted.end_s, 3);
  expect(found.samples.time_s).toEqual(wanted.samples.time_s);
  const positions = ['latitude_deg', 'longitude_deg'] as const;
  for (const [id, values] of Object.entries(wanted.samples.channels) as [ChannelId, Float64Array][]) {
    if (!hasValue(values) || id === 'latitude_deg' || id === 'longitude_deg') continue;
    const step = CHANNEL_RANGES[id]![0];
    const back = found.samples.channels[id]!;
    expect(back?.length, id).toBe(values.length);
    values.forEach((v, i) => {
      if (Number.isNaN(v)) expect(back[i], `${id} ${i}`).toBeNaN();
      else expect(Math.abs(back[i]! - v), `${id} ${i}: ${v} became ${back[i]}`).toBeLessThanOrEqual(step * 0.501);
    });
  }
  const [lat, lon] = positions.map((id) => wanted.samples.channels[id]);
  if (lat && lon && found.samples.channels.latitude_deg) {
    lat.forEach((v, i) => {
      const both = !Number.isNaN(v) && !Number.isNaN(lon[i]!);
      const back = found.samples.channels.latitude_deg![i]!;
      if (!Number.isNaN(back)) expect(both && Math.abs(back - v) < 1e-7).toBe(true);
    });
  }
  const extra = wanted.samples.extra.filter((x) => hasValue(x.values));
  expect(found.samples.extra.map((x) => [x.title, x.unit])).toEqual(extra.map((x) => [x.title, x.unit]));
  for (const [i, x] of extra.entries()) expect(found.samples.extra[i]!.values).toEqual(x.values);
  expect(found.pauses).toEqual(wanted.pauses);
  expect(found.lengths).toEqual(wanted.lengths);
  expect(found.sets).toEqual(wanted.sets);
  expect(found.laps.length).toBe(wanted.laps.length);
  for (const [i, expected] of wanted.laps.entries()) {
    const read = found.laps[i]!;
    expect(read).toMatchObject({ start_s: expected.start_s, trigger: expected.trigger, intensity: expected.intensity });
    expect(read.end_s).toBeCloseTo(expected.end_s, 3);
    expectNumbers(read.values, expected.values);
  }
  expectNumbers(found.device_values, wanted.device_values);
  expect([...(found.beats?.rr_ms ?? [])].map(Math.round)).toEqual([...(wanted.beats?.rr_ms ?? [])]);
}

function expectNumbers(found: object, wanted: object): void {
  for (const [key, value] of Object.entries(wanted)) {
    expect((found as Record<string, number>)[key], key).toBeCloseTo(value as number, 4);
  }
}

describe('writeFitActivity', () => {
  it('writes what readFit reads back, and the SDK reads it without error', () => {
    fc.assert(
      fc.property(recording, (wanted) => {
        const bytes = writeFitActivity([wanted]);
        const [found] = readBack(bytes);
        expectSame(found!, wanted);
        const messages = sdk(bytes);
        expect(messages.recordMesgs?.length).toBe(wanted.samples.time_s.length);
        expect(messages.lapMesgs?.length ?? 0).toBe(wanted.laps.length);
        messages.recordMesgs?.forEach((record, i) => {
          expect((record.timestamp as Date).getTime() / 1000).toBe(wanted.samples.time_s[i]);
          const watts = wanted.samples.channels.power_w?.[i] ?? Number.NaN;
          if (!Number.isNaN(watts)) expect(record.power).toBe(Math.round(watts));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('writes the legs of a multisport event as sessions', () => {
    const leg = (sport: SportId, start_s: number, length_s: number): Recording => ({
      ...BASE,
      sport,
      start_s,
      end_s: start_s + length_s,
      utc_offset_s: 7200,
      samples: {
        time_s: Float64Array.from({ length: length_s }, (_, i) => start_s + i),
        channels: { heart_rate_bpm: new Float64Array(length_s).fill(140) },
        extra: [],
      },
      laps: [{ start_s, end_s: start_s + length_s, trigger: 'session_end', name: null, intensity: null, values: {} }],
    });
    const legs = [
      leg('open_water_swim', START, 100),
      leg('transition', START + 100, 20),
      leg('ride', START + 120, 200),
      leg('run', START + 320, 90),
    ];
    const bytes = writeFitActivity(legs);
    const document = readFit(bytes);
    if (document.kind !== 'activity') throw new Error(document.kind);
    expect(document.multisport).toBe(true);
    expect(document.recordings.map((r) => [r.sport, r.start_s, r.samples.time_s.length, r.laps.length])).toEqual(
      legs.map((r) => [r.sport, r.start_s, r.samples.time_s.length, 1]),
    );
    expect(document.recordings.every((r) => r.pauses.length === 0)).toBe(true);
    expect(sdk(bytes).sessionMesgs?.length).toBe(4);
  });

  it('keeps device, identity, thresholds and events', () => {
    const wanted: Recording = {
      ...BASE,
      file_identity: 'fit-1-3121-3987654321-1699999000',
      samples: { time_s: Float64Array.of(START, START + 1), channels: { power_w: Float64Array.of(1, 2) }, extra: [] },
      events: [
        { time_s: START + 1, kind: 'rear_gear_change', value: '50x17' },
        { time_s: START + 2, kind: 'user_marker', value: null },
        { time_s: START + 3, kind: 'event_99', value: '7' },
        { time_s: START + 4, kind: 'jump', value: '3.25 m' },
      ],
      thresholds: [
        { kind: 'ftp_w', value: 280 },
        { kind: 'max_hr_bpm', value: 188 },
        { kind: 'lthr_bpm', value: 171 },
        { kind: 'weight_kg', value: 71.5 },
        { kind: 'resting_hr_bpm', value: 45 },
      ],
      device_values: { vo2max_mlkgmin: 55.5, pool_length_m: 25 },
    };
    const [found] = readBack(writeFitActivity([wanted]));
    expect(found!.file_identity).toBe(wanted.file_identity);
    expect(found!.device).toEqual({ ...wanted.device, serial: '3987654321' });
    expect(found!.events).toEqual(wanted.events);
    expect(found!.thresholds).toEqual(wanted.thresholds);
    expect(found!.device_values.vo2max_mlkgmin).toBe(55.5);
  });

  it('writes missing times, positions at the date line and unknown devices', () => {
    const wanted: Recording = {
      ...BASE,
      device: { manufacturer: 'Nobody', product: 'Home-made 1', serial: 'abc', software: null },
      samples: {
        time_s: Float64Array.of(START, Number.NaN, START + 2),
        channels: {
          latitude_deg: Float64Array.of(10, 10, Number.NaN),
          longitude_deg: Float64Array.of(180, -180, Number.NaN),
        },
        extra: [],
      },
    };
    const document = readFit(writeFitActivity([wanted]));
    const found = document.kind === 'activity' ? document.recordings[0]! : null;
    expect(found!.samples.time_s).toEqual(wanted.samples.time_s);
    expect(found!.samples.channels.longitude_deg).toEqual(Float64Array.of(-180, -180, Number.NaN));
    expect(found!.device).toEqual({
      manufacturer: 'development',
      product: 'Home-made 1',
      serial: null,
      software: null,
    });
    expect(found!.file_identity).toBe(`fit-255---${START}`);
  });

  it('refuses to write nothing', () => {
    expect(() => writeFitActivity([])).toThrow('no recording');
  });
});

describe('sports', () => {
  it.each(SPORT_IDS)('%s is written with numbers that are read as itself', (id) => {
    expect(sportFromFit(...sportToFit(id))).toBe(id);
  });

  it('keeps the family of a sport whose sub-sport is unknown', () => {
    expect(familyOf(sportFromFit(2, 200))).toBe('ride');
    expect(sportFromFit(201, 3)).toBe('other');
    expect(sportFromFit(null, null)).toBe('other');
  });
});
