/** Assembly of recordings: sessions, channels, strap heart rate, clocks, on files made message by message. */

import { describe, expect, it } from 'vitest';
import type { Recording } from '../../core/recording.ts';
import { RECORD } from './channel-fields.ts';
import { Encoder, type FieldEntry, fitTime } from './encoder.ts';
import { readFit } from './index.ts';
import {
  ACTIVITY,
  EVENT,
  FILE_ID,
  type FieldSpec,
  HR,
  HRV,
  LAP,
  LENGTH,
  MESSAGE,
  SESSION,
  TIMESTAMP,
} from './profile.ts';

const START = 1_700_000_000;
const spec = (num: number, type: FieldSpec['type'], scale = 1, offset = 0): FieldSpec => ({ num, type, scale, offset });
const POWER = spec(7, 'uint16');
const at = (second: number): FieldEntry => [TIMESTAMP, fitTime(START + second)];
type Line = readonly [number, FieldEntry[]];

function file(lines: readonly Line[]): Uint8Array {
  const out = new Encoder();
  out.message(MESSAGE.file_id, [
    [FILE_ID.type, 4],
    [FILE_ID.time_created, fitTime(START)],
  ]);
  for (const [global, entries] of lines) out.message(global, entries);
  return out.finish();
}

function read(lines: readonly Line[]): { recordings: readonly Recording[]; multisport: boolean } {
  const document = readFit(file(lines));
  if (document.kind !== 'activity') throw new Error(document.kind);
  return document;
}

function one(lines: readonly Line[]): Recording {
  const { recordings } = read(lines);
  expect(recordings.length).toBe(1);
  return recordings[0]!;
}

const record = (second: number, ...entries: FieldEntry[]): Line => [MESSAGE.record, [at(second), ...entries]];
const session = (second: number, elapsed: number, sport: number, ...more: FieldEntry[]): Line => [
  MESSAGE.session,
  [
    [SESSION.start_time, fitTime(START + second)],
    [SESSION.total_elapsed_time, elapsed],
    [SESSION.sport, sport],
    ...more,
  ],
];
const codes = (recording: Recording) => recording.warnings.map((w) => w.code);
const rows = (count: number, from = 0): Line[] =>
  Array.from({ length: count }, (_, i) => record(from + i, [POWER, 100 + i]));

describe('sessions', () => {
  const legs = [session(0, 10, 5), session(10, 5, 3), session(15, 20, 2)];
  const laps = [0, 10, 15, 20].map((s): Line => [MESSAGE.lap, [at(s + 5), [LAP.start_time, fitTime(START + s)]]]);

  it.each([
    ['before', [...legs, ...laps, ...rows(35)]],
    ['after', [...rows(35), ...laps, ...legs]],
    ['in the wrong order', [...rows(35), ...laps.toReversed(), ...legs.toReversed()]],
  ])('are found when they come %s', (_, lines) => {
    const { recordings, multisport } = read(lines);
    expect(multisport).toBe(true);
    expect(recordings.map((r) => [r.sport, r.start_s - START, r.samples.time_s.length, r.laps.length])).toEqual([
      ['swim', 0, 10, 1],
      ['transition', 10, 5, 1],
      ['ride', 15, 20, 2],
    ]);
  });

  it('are made from the records when there are none', () => {
    const recording = one(rows(30, 5));
    expect([recording.start_s, recording.end_s]).toEqual([START + 5, START + 34]);
    expect(recording.device_values).toEqual({});
    expect(recording.sport_as_written).toBeNull();
  });

  it('that overlap give the records to the later one', () => {
    const { recordings } = read([session(0, 100, 2), session(60, 60, 1), ...rows(120)]);
    expect(recordings.map((r) => [r.samples.time_s.length, r.end_s - START])).toEqual([
      [60, 60],
      [60, 120],
    ]);
    expect(codes(recordings[0]!)).toEqual(['sessions_overlap']);
    expect(recordings[0]!.device_values.elapsed_s).toBe(100);
  });

  it('written twice count once, and one that sums up the others does not count', () => {
    expect(read([session(0, 20, 2), session(0, 35, 2), ...rows(35)]).recordings.length).toBe(1);
    const { recordings } = read([session(0, 35, 18), session(0, 10, 5), session(10, 25, 1), ...rows(35)]);
    expect(recordings.map((r) => r.sport)).toEqual(['swim', 'run']);
  });

  it('with a clock of their own take the time of the records', () => {
    const far = session(-400_000_000, 30, 2);
    const recording = one([far, ...rows(30)]);
    expect(recording.start_s).toBe(START);
    expect(codes(recording)).toEqual(['session_time_contradicts_records']);
  });

  it('that end before their records end with them', () => {
    const recording = one([session(0, 30, 2), ...rows(200)]);
    expect(recording.end_s).toBe(START + 199);
    expect(recording.device_values.elapsed_s).toBe(30);
  });
});

