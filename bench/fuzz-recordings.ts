/** Short invented recordings with many channels: what the fuzz and kill runs write as files when there is no folder to take them from. */

import type { ChannelId } from '../src/core/channel.ts';
import type { Lap, Length, Pause, Recording, StrengthSet } from '../src/core/recording.ts';
import { familyOf, type SportId, sportOf } from '../src/core/sport.ts';
import type { Workout } from '../src/core/workout.ts';
import { Random } from '../src/demo/random.ts';

export interface Invented {
  readonly sport: SportId;
  /** Unix seconds, whole. */
  readonly start_s: number;
  readonly seconds: number;
  /** Same key, same recording. */
  readonly key: string;
  /** Distinguishes devices; part of the file's identity. */
  readonly serial?: string;
  readonly name?: string | null;
}

/** One recording: a plausible session of the sport with a pause in the middle, laps, and the sport's own channels. */
export function inventRecording({ sport, start_s, seconds, key, serial = '4711', name = null }: Invented): Recording {
  const random = new Random(key);
  const family = familyOf(sport);
  const outdoor = sportOf(sport).indoor !== true;
  const pause: Pause = {
    start_s: start_s + Math.floor(seconds * 0.5),
    end_s: start_s + Math.floor(seconds * 0.5) + 40,
  };
  const times: number[] = [];
  for (let s = 0; s <= seconds; s++) {
    const t = start_s + s;
    if (t < pause.start_s || t >= pause.end_s) times.push(t);
  }
  const hard = (t: number) => Math.floor((t - start_s) / 90) % 2 === 1;
  const wave = (t: number, period: number) => Math.sin((2 * Math.PI * (t - start_s)) / period);
  const column = (value: (t: number, i: number) => number): Float64Array => Float64Array.from(times, value);
  const speed = family === 'ride' ? 9 : family === 'swim' ? 1.2 : 3.2;
  const speeds = column((t) => Math.max(0.1, speed + (hard(t) ? 0.15 * speed : 0) + random.between(-0.1, 0.1)));
  let covered = 0;
  const channels: Partial<Record<ChannelId, Float64Array>> = {
    heart_rate_bpm: column((t) => Math.round(128 + (hard(t) ? 25 : 0) + 6 * wave(t, 300) + random.between(-2, 2))),
    speed_mps: speeds,
    distance_m: column((_, i) => {
      covered += speeds[i]!;
      return covered;
    }),
  };
  if (family === 'ride' || family === 'run') {
    channels.power_w = column((t) => Math.round(190 + (hard(t) ? 90 : 0) + random.between(-25, 25)));
    channels.cadence_rpm = column((t) => Math.round((family === 'ride' ? 88 : 84) + 3 * wave(t, 60)));
  }
  if (family === 'ride') channels.left_balance_pct = column(() => 49 + random.between(-2, 2));
  if (family === 'run') channels.stance_time_ms = column(() => 240 + random.between(-8, 8));
  if (outdoor && family !== 'swim') {
    channels.latitude_deg = column((t) => 48.1 + 0.01 * wave(t, seconds));
    channels.longitude_deg = column((t) => 11.5 + 0.014 * wave(t + seconds / 4, seconds));
    channels.altitude_m = column((t) => 520 + 35 * wave(t, seconds / 2) + random.between(-0.4, 0.4));
    channels.temperature_c = column(() => 17);
  }
  const end_s = start_s + seconds;
  const beats = family === 'ride' ? inventBeats(start_s, random) : null;
  return {
    sport,
    sport_as_written: null,
    name,
    note: name === null ? null : 'Two lines\nof a note.',
    start_s,
    end_s,
    utc_offset_s: 7200,
    device: { manufacturer: 'development', product: null, serial, software: '1.0' },
    file_identity: null,
    samples: {
      time_s: Float64Array.from(times),
      channels: family === 'strength' ? { heart_rate_bpm: channels.heart_rate_bpm! } : channels,
      extra: [{ id: 'x_wind', title: 'Wind', unit: 'm/s', values: column(() => random.whole(0, 90) / 10) }],
    },
    laps: inventLaps(start_s, end_s, covered),
    lengths: sport === 'pool_swim' ? inventLengths(start_s, seconds) : [],
    sets: family === 'strength' ? inventSets(start_s, seconds) : [],
    pauses: [pause],
    beats,
    events: [],
    device_values: { elapsed_s: seconds, timer_s: seconds - 40, distance_m: covered, calories_kcal: 300 },
    thresholds: [
      { kind: 'weight_kg', value: 70 },
      { kind: 'max_hr_bpm', value: 188 },
    ],
    warnings: [],
  };
}

function inventBeats(start_s: number, random: Random): Recording['beats'] {
  const rr_ms = Float64Array.from({ length: 60 }, () => random.whole(420, 520));
  let at = start_s;
  return { time_s: rr_ms.map((ms) => (at += ms / 1000)), rr_ms };
}

function inventLaps(start_s: number, end_s: number, distance_m: number): Lap[] {
  const middle = Math.floor((start_s + end_s) / 2);
  return [
    [start_s, middle],
    [middle, end_s],
  ].map(([from, to]) => ({
    start_s: from!,
    end_s: to!,
    trigger: 'manual',
    name: null,
    intensity: 'active',
    values: { elapsed_s: to! - from!, timer_s: to! - from!, distance_m: distance_m / 2, average_hr_bpm: 140 },
  }));
}

function inventLengths(start_s: number, seconds: number): Length[] {
  return Array.from({ length: Math.floor(seconds / 30) }, (_, i) => ({
    start_s: start_s + 30 * i,
    duration_s: 28,
    active: i % 5 !== 4,
    strokes: i % 5 !== 4 ? 17 : null,
    stroke: i % 5 !== 4 ? 'freestyle' : null,
  }));
}

function inventSets(start_s: number, seconds: number): StrengthSet[] {
  return Array.from({ length: Math.floor(seconds / 60) }, (_, i) => ({
    start_s: start_s + 60 * i,
    duration_s: 55,
    active: i % 2 === 0,
    exercise: i % 2 === 0 ? 'squat' : null,
    repetitions: i % 2 === 0 ? 8 : null,
    weight_kg: i % 2 === 0 ? 80 : null,
  }));
}

/** A workout with ranges, a ramp and a repeat. */
export function inventWorkout(): Workout {
  const step = (name: string, seconds: number, low: number, high: number) =>
    ({
      kind: 'step',
      name,
      note: null,
      intensity: 'active',
      end: { kind: 'time', seconds },
      target: { of: 'ftp_pct', low, high, ramp: low < high - 10 },
      cadence: null,
      cues: [],
    }) as const;
  return {
    name: 'Three by ten',
    note: 'Steady.',
    sport: 'ride',
    ftp_w: 250,
    steps: [
      step('Warm up', 600, 45, 70),
      { kind: 'repeat', times: 3, steps: [step('On', 600, 90, 95), step('Off', 180, 50, 55)] },
    ],
  };
}
