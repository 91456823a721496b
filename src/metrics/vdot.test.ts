import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { riegelExponent, riegelTime } from './riegel.ts';
import { equivalentTime, MARATHON_M, trainingSpeed, trainingSpeeds, vdot } from './vdot.ts';

describe('VDOT', () => {
  test('equivalent times give the VDOT back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 25, max: 85, noNaN: true }),
        fc.double({ min: 1500, max: 50_000, noNaN: true }),
        (value, distance_m) => {
          const seconds = equivalentTime(value, distance_m).value!;
          expect(vdot(distance_m, seconds).value).toBeCloseTo(value, 8);
        },
      ),
    );
  });

  test('training speeds stand in order and use the fraction they name', () => {
    const speeds = trainingSpeeds(50).value!;
    const order = [
      ...speeds.easy_mps,
      speeds.marathon_mps,
      speeds.threshold_mps,
      speeds.interval_mps,
      ...speeds.repetition_mps,
    ];
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    const v = 60 * trainingSpeed(50, 0.88).value!;
    expect(-4.6 + 0.182258 * v + 0.000104 * v * v).toBeCloseTo(44, 9);
    expect(MARATHON_M / speeds.marathon_mps).toBeCloseTo(equivalentTime(50, MARATHON_M).value!, 9);
  });

  test('warns outside its range and refuses what no one runs', () => {
    expect(vdot(800, 120)).toMatchObject({ warnings: ['outside_3_5_to_240_min'] });
    expect(vdot(5000, 0).value).toBeNull();
    expect(vdot(100, 36_000).value).toBeNull();
    expect(equivalentTime(500, 5000).value).toBeNull();
    expect(equivalentTime(Number.NaN, 5000).value).toBeNull();
  });
});

describe('Riegel', () => {
  test('the athlete’s own exponent reproduces both races', () => {
    const short = { distance_m: 5000, duration_s: 1200 };
    const long = { distance_m: 21_097.5, duration_s: 5600 };
    const exponent = riegelExponent(short, long).value!;
    expect(riegelTime(short, long.distance_m, exponent).value).toBeCloseTo(5600, 8);
    expect(riegelTime({ distance_m: 10_000, duration_s: 2400 }, 42_195).value).toBeCloseTo(11_040.4783998, 6);
  });

  test('refuses two races over one distance and a longer one that was faster', () => {
    const race = { distance_m: 5000, duration_s: 1200 };
    expect(riegelExponent(race, race).value).toBeNull();
    expect(riegelExponent(race, { distance_m: 10_000, duration_s: 2300 }).value).toBeNull();
    expect(riegelTime(race, 0).value).toBeNull();
    expect(riegelTime(race, 100_000)).toMatchObject({ warnings: ['outside_3_5_to_230_min'] });
  });
});