describe('speed', () => {
  it('comes from the short field where the long one says nothing but 0', () => {
    const speeds = [5, 6, 7];
    const { recordings } = read([
      ...speeds.map(
        (speed, i): Line => [MESSAGE.record, [at(i), [spec(73, 'uint32', 1000), 0], [spec(6, 'uint16', 1000), speed]]],
      ),
      [
        MESSAGE.session,
        [at(2), [SESSION.start_time, fitTime(START)], [spec(124, 'uint32', 1000), 0], [spec(14, 'uint16', 1000), 6]],
      ],
    ]);
    expect([...recordings[0]!.samples.channels.speed_mps!]).toEqual(speeds);
    expect(recordings[0]!.device_values.average_speed_mps).toBe(6);
  });
});

describe('clocks', () => {
  it('keep jumps and steps back as recorded, with a warning', () => {
    const recording = one([session(0, 30, 2), ...rows(10), ...rows(10, 5), ...rows(1, 70_000_000), ...rows(5, 15)]);
    expect(recording.samples.time_s.length).toBe(26);
    expect(recording.samples.time_s[20]).toBe(START + 70_000_000);
    expect(codes(recording)).toEqual(['clock_jump', 'time_steps_back']);
    expect(recording.end_s).toBe(START + 30);
  });

  it.each([
    [7200, 7200],
    [7203, 7200],
    [-18_000, -18_000],
    [20_700, 20_700],
    [10_753, null],
    [-18_060, null],
    [90_000, null],
  ])('of the device %i s off UTC mean an offset of %s', (difference, offset) => {
    const activity: Line = [MESSAGE.activity, [at(30), [ACTIVITY.local_timestamp, fitTime(START + 30) + difference]]];
    expect(one([...rows(30), activity]).utc_offset_s).toBe(offset);
  });
});

describe('timer', () => {
  const event = (second: number, type: number): Line => [
    MESSAGE.event,
    [at(second), [EVENT.event, 0], [EVENT.event_type, type]],
  ];

  it('gives pauses from stops and starts, none at the end', () => {
    const lines = [
      event(0, 0),
      ...rows(5),
      event(5, 4),
      event(6, 1),
      event(20, 0),
      event(21, 0),
      ...rows(5, 20),
      event(25, 4),
    ];
    expect(one(lines).pauses).toEqual([{ start_s: START + 5, end_s: START + 20 }]);
    expect(one([...rows(5), event(5, 0), event(9, 9)]).pauses).toEqual([]);
  });
});

describe('channels', () => {
  it('prefers enhanced fields row by row', () => {
    const { channels } = one([
      record(0, [spec(6, 'uint16', 1000), 5]),
      record(1, [spec(6, 'uint16', 1000), 5], [spec(73, 'uint32', 1000), 6]),
      record(2, [spec(2, 'uint16', 5, 500), 100.2]),
      record(3, [spec(78, 'uint32', 5, 500), 9999.8]),
    ]).samples;
    expect([...channels.speed_mps!]).toEqual([5, 6, Number.NaN, Number.NaN]);
    expect(channels.altitude_m!.map((v) => Math.round(v * 10) / 10)).toEqual(
      Float64Array.of(Number.NaN, Number.NaN, 100.2, 9999.8),
    );
  });

  it('joins cadence with its fraction', () => {
    const { channels } = one([
      record(0, [spec(4, 'uint8'), 84], [spec(53, 'uint8', 128), 0.5]),
      record(1, [spec(4, 'uint8'), 84]),
      record(2, [spec(52, 'uint16', 256), 84.25], [spec(4, 'uint8'), 84]),
    ]).samples;
    expect([...channels.cadence_rpm!]).toEqual([84.5, 84, 84.25]);
  });

  it('decodes the side of the balance', () => {
    const recording = one([0xb2, 0x80, 40, 255].map((raw, i) => record(i, [spec(30, 'uint8'), raw], [POWER, 1])));
    expect([...recording.samples.channels.left_balance_pct!]).toEqual([50, 100, 40, Number.NaN]);
    expect(codes(recording)).toEqual(['side_unknown']);
  });

  it('takes positions without a fix as missing', () => {
    const lat = spec(RECORD.position_lat, 'sint32');
    const lon = spec(RECORD.position_long, 'sint32');
    const { channels } = one([
      record(0, [lat, 0], [lon, 0]),
      record(1, [lat, 0], [lon, 2 ** 30]),
      record(2, [lat, 2 ** 30 + 5], [lon, 1]),
      record(3, [lat, 2 ** 29]),
    ]).samples;
    expect([...channels.longitude_deg!]).toEqual([Number.NaN, 90, Number.NaN, Number.NaN]);
  });

  it('adds up counters that roll over', () => {
    const distance = (units: number, speed: number): FieldEntry => {
      const raw = (units & 0xfff) * 4096 + speed;
      return [spec(8, 'byte'), Uint8Array.of(raw & 0xff, (raw >> 8) & 0xff, raw >> 16)];
    };
    const power = spec(RECORD.compressed_accumulated_power, 'uint16');
    const { channels, extra } = one([
      record(0, distance(4000, 250), [power, 65_000], [spec(RECORD.cycles, 'uint8'), 250]),
      record(1, [spec(8, 'byte'), Uint8Array.of(255, 255, 255)], [power, 65_500], [spec(RECORD.cycles, 'uint8'), 4]),
      record(2, distance(4200, 300), [power, 100], [spec(RECORD.cycles, 'uint8'), 9]),
    ]).samples;
    expect([...channels.distance_m!]).toEqual([250, Number.NaN, 262.5]);
    expect([...channels.speed_mps!]).toEqual([2.5, Number.NaN, 3]);
    expect([...channels.accumulated_power_w!]).toEqual([65_000, 65_500, 65_636]);
    expect(extra.map((x) => [x.id, [...x.values]])).toEqual([['x_total_cycles', [250, 260, 265]]]);
  });

  it('counts cycles of swims as strokes', () => {
    const lines = [session(0, 60, 5, [SESSION.total_cycles, 30]), record(0, [spec(RECORD.total_cycles, 'uint32'), 3])];
    const recording = one(lines);
    expect([...recording.samples.channels.stroke_count!]).toEqual([3]);
    expect(recording.device_values.strokes).toBe(30);
  });
});

