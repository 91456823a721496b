/** Odd rows: times, sports, settings, streams and secrets as they may come. */

import { describe, expect, it } from 'vitest';
import { factOfActivity } from './activity-fact.ts';
import { activityTime } from './activity-time.ts';
import type { Activity, Hidden } from './api-types.ts';
import { fieldsOf, keptPayload } from './payload.ts';
import { familiesOf, sportOfActivity, sportOfType } from './sports.ts';
import { recordingFromStreams } from './stream-recording.ts';
import { thresholdsOfSettings } from './thresholds.ts';
import { withheldReason } from './withheld.ts';

const row = (value: unknown) => fieldsOf<Activity & Hidden>(value);

describe('times', () => {
  it('come from the instant, else from the zone, else the day alone', () => {
    const local = { start_date_local: '2026-05-04T06:31:10', timezone: 'Europe/Madrid' };
    const start_s = Date.parse('2026-05-04T04:31:10Z') / 1000;
    const expected = { start_s, local_date: '2026-05-04', local_start: '2026-05-04T06:31:10', utc_offset_s: 7200 };
    expect(activityTime(row({ ...local, start_date: '2026-05-04T04:31:10Z' }))).toEqual(expected);
    expect(activityTime(row(local))).toEqual(expected);
    expect(activityTime(row({ start_date_local: local.start_date_local }))).toMatchObject({
      start_s: null,
      local_date: '2026-05-04',
    });
    expect(activityTime(row({ start_date: '2026-05-04T22:31:10Z', timezone: 'Europe/Madrid' }))).toMatchObject({
      local_date: '2026-05-05',
      utc_offset_s: 7200,
    });
  });

  it('that contradict each other leave the local day', () => {
    const odd = { start_date_local: '2026-05-04T06:31:10', start_date: '2021-01-01T00:00:00Z' };
    expect(activityTime(row(odd))).toMatchObject({ start_s: null, local_date: '2026-05-04' });
  });

  it('around a change of the clocks', () => {
    const night = { start_date_local: '2026-10-25T01:30:00', timezone: 'Europe/Vienna' };
    expect(activityTime(row(night)).start_s).toBe(Date.parse('2026-10-24T23:30:00Z') / 1000);
    const later = { start_date_local: '2026-10-25T04:00:00', timezone: 'Europe/Vienna' };
    expect(activityTime(row(later)).start_s).toBe(Date.parse('2026-10-25T03:00:00Z') / 1000);
  });

  it.each([[{}], [{ start_date_local: 'string' }], [{ start_date_local: 42, start_date: null }], [null]])(
    '%o: none',
    (raw) => {
      expect(activityTime(row(raw)).local_date).toBeNull();
    },
  );
});

describe('facts', () => {
  const time = { start_s: 1, local_date: '2026-05-04', local_start: '2026-05-04T06:31:10', utc_offset_s: 0 };
  const fact = (raw: object) => factOfActivity('i1', row(raw), time, false);

  it('read numbers written as text, and nothing from what is none', () => {
    const { values, rpe, tags } = fact({
      moving_time: '3600',
      icu_average_watts: 'NaN',
      average_heartrate: 0,
      icu_intensity: null,
      icu_rpe: 12,
      tags: ['tempo', 7, '', 'tempo'],
      race: true,
      sub_type: 'COMMUTE',
    });
    expect(values).toEqual({ moving_s: 3600 });
    expect(rpe).toBeNull();
    expect(tags).toEqual(['tempo', 'race', 'commute']);
  });

  it('keep power that was estimated apart', () => {
    const { values, other } = fact({
      device_watts: false,
      icu_average_watts: 180,
      icu_weighted_avg_watts: 190,
      power_load: 60,
    });
    expect(values).toEqual({});
    expect(other).toMatchObject({ estimated_average_power_w: 180, estimated_np_w: 190 });
  });

  it('set impossible figures aside', () => {
    const { values, suspect } = fact({ icu_distance: 9e9, elapsed_time: 3600, average_heartrate: 900 });
    expect(values).toEqual({ elapsed_s: 3600 });
    expect(suspect).toEqual(expect.arrayContaining(['suspect_distance', 'suspect_average_hr']));
  });
});

describe('stubs', () => {
  it('are told by their emptiness, not by their source', () => {
    const stub = {
      id: '1',
      source: 'STRAVA',
      start_date_local: '2026-05-03T09:00:00',
      _note: 'not available via the API',
    };
    expect(withheldReason(row(stub))).toMatch(/Strava/);
    expect(withheldReason(row({ ...stub, type: 'Ride', moving_time: 60 }))).toBeNull();
    expect(withheldReason(row({ id: '1', source: 'GARMIN_CONNECT', _note: 'hidden' }))).not.toBeNull();
    expect(withheldReason(row({ id: '1', source: 'UPLOAD' }))).toBeNull();
  });
});

