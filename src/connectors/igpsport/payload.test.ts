/** Payloads of any shape: nothing that a platform may send makes a reader throw or keeps what must not be kept. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/connector.ts';
import { isObject } from '../../core/json.ts';
import { isSportId } from '../../core/sport.ts';
import { factOf } from './activity-fact.ts';
import { parseJson } from './digits.ts';
import { dayOf, field, rowsOf } from './payload.ts';
import { withoutOthers, withoutPrivate } from './private-parts.ts';
import { workoutOf } from './workout-structure.ts';

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('NaN', '', '0', '-1', '12.5', 0, -1, 1e300, null, '2026.13.40', '2026-06-02T08:15:04Z', [null], {}),
);

function record(names: readonly string[]) {
  return fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] });
}

describe('odd payloads', () => {
  it('give a fact of finite figures', () => {
    const names = ['title', 'startTime', 'exerciseType', 'label', 'rideDistance', 'totalMovingTime', 'avgBalance'];
    const more = ['totalTime', 'avgHrm', 'avgPower', 'pwrTSS', 'productName', 'deviceInfo', 'avgTemperature'];
    fc.assert(
      fc.property(record([...names, ...more]), (row) => {
        const fact = factOf('7', row as { [key: string]: Json }, 'Asia/Tokyo', null);
        for (const value of Object.values(fact.values)) expect(Number.isFinite(value)).toBe(true);
        expect(isSportId(fact.sport ?? '')).toBe(true);
        if (fact.join.by === 'day') expect(fact.join.local_date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }),
    );
  });

  it('give a workout or none', () => {
    const target = record(['unit', 'value', 'minValue', 'maxValue']);
    const known = fc.constantFrom('PowerCustom', 'Speed', 'HeartRate', 'Second', 'Repetition', 'Meter');
    const length = fc.record({ unit: fc.oneof(known, odd), value: odd });
    const node = fc.record(
      {
        type: fc.constantFrom('Step', 'Repetition', 7),
        length: fc.oneof(length, odd),
        steps: fc.array(fc.oneof(target, odd), { maxLength: 3 }),
        intensityTarget: fc.oneof(fc.record({ unit: known, minValue: odd, maxValue: odd }), odd),
        cadenceTarget: odd,
        openDuration: odd,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(node, odd), { maxLength: 5 }), odd, (structure, title) => {
        const workout = workoutOf({ structure: structure as Json, title: title as Json });
        expect(workout === null || workout.steps.length > 0).toBe(true);
        JSON.stringify(workout, (_key, value: unknown) => {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
          return value;
        });
      }),
    );
  });

  it('bounds repeats inside repeats', () => {
    let node: Json = { type: 'Step' };
    for (let depth = 0; depth < 5000; depth++) node = { type: 'Repetition', steps: [node] };
    expect(workoutOf({ structure: [node] })!.steps).toHaveLength(1);
    expect(JSON.stringify(withoutPrivate(node)).length).toBeLessThan(1000);
  });
});

describe('dayOf', () => {
  it.each([
    ['2026.06.02', '2026-06-02'],
    ['2026.6.2 周二 08:15', '2026-06-02'],
    ['2026/6/2', '2026-06-02'],
    ['2026-06-02 23:59:59', '2026-06-02'],
    [1_780_354_800_000, '2026-06-02'],
    ['1780354800', '2026-06-02'],
    ['2026.02.30', null],
    ['06/02/2026', null],
    [20260602, null],
    [null, null],
    ['', null],
  ])('%s is %s', (written, day) => {
    expect(dayOf(written, 'Asia/Shanghai')).toBe(day);
  });
});

describe('fields and lists', () => {
  it('are found in either spelling, wherever the list is', () => {
    expect(field({ RideId: 0 }, 'rideId')).toBe(0);
    expect(field({ rideId: null, RideId: 5 }, 'rideId')).toBe(5);
    expect(rowsOf({ data: { List: [1] } })).toEqual([1]);
    expect(rowsOf([1, 2])).toEqual([1, 2]);
    expect(rowsOf({ pageNo: 1 })).toBeNull();
  });

  it('keep ids beyond 2^53 digit for digit', () => {
    expect(parseJson('{"memberid":12345678901234567890,"exp":1}')).toEqual({
      memberid: '12345678901234567890',
      exp: 1,
    });
    expect(parseJson('not json')).toBeNull();
  });
});

describe('what must not be kept', () => {
  it('is taken out wherever it stands', () => {
    const raw = {
      title: 'Morning ride',
      nickName: '13800000000',
      email: 'a@b.example',
      boundPhone: true,
      contact: 'someone@example.test',
      fitOssPath: 'https://storage.example/1-2',
      fitFixed: 0,
      inside: [{ photo: 'https://igp-zh.oss-cn-hangzhou.aliyuncs.com/x', access_token: 'x', distance: 5 }],
    };
    expect(withoutPrivate(raw)).toEqual({ title: 'Morning ride', fitFixed: 0, inside: [{ distance: 5 }] });
  });

  it('includes other people, but not the athlete', () => {
    const rows = [
      { memberId: 42, nickName: 'Other', avatar: 'x', rank: 1 },
      { memberId: '7', nickName: 'Own', rank: 2 },
      { nickName: 'Nobody knows', rank: 3 },
    ];
    expect(withoutOthers(rows, '7')).toEqual([{ rank: 1 }, { memberId: '7', nickName: 'Own', rank: 2 }, { rank: 3 }]);
    const any = withoutOthers({ king: rows[0]! }, '7');
    expect(isObject(any) && JSON.stringify(any)).toBe('{"king":{"rank":1}}');
  });
});
