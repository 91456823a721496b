/** From a plan to recordings: the session is lived through at one row a second and written down as a device would. */

import { CHANNEL_IDS, type ChannelId } from '../core/channel.ts';
import type { Device, DeviceValues, Lap, Length, Pause, Recording, StrengthSet } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';
import type { SportId } from '../core/sport.ts';
import { dayNumber, utcOffset } from '../core/time.ts';
import type { Plan } from './calendar.ts';
import { deviceValues } from './device-values.ts';
import { HEAD_UNIT, OLD_WATCH, PHONE, WATCH } from './devices.ts';
import { addFlaws, type Flaw } from './flaws.ts';
import { simulateHike } from './hike.ts';
import { simulateIndoorRide } from './indoor-ride.ts';
import { distanceMarks, type LapMark, lapsBetween } from './lap-marks.ts';
import { simulateMultisport } from './multisport.ts';
import { Random } from './random.ts';
import { simulateRide } from './ride.ts';
import { simulateRun } from './run.ts';
import { simulateStrength } from './strength.ts';
import { POOL_M, simulatePoolSwim } from './swim.ts';
import { AREAS, type Route, routeNear } from './terrain.ts';
import { weatherOn } from './weather.ts';

/** Where a session stands in the athlete's history; decides which devices were in use. */
export interface Setting {
  readonly seed: string;
  readonly first_date: string;
  /** First day of the newer watch. */
  readonly new_watch_from: string;
  /** Hikes recorded with a phone. */
  readonly on_phone: boolean;
}

export interface Simulated {
  readonly plan: Plan;
  /** One, or the legs of a multisport session in order. */
  readonly recordings: readonly Recording[];
  readonly flaws: readonly Flaw[];
}

/** What a simulation hands over to be made a recording. */
export interface Raw {
  readonly sport: SportId;
  readonly samples: Samples;
  readonly pauses: readonly Pause[];
  readonly marks: readonly LapMark[];
  readonly start_s: number;
  readonly end_s: number;
  readonly device: Device;
  readonly lengths?: readonly Length[];
  readonly sets?: readonly StrengthSet[];
  readonly values?: DeviceValues;
}

/** Instant of the start: the wall clock of the place where it happens. */
function startOf(plan: Plan): number {
  const zone = AREAS[plan.area].time_zone;
  const second = (plan.start_minute * 37 + dayNumber(plan.local_date) * 11) % 60;
  const wall = dayNumber(plan.local_date) * 86_400 + plan.start_minute * 60 + second;
  return wall - utcOffset(zone, wall - utcOffset(zone, wall));
}

/** Simulates one plan; the same plan and setting give the same recordings. */
export function simulate(plan: Plan, setting: Setting): Simulated {
  const random = new Random(`${setting.seed}/activity/${plan.id}`);
  const start_s = startOf(plan);
  if (plan.session.sport === 'multisport') {
    const legs = simulateMultisport(plan, start_s, random);
    return { plan, recordings: legs.map((raw) => recordingOf(raw, plan)), flaws: [] };
  }
  const raw = simulateOne(plan, setting, start_s, random);
  const is_test = plan.session.id.includes('test');
  const flaws = is_test ? [] : addFlaws(raw.samples, random.fork('flaws'));
  return { plan, recordings: [recordingOf(raw, plan)], flaws };
}

function simulateOne(plan: Plan, setting: Setting, start_s: number, random: Random): Raw {
  const { session, local_date } = plan;
  const id = session.id;
  const watch = local_date < setting.new_watch_from ? OLD_WATCH : WATCH;
  const weather = weatherOn(local_date, plan.start_minute / 60, plan.area, random);
  if (id.startsWith('ride')) {
    if (session.indoor) {
      const r = simulateIndoorRide(plan, start_s, random);
      return {
        sport: 'indoor_ride',
        samples: r.tape.samples(),
        pauses: [],
        marks: r.marks,
        start_s,
        end_s: r.end_s,
        device: HEAD_UNIT,
      };
    }
    const r = simulateRide(plan, rideRoute(plan, random), weather, start_s, random);
    const samples = r.tape.samples();
    const marks = r.marks.length > 1 ? r.marks : distanceMarks(samples, 10_000);
    return { sport: 'ride', samples, pauses: r.tape.pauses, marks, start_s, end_s: r.end_s, device: HEAD_UNIT };
  }
  if (id.startsWith('run')) {
    const r = simulateRun(plan, runRoute(plan, random), weather, start_s, random);
    const all = r.tape.samples();
    const samples = watch === OLD_WATCH ? without(all, RUNNING_DYNAMICS) : all;
    const marks = r.marks.length > 2 ? r.marks : distanceMarks(samples, 1000);
    return { sport: session.sport, samples, pauses: r.tape.pauses, marks, start_s, end_s: r.end_s, device: watch };
  }
  if (id === 'hike') {
    const wished_m = (session.duration_s / 3600) * (plan.area === 'mountains' ? 3300 : 4100);
    const route = routeNear(plan.area, 'trail', wished_m, random.whole(0, 2));
    const r = simulateHike(plan, route, weather, start_s, setting.on_phone, random);
    const all = r.tape.samples();
    const device = setting.on_phone ? PHONE : watch;
    // Phones know neither heart rate nor steps nor temperature.
    const samples = setting.on_phone ? without(all, ['heart_rate_bpm', 'cadence_rpm', 'temperature_c']) : all;
    return {
      sport: 'hike',
      samples,
      pauses: r.tape.pauses,
      marks: distanceMarks(samples, 1000),
      start_s,
      end_s: r.end_s,
      device,
    };
  }
  if (id === 'strength') {
    const years_in = (dayNumber(local_date) - dayNumber(setting.first_date)) / 365.25;
    const r = simulateStrength(plan, start_s, years_in, random);
    return {
      sport: 'strength',
      samples: r.tape.samples(),
      pauses: [],
      marks: [],
      sets: r.sets,
      start_s,
      end_s: r.end_s,
      device: watch,
    };
  }
  const r = simulatePoolSwim(plan, start_s, random);
  const lengths = r.lengths.filter((l) => l.active).length;
  return {
    sport: 'pool_swim',
    samples: r.tape.samples(),
    pauses: [],
    marks: r.marks,
    lengths: r.lengths,
    values: { strokes: r.strokes, pool_length_m: POOL_M, lengths },
    start_s,
    end_s: r.end_s,
    device: watch,
  };
}

