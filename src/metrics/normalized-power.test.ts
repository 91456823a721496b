/** Normalized power: start, breaks and holes. */

import { describe, expect, test } from 'vitest';
import type { Stretch } from '../core/grid.ts';
import { normalizedPower } from './normalized-power.ts';

const level = (...parts: [seconds: number, watts: number][]): Float64Array =>
  Float64Array.from(parts.flatMap(([seconds, watts]) => new Array<number>(seconds).fill(watts)));

/** The definition, window by window, for comparison. */
function byDefinition(axis: readonly number[], counted: readonly boolean[]): number {
  let total = 0;
  let windows = 0;
  for (let i = 29; i < axis.length; i++) {
    if (!counted[i]) continue;
    let sum = 0;
    for (let k = i - 29; k <= i; k++) sum += axis[k]!;
    total += (sum / 30) ** 4;
    windows++;
  }
  return (total / windows) ** 0.25;
}

describe('normalized power', () => {
  test('start: nothing before the 30th second, zeros before it, or growing windows', () => {
    const minute = level([60, 300]);
    expect(normalizedPower(minute)).toBeCloseTo(300, 9);
    expect(normalizedPower(minute, { startup: 'expand' })).toBeCloseTo(300, 9);
    expect(normalizedPower(minute, { startup: 'zero_pad' })).toBeCloseTo(264.9, 0);
    expect(normalizedPower(level([29, 300]))).toBeNull();
    expect(normalizedPower(level([100, 0]))).toBe(0);
    expect(normalizedPower(new Float64Array(0))).toBeNull();
  });

  test('a break of any length: removed, on the clock, or a new start', () => {
    const power = level([120, 200], [120, 320]);
    for (const gap of [1, 12, 29, 30, 31, 500]) {
      const stretches: Stretch[] = [
        { at_s: 0, index: 0, length: 120 },
        { at_s: 120 + gap, index: 120, length: 120 },
      ];
      const axis = [...power.subarray(0, 120), ...new Array<number>(gap).fill(0), ...power.subarray(120)];
      const counted = axis.map((_, i) => i < 120 || i >= 120 + gap);
      expect(normalizedPower(power, { stretches })).toBeCloseTo(
        byDefinition([...power], power.map(() => 1) as never),
        9,
      );
      expect(normalizedPower(power, { stretches, breaks: 'wall_clock' })).toBeCloseTo(byDefinition(axis, counted), 9);
      const restarted = ((91 * 200 ** 4 + 91 * 320 ** 4) / 182) ** 0.25;
      expect(normalizedPower(power, { stretches, breaks: 'restart' })).toBeCloseTo(restarted, 9);
    }
  });

  test('cells without power close up', () => {
    const whole = level([60, 200], [60, 300]);
    const holes = Float64Array.from([
      ...whole.subarray(0, 60),
      ...new Array<number>(40).fill(Number.NaN),
      ...whole.subarray(60),
    ]);
    expect(normalizedPower(holes)).toBeCloseTo(normalizedPower(whole)!, 9);
  });
});