describe('strap', () => {
  it('merges heart rate stored by the strap, over packed and rolled-over event times', () => {
    const clock = 4000;
    const beat = (ticks: number, bpm: number): [number, number] => [(clock + ticks) & 0xfff, bpm];
    const pairs = [beat(1024, 100), beat(2048, 110), beat(3072, 120), beat(4000, 130)];
    const packed = new Uint8Array(6);
    pairs.forEach(([low], i) => {
      const bit = i * 12;
      packed[bit >> 3]! |= (low << (bit & 7)) & 0xff;
      packed[(bit >> 3) + 1]! |= (low >> (8 - (bit & 7))) & 0xff;
    });
    const recording = one([
      ...Array.from({ length: 6 }, (_, i) => record(i, [POWER, 200], [spec(3, 'uint8'), 60])),
      [
        MESSAGE.hr,
        [at(0), [HR.fractional_timestamp, 0], [HR.event_timestamp, [clock / 1024]], [HR.filtered_bpm, [90]]],
      ],
      [
        MESSAGE.hr,
        [
          [HR.event_timestamp_12, packed],
          [HR.filtered_bpm, pairs.map(([, bpm]) => bpm)],
        ],
      ],
    ]);
    // Seconds 1 to 4 hold the value before for three quarters of a second, then the new one; nothing is known of second 5.
    expect([...recording.samples.channels.heart_rate_bpm!]).toEqual([90, 93, 103, 113, 123, 60]);
  });

  it('ignores strap data without an anchor', () => {
    const recording = one([...rows(5), [MESSAGE.hr, [[HR.filtered_bpm, [90, 91]]]]]);
    expect(recording.samples.channels.heart_rate_bpm).toBeUndefined();
  });
});

describe('beats', () => {
  it('are placed between the records around them, also across a pause', () => {
    const rr = (...seconds: number[]): Line => [MESSAGE.hrv, [[HRV.time, seconds]]];
    const { beats } = one([
      ...rows(1),
      rr(0.8, 0.9),
      ...rows(1, 2),
      rr(1),
      ...rows(1, 3),
      rr(65.535, 0.5),
      ...rows(1, 900),
      rr(0.7),
    ]);
    expect([...beats!.rr_ms]).toEqual([800, 900, 1000, 500, 700]);
    expect([...beats!.time_s].map((t) => Math.round((t - START) * 10) / 10)).toEqual([0.8, 1.7, 2.7, 3.2, 900]);
  });
});

describe('lengths', () => {
  it('carry a pool swim whose records have no time', () => {
    const length = (second: number, type: number): Line => [
      MESSAGE.length,
      [
        [LENGTH.start_time, fitTime(START + second)],
        [LENGTH.total_elapsed_time, 30.5],
        [LENGTH.length_type, type],
        [LENGTH.total_strokes, 14],
        [LENGTH.swim_stroke, 2],
      ],
    ];
    const bare: Line = [MESSAGE.record, [[spec(5, 'uint32', 100), 25]]];
    const pool = [SESSION.pool_length, 25] as const;
    const recording = one([session(0, 61, 5, [SESSION.sub_sport, 17], pool), bare, length(0, 1), length(31, 0)]);
    expect(recording.sport).toBe('pool_swim');
    expect(recording.device_values.pool_length_m).toBe(25);
    expect(recording.lengths).toEqual([
      { start_s: START, duration_s: 30.5, active: true, strokes: 14, stroke: 'breaststroke' },
      { start_s: START + 31, duration_s: 30.5, active: false, strokes: 14, stroke: 'breaststroke' },
    ]);
    expect(codes(recording)).toEqual(['records_without_time']);
  });
});