describe('sports', () => {
  it('of all published words are known, others are kept by name', () => {
    expect(sportOfType('EMountainBikeRide')).toBe('e_bike_ride');
    expect(sportOfType('VirtualRow')).toBe('indoor_row');
    expect(sportOfType('Quidditch')).toBe('other');
    expect(sportOfType('__proto__')).toBe('other');
    expect(sportOfType(null)).toBeNull();
    expect(sportOfActivity(row({ type: 'Ride', trainer: true }))).toBe('indoor_ride');
    expect(sportOfActivity(row({ type: 'Swim', pool_length: 25 }))).toBe('pool_swim');
    expect([...familiesOf(['VirtualRide', 'Ride', 'Run', 'Nonsense', 3])]).toEqual([
      ['ride', 2],
      ['run', 2],
    ]);
  });
});

describe('sport settings', () => {
  it('of one family are taken from the record of its main sport', () => {
    const [gravel, road, other] = thresholdsOfSettings([
      { types: ['GravelRide'], ftp: 230 },
      { types: ['Ride', 'VirtualRide'], ftp: 250, lthr: 168, max_hr: 9999 },
      { types: ['Other'], other: true, max_hr: 190 },
    ]);
    expect(gravel).toEqual([]);
    expect(road).toEqual([
      { kind: 'ftp_w', family: 'ride', value: 250, valid_from: null },
      { kind: 'lthr_bpm', family: 'ride', value: 168, valid_from: null },
    ]);
    expect(other).toEqual([{ kind: 'max_hr_bpm', family: null, value: 190, valid_from: null }]);
  });

  it('give a pace only where it is a speed, and FTP only to sports that have one', () => {
    const [swim] = thresholdsOfSettings([{ types: ['Swim', 'OpenWaterSwim'], ftp: 200, threshold_pace: 0.7092 }]);
    expect(swim).toEqual([{ kind: 'threshold_speed_mps', family: 'swim', value: 0.7092, valid_from: null }]);
    expect(thresholdsOfSettings([{ types: ['Run'], threshold_pace: 240 }])).toEqual([[]]);
  });
});

describe('streams', () => {
  const frame = {
    sport: 'ride',
    sport_as_written: 'Ride',
    start_s: 1000,
    utc_offset_s: null,
    device_name: null,
    values: {},
  } as const;

  it('keep gaps, holes and the longitude beside the latitude', () => {
    const made = recordingFromStreams(
      [
        { type: 'time', data: [0, 1, 60, null] },
        { type: 'watts', data: [200, null, 210] },
        { type: 'heartrate', allNull: true, data: [null, null, null, null] },
        { type: 'latlng', data: [41.3, 99, 41.4, null], data2: [2.1, 2.1, 2.2, null] },
        { type: 'hrv', data: [[812, 820], null, [805]], valueTypeIsArray: true },
        { type: 'torque', data: [10, 11, 12, 13] },
        { type: 'MyStream', name: 'My stream', custom: true, data: [1, 2, 3, 4] },
        { type: 'w_bal', data: [1, 2, 3, 4] },
        null,
        'noise',
      ],
      frame,
    )!;
    expect([...made.samples.time_s]).toEqual([1000, 1001, 1060, Number.NaN]);
    expect([...made.samples.channels.power_w!]).toEqual([200, Number.NaN, 210, Number.NaN]);
    expect([...made.samples.channels.longitude_deg!]).toEqual([2.1, Number.NaN, 2.2, Number.NaN]);
    expect(made.samples.channels.heart_rate_bpm).toBeUndefined();
    expect(made.samples.extra.map(({ id }) => id)).toEqual(['x_torque', 'x_mystream']);
    expect([...made.beats!.rr_ms]).toEqual([812, 820, 805]);
    expect([...made.beats!.time_s]).toEqual([expect.closeTo(999.18, 6), 1000, 1060]);
    expect(made.end_s).toBe(1060);
  });

  it('prefer what was recorded to what was repaired', () => {
    const made = recordingFromStreams(
      [
        { type: 'watts', data: [1, 2] },
        { type: 'time', data: [0, 1] },
        { type: 'raw_watts', data: [3, 4] },
      ],
      frame,
    )!;
    expect([...made.samples.channels.power_w!]).toEqual([3, 4]);
  });

  it.each([
    [[]],
    [[{ type: 'watts', data: [1, 2] }]],
    [[{ type: 'time', data: {} }]],
    [
      [
        { type: 'time', data: ['x', null] },
        { type: 'watts', data: [1, 2] },
      ],
    ],
    [
      [
        { type: 'time', data: [0, 1] },
        { type: 'watts', data: { '0': 1 } },
      ],
    ],
  ])('without time or values are none: %o', (list) => {
    expect(recordingFromStreams(list, frame)).toBeNull();
  });
});

describe('what is kept', () => {
  it('has no secrets, no nulls and no harm', () => {
    const raw = JSON.parse(
      '{"id":"i1","icu_api_key":"k","email":"a@b","x":null,"deep":{"shareToken":"t","owner":{"name":"N"},"list":[null,{"url":"u","a":1}]},"__proto__":{"polluted":1}}',
    );
    const kept = keptPayload(raw, ['id']);
    expect(JSON.stringify(kept)).toBe('{"deep":{"list":[null,{"a":1}]},"__proto__":{"polluted":1}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
