/** Elevation and climbs on shapes whose answer is known. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findClimbs } from './climbs.ts';
import { elevation } from './elevation.ts';
import { gradeStream } from './grade.ts';

describe('elevation', () => {
  test('steps at least as large as the threshold count in full, in both directions', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 50 }), (tens) => {
        const heights = Float64Array.from(tens, (t) => t * 10);
        let up = 0;
        let down = 0;
        for (let i = 1; i < heights.length; i++) {
          up += Math.max(0, heights[i]! - heights[i - 1]!);
          down += Math.max(0, heights[i - 1]! - heights[i]!);
        }
        expect(elevation(heights, 3)).toEqual({ gain_m: up, loss_m: down });
      }),
    );
  });

  test('noise below the threshold is nothing, holes are skipped', () => {
    const noise = Float64Array.from({ length: 500 }, (_, i) => 100 + (i % 2) * 2);
    expect(elevation(noise, 3)).toEqual({ gain_m: 0, loss_m: 0 });
    expect(elevation(Float64Array.from([Number.NaN, 100, Number.NaN, 110]), 3)).toEqual({ gain_m: 10, loss_m: 0 });
    expect(elevation(new Float64Array(0), 3)).toBeNull();
  });
});

describe('climbs', () => {
  const profile = (...legs: [metres: number, grade: number][]) => {
    const altitude: number[] = [100];
    for (const [metres, grade] of legs) {
      for (let m = 0; m < metres; m += 5) altitude.push(altitude.at(-1)! + 5 * grade);
    }
    return { distance: Float64Array.from(altitude, (_, i) => i * 5), altitude: Float64Array.from(altitude) };
  };

  test('two climbs with a descent between them, flats trimmed', () => {
    const { distance, altitude } = profile([2000, 0], [3000, 0.06], [2000, -0.05], [1000, 0.08], [3000, 0]);
    const climbs = findClimbs(distance, altitude);
    expect(climbs.map((c) => Math.round(c.gain_m / 5) * 5)).toEqual([180, 80]);
    expect(climbs[0]!.from_m).toBeGreaterThanOrEqual(1900);
    expect(climbs[0]!.to_m).toBeLessThanOrEqual(5100);
    expect(climbs[0]!.category).toBe('3');
  });

  test('a short dip does not end a climb; a hill too short is none', () => {
    const { distance, altitude } = profile([500, 0], [2000, 0.06], [100, -0.05], [2000, 0.06], [500, -0.06]);
    expect(findClimbs(distance, altitude)).toHaveLength(1);
    const hill = profile([500, 0], [300, 0.08], [500, -0.05]);
    expect(findClimbs(hill.distance, hill.altitude)).toEqual([]);
    expect(findClimbs(new Float64Array(5), new Float64Array(5).fill(Number.NaN))).toEqual([]);
  });
});

test('grade stays within bounds and repeats while standing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(8), fc.integer({ min: -40, max: 40 })), { maxLength: 80 }), (cells) => {
      const distance = new Float64Array(cells.length);
      for (let i = 1; i < cells.length; i++) distance[i] = distance[i - 1]! + cells[i]![0];
      const grade = gradeStream(
        distance,
        Float64Array.from(cells, ([, z]) => z),
      );
      for (let i = 0; i < grade.length; i++) {
        expect(Math.abs(grade[i]!)).toBeLessThanOrEqual(45);
        if (i > 0 && distance[i] === distance[i - 1]) expect(grade[i]).toBe(grade[i - 1]);
      }
    }),
  );
});
