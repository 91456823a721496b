/** Rows of the workout list as items: plan and result apart, units, and rows as odd as they come. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRow, STRUCTURE } from '../../../test/platforms/trainingpeaks/invented-rows.ts';
import type { Item, Json } from '../../core/connector.ts';
import { itemsOfRow } from './workout-items.ts';

const PLACE = { today: '2026-03-10', time_zone: 'Europe/Oslo' };

const DONE = {
  ...emptyRow('2026-03-03'),
  workoutId: 3_900_000_101,
  title: '4x5 over hill',
  workoutTypeValueId: 2,
  workoutSubTypeId: 3,
  startTime: '2026-03-03T17:04:11',
  userTags: 'key,hill',
  totalTimePlanned: 0.8,
  tssPlanned: 56.5,
  totalTime: 0.8247,
  distance: 24_810.4,
  tssActual: 58.9,
  tssSource: 1,
  if: 0.845,
  powerAverage: 196,
  normalizedPowerActual: 219,
  heartRateAverage: 148,
  energy: 582,
  rpe: 7,
  feeling: 4,
  structure: STRUCTURE,
};

function items(row: object): Item[] {
  return itemsOfRow(row as Json, PLACE);
}

function factOf(row: object) {
  const [core] = items(row).flatMap((item) => (item.core.kind === 'activity' ? [item.core] : []));
  if (!core) throw new Error('not an activity');
  return core.fact;
}

function entryOf(row: object) {
  const [core] = items(row).flatMap((item) => (item.core.kind === 'planned' ? [item.core] : []));
  if (!core) throw new Error('not planned');
  return core.entry;
}

describe('itemsOfRow', () => {
  it('gives plan and result of one row apart', () => {
    expect(items(DONE).map(({ external_id }) => external_id)).toEqual(['3900000101', '3900000101:planned']);
    expect(factOf(DONE)).toMatchObject({
      external_id: '3900000101',
      // 17:04:11 in Oslo, an hour ahead.
      join: { by: 'start', start_s: Date.parse('2026-03-03T16:04:11Z') / 1000, duration_s: 2969 },
      sport: 'ride',
      sport_as_written: 'Bike / Road',
      rpe: 7,
      tags: ['key', 'hill'],
      values: { timer_s: 2969, distance_m: 24_810.4, tss: 58.9, intensity_factor: 0.845, np_w: 219, work_kj: 582 },
      other: { tss_source: 1, feeling: 4 },
    });
    expect(entryOf(DONE)).toMatchObject({
      category: 'workout',
      local_date: '2026-03-03',
      duration_s: 2880,
      load: 56.5,
      activity_external_id: '3900000101',
      workout: { sport: 'ride', steps: { length: 3 } },
    });
  });

  it('never takes a plan for a result', () => {
    const planned = { ...DONE, totalTime: null, distance: 0, tssActual: 'NaN', completed: null };
    expect(items(planned).map(({ core }) => core.kind)).toEqual(['planned']);
    expect(entryOf(planned).activity_external_id).toBeNull();
  });

  it('keeps a plan the same when its result changes, and says when there is one', () => {
    const rawOf = (row: object) => items(row).find(({ core }) => core.kind === 'planned')?.raw;
    const recalculated = { ...DONE, tssActual: 80, rpe: 8, lastModifiedDate: '2026-03-04T00:00:00' };
    expect(rawOf(recalculated)).toEqual(rawOf(DONE));
    expect(rawOf({ ...DONE, totalTime: null, distance: null, tssActual: null })).not.toEqual(rawOf(DONE));
  });

  it('changes the version of the samples with the file, not with title or load', () => {
    const version = (row: object) => {
      const [core] = items(row).map((item) => item.core);
      return core?.kind === 'activity' ? core.samples_version : undefined;
    };
    expect(version({ ...DONE, title: 'x', tssActual: 3, lastModifiedDate: null })).toBe(version(DONE));
    expect(version({ ...DONE, totalTime: '0.8247' })).toBe(version(DONE));
    expect(version({ ...DONE, totalTime: 0.9 })).not.toBe(version(DONE));
  });

  it('knows what was typed in', () => {
    const typed = { ...emptyRow('2026-03-03'), workoutId: 5, totalTime: 1, distance: 10_000 };
    const [item] = items(typed);
    expect(item?.core).toMatchObject({
      kind: 'activity',
      has_more: false,
      fact: { join: { by: 'day', local_date: '2026-03-03', duration_s: 3600, distance_m: 10_000 }, rpe: null },
    });
    expect(items(DONE)[0]?.core).toMatchObject({ has_more: true });
  });

  it('does not mistake subtypes for types, and keeps unknown ones', () => {
    const sport = (type: unknown, subtype: unknown) => {
      const { sport: id, sport_as_written } = factOf({ ...DONE, workoutTypeValueId: type, workoutSubTypeId: subtype });
      return [id, sport_as_written];
    };
    expect(sport(3, 3)).toEqual(['run', 'Run']);
    expect(sport(8, 18)).toEqual(['mountain_bike_ride', 'MTB / Fat Bike']);
    expect(sport('2', '4')).toEqual(['gravel_ride', 'Bike / Gravel']);
    expect(sport(29, 22)).toEqual(['yoga', 'Strength / Yoga']);
    expect(sport(977, 12)).toEqual(['other', 'type 977 / 12']);
    expect(sport(null, 12)).toEqual([null, null]);
    expect(factOf({ ...DONE, workoutTypeValueId: 6 }).tags).toContain('race');
    expect(entryOf({ ...emptyRow('2026-03-03'), workoutId: 1, workoutTypeValueId: 6 }).category).toBe('race');
  });

  it('marks impossible figures and keeps them as written', () => {
    const fact = factOf({ ...DONE, totalTime: 40, tssActual: 900, workoutDay: '2026-04-01T00:00:00' });
    expect(fact.suspect).toEqual(expect.arrayContaining(['suspect_timer_time', 'suspect_tss', 'suspect_day']));
  });

  it('takes other people and keys out of the payload', () => {
    const row = {
      ...DONE,
      workoutComments: [{ id: 1, comment: 'well done', commenterName: 'Coach Karl', isCoach: true, isRead: false }],
    };
    const text = JSON.stringify(items(row));
    expect(text).not.toMatch(/Coach Karl|share-2026|expire-2026/);
    expect(text).toContain('well done');
    // A coach's words are not the athlete's note.
    expect(factOf(row).note).toBeNull();
  });

  it('leaves out what is deleted and what has no id', () => {
    expect(items({ ...DONE, isDeleted: true })).toEqual([]);
    expect(items({ ...DONE, workoutId: null })).toEqual([]);
    expect(items({ ...DONE, workoutDay: null, startTime: '0001-01-01T00:00:00' })[0]?.core.kind).toBe('other');
    for (const odd of [null, 3, 'x', [], {}]) expect(itemsOfRow(odd as Json, PLACE)).toEqual([]);
  });

  it('holds the hour when the clock changes', () => {
    const start = (startTime: string) => {
      const { join } = factOf({ ...DONE, startTime });
      return join.by === 'start' ? new Date(join.start_s * 1000).toISOString() : null;
    };
    expect(start('2026-03-29T01:59:59')).toBe('2026-03-29T00:59:59.000Z');
    expect(start('2026-03-29T03:00:00')).toBe('2026-03-29T01:00:00.000Z');
    expect(start('2026-07-01T06:00:00.123')).toBe('2026-07-01T04:00:00.000Z');
    expect(start('2026-07-01T06:00:00Z')).toBe('2026-07-01T06:00:00.000Z');
    expect(start('2026-07-01')).toBeNull();
  });

  it('survives any value in any field', () => {
    const keys = Object.keys(DONE);
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('NaN', '', -1, 1e300, '1e5', true));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 12 }), (odd) => {
        for (const { core } of items({ ...DONE, ...odd })) {
          if (core.kind !== 'activity') continue;
          for (const figure of Object.values(core.fact.values)) expect(Number.isFinite(figure)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