const RUNNING_DYNAMICS: readonly ChannelId[] = [
  'power_w',
  'step_length_mm',
  'vertical_oscillation_mm',
  'vertical_ratio_pct',
  'stance_time_ms',
  'stance_time_balance_pct',
];

function rideRoute(plan: Plan, random: Random): Route {
  const { session } = plan;
  if (session.id === 'ride_race') return routeNear(plan.area, 'road', 118_000, 9);
  const mps = session.id === 'ride_group' ? 7.6 : session.id === 'ride_recovery' ? 6.3 : 7.1;
  // Structured sessions keep some way home in hand.
  return routeNear(plan.area, 'road', session.duration_s * mps, random.whole(0, 2));
}

function runRoute(plan: Plan, random: Random): Route {
  const { session, body } = plan;
  if (session.id === 'run_race') return routeNear(plan.area, 'path', 21_100, 9, true);
  const ground = session.id === 'run_trail' ? 'trail' : 'path';
  const slower = ground === 'trail' ? (plan.area === 'mountains' ? 0.6 : 0.86) : 0.97;
  const mean = session.steps.reduce((sum, s) => sum + s.seconds * s.effort, 0) / Math.max(1, session.duration_s);
  return routeNear(plan.area, ground, session.duration_s * body.run_threshold_mps * mean * slower, random.whole(0, 2));
}

function without(samples: Samples, ids: readonly ChannelId[]): Samples {
  const channels: Partial<Record<ChannelId, Float64Array>> = {};
  for (const id of CHANNEL_IDS) {
    const values = samples.channels[id];
    if (values && !ids.includes(id)) channels[id] = values;
  }
  return { ...samples, channels };
}

/** Adds what the device computes and writes around the samples. */
function recordingOf(raw: Raw, plan: Plan): Recording {
  const { samples, pauses, start_s, end_s, sport } = raw;
  const offset = utcOffset(AREAS[plan.area].time_zone, start_s);
  const measured = deviceValues(samples, pauses, start_s, end_s);
  const device_values: DeviceValues = { ...measured, ...raw.values, ...loadValues(measured, plan, sport) };
  const laps: Lap[] = lapsBetween(raw.marks, samples, pauses, start_s, end_s);
  const with_power = sport === 'ride' || sport === 'indoor_ride';
  return {
    sport,
    sport_as_written: null,
    name: plan.session.name,
    note: plan.note,
    start_s,
    end_s,
    utc_offset_s: offset,
    device: raw.device,
    file_identity: null,
    samples,
    laps,
    lengths: raw.lengths ?? [],
    sets: raw.sets ?? [],
    pauses,
    beats: null,
    events: [],
    device_values,
    thresholds: with_power ? [{ kind: 'ftp_w', value: plan.believed.ftp_w }] : [],
    warnings: [],
  };
}

/** Intensity factor, stress score and energy as devices show them; load figures only where there is power on a bike. */
function loadValues(v: DeviceValues, plan: Plan, sport: SportId): DeviceValues {
  const hours = (v.timer_s ?? 0) / 3600;
  if ((sport === 'ride' || sport === 'indoor_ride') && v.np_w !== undefined && v.work_kj !== undefined) {
    const ftp_w = plan.believed.ftp_w;
    const intensity = v.np_w / ftp_w;
    return {
      ftp_w,
      intensity_factor: Math.round(intensity * 1000) / 1000,
      tss: Math.round(hours * intensity * intensity * 1000) / 10,
      calories_kcal: Math.round(v.work_kj * 1.02),
    };
  }
  if (v.average_hr_bpm === undefined) return {};
  const { body } = plan;
  const reserve = (v.average_hr_bpm - body.resting_hr_bpm) / (body.max_hr_bpm - body.resting_hr_bpm);
  return { calories_kcal: Math.round(hours * body.weight_kg * Math.max(1.5, 14.5 * reserve)) };
}
