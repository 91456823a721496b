import { describe, expect, it } from 'vitest';
import { effort, PLACE, recorded, START_S, type View } from '../sync/workout.test-data.ts';
import { mergeParts, type Part } from './merge-recordings.ts';
import type { Recording } from './recording.ts';

const body = effort({ seed: 1, duration_s: 1000 });
const part = (id: number, view: View = {}, more: Partial<Part> & { readonly recording?: Recording } = {}): Part => ({
  id,
  format: 'fit',
  clock_offset_s: 0,
  recording: recorded(body, view),
  ...more,
});
const at = (r: Recording, id: 'power_w' | 'heart_rate_bpm' | 'distance_m', t: number) => {
  const i = r.samples.time_s.indexOf(START_S + t);
  return i < 0 ? undefined : r.samples.channels[id]?.[i];
};

describe('mergeParts', () => {
  it('leaves a single recording as it is', () => {
    const only = part(5);
    const merged = mergeParts([only]);
    expect(merged.recording).toBe(only.recording);
    expect(merged.primary).toBe(5);
    expect(merged.origins).toMatchObject({ power_w: 5, latitude_deg: 5 });
  });

  it('takes each channel from who has it best, and says whose it is', () => {
    const merged = mergeParts([
      part(1, { channels: ['power_w', 'cadence_rpm'] }),
      part(2, { channels: ['heart_rate_bpm', 'power_w'], every_s: 5 }),
      part(3, { channels: PLACE }, { format: 'gpx' }),
    ]);
    expect(merged.origins).toMatchObject({
      power_w: 1,
      cadence_rpm: 1,
      heart_rate_bpm: 2,
      latitude_deg: 3,
      longitude_deg: 3,
      distance_m: 3,
      speed_mps: 3,
      time: 1,
    });
    expect(at(merged.recording, 'power_w', 500)).toBe(body.channels.power_w[500]);
    expect(at(merged.recording, 'heart_rate_bpm', 500)).toBe(body.channels.heart_rate_bpm[500]);
    expect(at(merged.recording, 'heart_rate_bpm', 502)).toBe(body.channels.heart_rate_bpm[500]);
  });

  it.each([0, 1])('sets every clock by that of the leading recording (order %d)', (order) => {
    // The second clock is 40 s ahead, so 40 s are taken from it.
    const parts = [
      part(1, { channels: ['power_w', 'cadence_rpm', 'speed_mps'] }),
      part(2, { channels: ['heart_rate_bpm'], clock_s: 40 }, { clock_offset_s: -40 }),
    ];
    const merged = mergeParts(order === 0 ? parts : [...parts].reverse());
    expect(merged.primary).toBe(1);
    expect([merged.recording.start_s, merged.recording.end_s]).toEqual([START_S, START_S + 999]);
    expect(at(merged.recording, 'heart_rate_bpm', 300)).toBe(body.channels.heart_rate_bpm[300]);
  });

  it('goes by the leading clock also when the offsets are told from another', () => {
    const merged = mergeParts([
      part(1, { channels: ['heart_rate_bpm'] }),
      part(2, { clock_s: 40, channels: ['power_w', 'cadence_rpm', 'speed_mps'] }, { clock_offset_s: -40 }),
    ]);
    expect(merged.primary).toBe(2);
    expect(merged.recording.start_s).toBe(START_S + 40);
    expect(at(merged.recording, 'heart_rate_bpm', 340)).toBe(body.channels.heart_rate_bpm[300]);
  });

  it('moves laps, pauses, lengths, sets and beats with the clock', () => {
    const other = recorded(body, { channels: ['heart_rate_bpm'], clock_s: 40 });
    const watch: Recording = {
      ...other,
      laps: [0, 500].map((t) => ({
        start_s: START_S + 40 + t,
        end_s: START_S + 540 + t,
        trigger: 'manual',
        name: null,
        intensity: null,
        values: {},
      })),
      lengths: [{ start_s: START_S + 40, duration_s: 30, active: true, strokes: 12, stroke: null }],
      sets: [{ start_s: START_S + 50, duration_s: 30, active: true, exercise: null, repetitions: 8, weight_kg: null }],
      beats: { time_s: Float64Array.of(START_S + 41), rr_ms: Float64Array.of(800) },
      pauses: [
        { start_s: START_S + 2040, end_s: START_S + 2140 },
        { start_s: START_S + 140, end_s: START_S + 240 },
      ],
    };
    const merged = mergeParts([
      part(1, { channels: ['power_w', 'speed_mps'] }),
      part(2, {}, { recording: watch, clock_offset_s: -40 }),
    ]);
    expect(merged.primary).toBe(1);
    expect(merged.recording.laps.map((lap) => lap.start_s)).toEqual([START_S, START_S + 500]);
    expect(merged.recording.lengths[0]!.start_s).toBe(START_S);
    expect(merged.recording.sets[0]!.start_s).toBe(START_S + 10);
    expect([...merged.recording.beats!.time_s]).toEqual([START_S + 1]);
    // While the leading recording ran its own stops count, after it those of the other.
    expect(merged.recording.pauses).toEqual([{ start_s: START_S + 2000, end_s: START_S + 2100 }]);
    expect(merged.origins).toMatchObject({ laps: 2, lengths: 2, sets: 2, beats: 2 });
  });

  it('continues what ended early, distance included', () => {
    const whole = part(2, { channels: ['heart_rate_bpm', ...PLACE] }, { format: 'gpx' });
    const merged = mergeParts([part(1, { to_s: 400 }), whole]);
    const { time_s, channels } = merged.recording.samples;
    expect(time_s).toHaveLength(1000);
    expect(channels.power_w!.filter((v) => !Number.isNaN(v))).toHaveLength(400);
    const distance = channels.distance_m!;
    expect(distance.at(-1)! - distance[0]!).toBeCloseTo(
      body.channels.distance_m[999]! - body.channels.distance_m[0]!,
      3,
    );
    for (let i = 1; i < distance.length; i++) expect(distance[i]!).toBeGreaterThanOrEqual(distance[i - 1]!);
    expect(at(merged.recording, 'heart_rate_bpm', 900)).toBe(body.channels.heart_rate_bpm[900]);
  });

  it('puts what came before in front of a late start', () => {
    const merged = mergeParts([part(1, { from_s: 600 }), part(2, { channels: PLACE }, { format: 'gpx' })]);
    const distance = merged.recording.samples.channels.distance_m!;
    expect(distance).toHaveLength(1000);
    expect(distance.at(-1)! - distance[0]!).toBeCloseTo(
      body.channels.distance_m[999]! - body.channels.distance_m[0]!,
      3,
    );
    expect(distance[0]).toBe(0);
  });

  it('joins the two halves of a device that was restarted', () => {
    const merged = mergeParts([part(1, { to_s: 400 }), part(2, { from_s: 450 })]);
    const { time_s, channels } = merged.recording.samples;
    expect(time_s).toHaveLength(950);
    const ridden = (from: number, to: number) => body.channels.distance_m[to]! - body.channels.distance_m[from]!;
    expect(channels.distance_m!.at(-1)! - channels.distance_m![0]!).toBeCloseTo(ridden(0, 399) + ridden(450, 999), 3);
  });

  it('does not take the time of day from a line that knows only the day', () => {
    const line: Recording = {
      ...recorded(body, { channels: [] }),
      start_s: START_S + 20_000,
      end_s: START_S + 21_000,
      name: 'Named',
      device_values: { calories_kcal: 500, tss: 80 },
    };
    const empty: Recording = { ...line, samples: { time_s: new Float64Array(0), channels: {}, extra: [] } };
    const merged = mergeParts([part(1), part(2, {}, { format: 'summary', recording: empty })]);
    expect([merged.recording.start_s, merged.recording.end_s]).toEqual([START_S, START_S + 999]);
    expect(merged.recording).toMatchObject({ name: 'Named', device_values: { calories_kcal: 500 } });
    expect(merged.recording.device_values.tss).toBeUndefined();
    expect(merged.recording.samples.time_s).toHaveLength(1000);
  });

  it('prefers the real road to a virtual island', () => {
    const island = part(2, { sport: 'virtual_ride' });
    island.recording.samples.channels.latitude_deg!.fill(-11);
    const merged = mergeParts([island, part(1, { channels: ['heart_rate_bpm', ...PLACE] }, { format: 'gpx' })]);
    expect(merged.origins.latitude_deg).toBe(1);
    expect(merged.recording.samples.channels.latitude_deg![500]).toBe(body.channels.latitude_deg[500]);
  });

  it('survives times that repeat, go back or are missing', () => {
    const odd = recorded(body, { channels: ['heart_rate_bpm'] });
    odd.samples.time_s.copyWithin(500, 300, 310);
    odd.samples.time_s[700] = Number.NaN;
    const none: Recording = { ...odd, samples: { ...odd.samples, time_s: new Float64Array(1000).fill(Number.NaN) } };
    const merged = mergeParts([
      part(1, { channels: ['power_w'] }),
      part(2, {}, { recording: odd }),
      part(3, {}, { recording: none }),
    ]);
    expect(at(merged.recording, 'heart_rate_bpm', 800)).toBe(body.channels.heart_rate_bpm[800]);
    expect(merged.recording.samples.time_s).toHaveLength(1000);
  });
});
