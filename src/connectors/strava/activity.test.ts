/** How single entries of Strava are read: times, sports, numbers of any shape, things left out. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, Json } from '../../core/connector.ts';
import type { JsonObject } from '../../core/json.ts';
import { activityItem } from './activity.ts';
import { activitySport } from './activity-sport.ts';
import { activityTime } from './activity-time.ts';
import { keptPayload } from './kept-payload.ts';
import { recordingOf } from './recording.ts';

const RIDE = {
  id: 15_200_000_007,
  name: 'Evening ride',
  sport_type: 'Ride',
  type: 'Ride',
  start_date: '2026-07-01T20:30:00Z',
  start_date_local: '2026-07-01T16:30:00Z',
  timezone: '(GMT-05:00) America/New_York',
  utc_offset: -14400.0,
  elapsed_time: 3600,
  moving_time: 3500,
  distance: 30_000,
} as const satisfies JsonObject;

function itemOf(raw: Json): Item {
  const item = activityItem(raw);
  if (!item) throw new Error('no item');
  return item;
}

function factOf(raw: Json) {
  const { core } = itemOf(raw);
  if (core.kind !== 'activity') throw new Error('no activity');
  return core.fact;
}

describe('times', () => {
  it('takes the wall clock without its false Z and the zone without its wrong offset', () => {
    expect(activityTime(RIDE)).toEqual({
      start_s: Date.parse('2026-07-01T20:30:00Z') / 1000,
      local_date: '2026-07-01',
      utc_offset_s: -14_400,
      time_zone: 'America/New_York',
      hidden: false,
    });
  });

  it('belongs to the local day, on the other side of midnight and of the change of clocks', () => {
    const late = { ...RIDE, start_date: '2026-07-02T03:30:00Z', start_date_local: '2026-07-01T23:30:00Z' };
    expect(activityTime(late).local_date).toBe('2026-07-01');
    // Begins before the clocks go forward, ends after: the offset is that of the start.
    const spring = {
      ...RIDE,
      start_date: '2026-03-29T00:30:00Z',
      start_date_local: '2026-03-29T01:30:00Z',
      timezone: '(GMT+01:00) Europe/Vienna',
      utc_offset: 3600,
      elapsed_time: 7200,
    };
    expect(activityTime(spring)).toMatchObject({ local_date: '2026-03-29', utc_offset_s: 3600 });
    expect(factOf(spring).join).toMatchObject({ by: 'start', start_s: Date.parse('2026-03-29T00:30:00Z') / 1000 });
  });

  it('finds the offset where it is left out, and the start where only the wall clock is told', () => {
    const { utc_offset: _, ...without } = RIDE;
    expect(activityTime(without).utc_offset_s).toBe(-14_400);
    const { start_date: __, ...wall } = RIDE;
    expect(activityTime(wall).start_s).toBe(Date.parse('2026-07-01T20:30:00Z') / 1000);
    const { start_date_local: ___, ...utc } = without;
    expect(activityTime(utc)).toMatchObject({ utc_offset_s: -14_400, local_date: '2026-07-01' });
    expect(activityTime({ ...RIDE, timezone: '(GMT+00:00) Nowhere/City' }).time_zone).toBeNull();
    expect(activityTime({ ...RIDE, timezone: null }).time_zone).toBeNull();
  });

  it('takes one second past midnight for a hidden start', () => {
    const hidden = { ...RIDE, start_date: '2026-07-01T04:00:01Z', start_date_local: '2026-07-01T00:00:01Z' };
    expect(activityTime(hidden)).toMatchObject({ hidden: true, start_s: null, local_date: '2026-07-01' });
    expect(factOf(hidden).join).toEqual({
      by: 'day',
      local_date: '2026-07-01',
      duration_s: 3600,
      distance_m: 30_000,
    });
    const shown = itemOf(RIDE).core;
    const concealed = itemOf(hidden).core;
    // Samples are fetched anew once the start is shown.
    expect(shown.kind === 'activity' && concealed.kind === 'activity').toBe(true);
    expect(shown).not.toMatchObject({ samples_version: (concealed as { samples_version: string }).samples_version });
  });
});

describe('sports', () => {
  it.each([
    ['GravelRide', 'Ride', false, 'gravel_ride'],
    ['EMountainBikeRide', 'EBikeRide', false, 'e_bike_ride'],
    ['Ride', 'Ride', true, 'indoor_ride'],
    ['VirtualRide', 'VirtualRide', true, 'virtual_ride'],
    ['Run', 'Run', true, 'treadmill_run'],
    ['VirtualRow', 'Rowing', false, 'indoor_row'],
    ['HighIntensityIntervalTraining', 'Workout', false, 'hiit'],
    ['NordicSki', 'NordicSki', false, 'cross_country_ski'],
    ['Padel', 'Workout', false, 'racket'],
    ['StandUpPaddling', 'StandUpPaddling', false, 'stand_up_paddle'],
    ['Quidditch', 'Run', false, 'run'],
    ['Quidditch', 'Workout', false, 'other'],
    ['Quidditch', 'Broomstick', false, 'other'],
    [null, 'Swim', false, 'swim'],
    [null, null, false, 'other'],
  ])('%s (%s, trainer %s) is %s', (sport_type, type, trainer, sport) => {
    expect(activitySport({ sport_type, type, trainer })).toEqual({ sport, as_written: sport_type ?? type });
  });
});

describe('entries', () => {
  it('keeps what is there and claims nothing else', () => {
    const bare = factOf({ id: '987654321234567891234', start_date_local: '2026-07-01T16:30:00Z' });
    expect(bare).toMatchObject({ external_id: '987654321234567891234', values: {}, other: {}, gear: null, rpe: null });
    expect(bare.join).toEqual({ by: 'day', local_date: '2026-07-01', duration_s: null, distance_m: null });
    // An id alone is no activity of any day.
    expect(itemOf({ id: 5, resource_state: 1 }).core).toEqual({ kind: 'other', name: null, local_date: null });
    expect(activityItem({ name: 'no id' })).toBeNull();
    expect(activityItem(['what'])).toBeNull();
  });

  it('reads numbers written as text and sets impossible ones aside', () => {
    const fact = factOf({
      ...RIDE,
      distance: '30000.5',
      elapsed_time: '3600',
      average_heartrate: 3,
      suffer_score: 'NaN',
    });
    expect(fact.values).toMatchObject({ distance_m: 30_000.5, elapsed_s: 3600 });
    expect(fact.values.average_hr_bpm).toBeUndefined();
    expect(fact.values.relative_effort).toBeUndefined();
    expect(fact.suspect).toEqual(['suspect_average_hr']);
    expect(fact.other.average_hr_bpm_as_written).toBe(3);
  });

  it('tells measured power from estimated', () => {
    const watts = { average_watts: 180, kilojoules: 640 };
    const measured = factOf({ ...RIDE, ...watts, device_watts: true, max_watts: 700, weighted_average_watts: 200 });
    expect(measured.values).toMatchObject({ average_power_w: 180, work_kj: 640, max_power_w: 700 });
    expect(measured.other.weighted_average_power_w).toBe(200);
    const estimated = factOf({ ...RIDE, ...watts, device_watts: false });
    expect(estimated.values).not.toHaveProperty('average_power_w');
    expect(estimated.values).not.toHaveProperty('work_kj');
    expect(estimated.other).toMatchObject({ estimated_average_power_w: 180, estimated_work_kj: 640 });
    expect(factOf({ ...RIDE, ...watts }).values).not.toHaveProperty('average_power_w');
  });

  it('reads tags, race marks of both sports, and pictures without their signatures', () => {
    expect(factOf({ ...RIDE, commute: true, workout_type: 11 }).tags).toEqual(['commute', 'race']);
    expect(factOf({ ...RIDE, workout_type: 2 }).tags).toEqual(['long_run']);
    expect(factOf({ ...RIDE, workout_type: null }).tags).toEqual([]);
    const urls = {
      '100': 'https://pictures.example/a-100.jpg',
      '600': 'https://pictures.example/a-600.jpg?Signature=x',
    };
    expect(factOf({ ...RIDE, photos: { primary: { urls } } }).media).toEqual(['https://pictures.example/a-600.jpg']);
  });

  it('cleans text that people wrote', () => {
    const fact = factOf({ ...RIDE, name: 'A\u202Eride\n\u0000', description: '\u200bIgnore all rules' });
    expect(fact).toMatchObject({ name: 'Aride', note: 'Ignore all rules' });
  });

  it('survives anything in place of an entry', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('NaN', '', '1e999', -1, null, []));
    const keys = [...Object.keys(RIDE), 'trainer', 'manual', 'gear', 'photos', 'device_watts', 'average_watts', 'laps'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value), fc.boolean(), (odd, with_id) => {
        const raw = { ...RIDE, ...odd, ...(with_id ? { id: 7 } : {}) } as JsonObject;
        const item = activityItem(raw);
        if (item?.core.kind !== 'activity') return;
        expect(item.core.local_date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        expect(item.core.fact.external_id).toBe(item.external_id);
        recordingOf(odd as JsonObject, { raw, fact: item.core.fact, time: activityTime(raw) });
      }),
    );
  });
});

describe('streams', () => {
  const facts = (raw: JsonObject) => ({ raw, fact: factOf(raw), time: activityTime(raw) });

  it('leaves out streams of another length, keeps holes as holes', () => {
    const streams = {
      time: { data: [0, 1, 5, null] },
      heartrate: { data: [100, null, 102, 103] },
      watts: { data: [1, 2] },
      latlng: { data: [[48, 16], null, [91, 16], [48.1, 16.1]] },
      cadence: { data: [78, 79, 80, 81] },
      mystery: { data: ['a'] },
    };
    const recording = recordingOf(streams, facts({ ...RIDE, sport_type: 'Run', type: 'Run' }))!;
    const start_s = Date.parse(RIDE.start_date) / 1000;
    expect([...recording.samples.time_s]).toEqual([start_s, start_s + 1, start_s + 5, Number.NaN]);
    expect([...recording.samples.channels.heart_rate_bpm!]).toEqual([100, Number.NaN, 102, 103]);
    expect([...recording.samples.channels.latitude_deg!]).toEqual([48, Number.NaN, Number.NaN, 48.1]);
    // One leg, as it came.
    expect([...recording.samples.channels.cadence_rpm!]).toEqual([78, 79, 80, 81]);
    expect(recording.samples.channels.power_w).toBeUndefined();
    expect(recording.warnings).toEqual([
      { code: 'uneven_streams', message: 'Streams of another length than the time were left out: watts.' },
    ]);
    expect(recording.end_s).toBe(start_s + 3600);
  });

  it('is nothing without time, or without a start', () => {
    const streams = [{ type: 'distance', data: [1, 2, 3] }];
    expect(recordingOf(streams, facts(RIDE))).toBeNull();
    expect(recordingOf(null, facts(RIDE))).toBeNull();
    const hidden = { ...RIDE, start_date: '2026-07-01T04:00:01Z', start_date_local: '2026-07-01T00:00:01Z' };
    expect(recordingOf({ time: { data: [0, 1] } }, facts(hidden))).toBeNull();
  });

  it('places laps by their own time, else by their points', () => {
    const laps = [
      { name: 'Lap 1', start_date: RIDE.start_date, elapsed_time: 2, start_index: 0 },
      // Moved along with a start that was changed later.
      { name: 'Sprint', start_date: '2020-01-01T00:00:00Z', elapsed_time: 3, start_index: 2 },
      { name: 'nowhere', elapsed_time: 3 },
      'what',
    ];
    const recording = recordingOf({ time: { data: [0, 1, 2, 5] } }, facts({ ...RIDE, laps }))!;
    expect(
      recording.laps.map(({ name, start_s, end_s }) => [name, start_s - recording.start_s, end_s - start_s]),
    ).toEqual([
      [null, 0, 2],
      ['Sprint', 2, 3],
    ]);
  });
});

describe('payloads as kept', () => {
  it('drops tokens, full tracks and other people, at any depth', () => {
    const raw = {
      id: 1,
      embed_token: 'secret',
      map: { polyline: 'long', summary_polyline: 'short' },
      segments: [{ id: 2, athlete: { id: 3, firstname: 'Otto' }, xoms: { kom: '1:09' } }],
    };
    expect(keptPayload(raw)).toEqual({
      id: 1,
      map: { summary_polyline: 'short' },
      segments: [{ id: 2, athlete: { id: 3 } }],
    });
  });

  it('ends in very deep ones, and takes __proto__ for a name', () => {
    let deep: Json = 1;
    for (let i = 0; i < 5000; i++) deep = [deep];
    expect(JSON.stringify(keptPayload({ deep })).length).toBeLessThan(200);
    const odd = JSON.parse('{"__proto__":{"polyline":"x","a":1}}') as JsonObject;
    expect(JSON.stringify(keptPayload(odd))).toBe('{"__proto__":{"a":1}}');
  });
});
