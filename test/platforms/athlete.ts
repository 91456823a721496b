/** An invented athlete whose workouts the fake platforms tell of, each in its own way. The same seed gives the same person. */

import type { ChannelId } from '../../src/core/channel.ts';
import type { Recording } from '../../src/core/recording.ts';
import type { SportId } from '../../src/core/sport.ts';
import { addDays, localDate, utcOffset } from '../../src/core/time.ts';
import { Random } from '../../src/demo/random.ts';
import { writeFitActivity } from '../../src/formats/fit/index.ts';

export type PlatformName = 'intervals' | 'igpsport' | 'trainingpeaks' | 'strava';

export interface InventedWorkout {
  /** 1, 2, 3 … in order of time. Platforms derive their own ids from it. */
  readonly number: number;
  readonly start_s: number;
  readonly local_date: string;
  readonly utc_offset_s: number;
  readonly sport: SportId;
  readonly name: string;
  readonly duration_s: number;
  readonly distance_m: number;
  readonly ascent_m: number;
  readonly average_power_w: number | null;
  readonly average_hr_bpm: number;
  readonly load: number;
  readonly rpe: number | null;
  /** Typed in by hand: no file, no samples. */
  readonly manual: boolean;
  /** The platforms that have it. */
  readonly on: ReadonlySet<PlatformName>;
  /** Made when asked for. */
  recording(): Recording;
  /** The device's file. */
  fit(): Uint8Array;
}

export interface InventedDay {
  readonly local_date: string;
  readonly resting_hr_bpm: number;
  readonly hrv_ms: number;
  readonly sleep_s: number;
  readonly weight_kg: number;
}

export interface InventedAthlete {
  readonly name: string;
  readonly time_zone: string;
  readonly ftp_w: number;
  readonly lthr_bpm: number;
  readonly max_hr_bpm: number;
  readonly weight_kg: number;
  readonly workouts: readonly InventedWorkout[];
  readonly days: readonly InventedDay[];
  readonly today: string;
}

export interface InventedOptions {
  readonly workouts?: number;
  /** Share of the workouts that two or more platforms have. */
  readonly overlap?: number;
  /** Last day; default 2026-11-15. */
  readonly today?: string;
  /** Days between one workout and the next; default 1.2. */
  readonly days_between?: number;
  readonly seed?: number;
  readonly longest_s?: number;
  readonly platforms?: readonly PlatformName[];
}

const ALL: readonly PlatformName[] = ['intervals', 'igpsport', 'trainingpeaks', 'strava'];
const TIME_ZONE = 'Europe/Vienna';

/** With one platform named, it has every workout. */
export function inventAthlete(options: InventedOptions = {}): InventedAthlete {
  const { workouts: count = 40, overlap = 0.6, today = '2026-11-15', days_between = 1.2, seed = 7 } = options;
  const platforms = options.platforms ?? ALL;
  const random = new Random(`athlete ${seed}`);
  const workouts: InventedWorkout[] = [];
  for (let number = 1; number <= count; number++) {
    const back = Math.floor((count - number) * days_between) + 1;
    const day = addDays(today, -back);
    const noon = Date.parse(`${day}T12:00:00Z`) / 1000;
    const utc_offset_s = utcOffset(TIME_ZONE, noon);
    // Between 6 and 18 o'clock, second by second, so that no two begin alike.
    const start_s = noon - 6 * 3600 - utc_offset_s + Math.floor(random.unit() * 12 * 3600);
    const manual = number % 17 === 5;
    const sport: SportId = number % 7 === 3 ? 'run' : number % 11 === 6 ? 'gravel_ride' : 'ride';
    const duration_s = 600 + Math.floor(random.unit() * ((options.longest_s ?? 1800) - 600));
    const speed = sport === 'run' ? 2.6 + random.unit() : 6 + 4 * random.unit();
    const power = sport === 'run' || number % 5 === 0 ? null : Math.round(130 + 90 * random.unit());
    workouts.push(
      workoutOf({
        number,
        start_s,
        local_date: localDate(start_s, utc_offset_s),
        utc_offset_s,
        sport,
        name: `${sport === 'run' ? 'Run' : 'Ride'} ${number}`,
        duration_s,
        distance_m: Math.round(speed * duration_s),
        ascent_m: Math.round(60 + 300 * random.unit()),
        average_power_w: manual ? null : power,
        average_hr_bpm: Math.round(120 + 40 * random.unit()),
        load: Math.round((duration_s / 3600) * 60),
        rpe: number % 3 === 0 ? 1 + Math.floor(random.unit() * 9) : null,
        manual,
        on: presence(platforms, overlap, manual, random),
      }),
    );
  }
  return {
    name: 'Ida Erfunden',
    time_zone: TIME_ZONE,
    ftp_w: 245,
    lthr_bpm: 168,
    max_hr_bpm: 188,
    weight_kg: 66.5,
    workouts,
    days: inventDays(today, Math.min(400, Math.ceil(count * days_between) + 1), random),
    today,
  };
}

function presence(
  platforms: readonly PlatformName[],
  overlap: number,
  manual: boolean,
  random: Random,
): ReadonlySet<PlatformName> {
  const shuffled = [...platforms].sort(() => random.unit() - 0.5);
  // What was typed in by hand is in one place only: nothing could tell that two such lines are the same.
  const several = !manual && platforms.length > 1 && random.unit() < overlap;
  const count = several ? 2 + Math.floor(random.unit() * (platforms.length - 1)) : 1;
  return new Set(shuffled.slice(0, count));
}

function workoutOf(facts: Omit<InventedWorkout, 'recording' | 'fit'>): InventedWorkout {
  // Made anew each time: thousands of them would fill the memory.
  return { ...facts, recording: () => recordingOf(facts), fit: () => writeFitActivity([recordingOf(facts)]) };
}

function recordingOf(facts: Omit<InventedWorkout, 'recording' | 'fit'>): Recording {
  const { duration_s, start_s, number } = facts;
  const random = new Random(`workout ${number}`);
  const cells = facts.manual ? 0 : duration_s + 1;
  const make = () => new Float64Array(cells);
  const channels: Partial<Record<ChannelId, Float64Array>> = {
    heart_rate_bpm: make(),
    cadence_rpm: make(),
    speed_mps: make(),
    distance_m: make(),
    altitude_m: make(),
    latitude_deg: make(),
    longitude_deg: make(),
    ...(facts.average_power_w === null ? {} : { power_w: make() }),
  };
  const time_s = make();
  let [heart, distance, heading, latitude, longitude] = [95, 0, random.unit() * 6, 48 + random.unit(), 16];
  let power = facts.average_power_w ?? 150;
  const mean_speed = facts.distance_m / duration_s;
  for (let i = 0; i < cells; i++) {
    if (i % 45 === 0) power = (facts.average_power_w ?? 150) * (0.6 + 0.8 * random.unit());
    const effort = power / (facts.average_power_w ?? 150);
    heart += (facts.average_hr_bpm * (0.85 + 0.15 * effort) - heart) / 25 + (random.unit() - 0.5);
    const speed = mean_speed * (0.9 + 0.1 * effort + 0.02 * (random.unit() - 0.5));
    if (i > 0) distance += speed;
    heading += 0.04 * (random.unit() - 0.5);
    latitude += (speed * Math.cos(heading)) / 111_320;
    longitude += (speed * Math.sin(heading)) / (111_320 * Math.cos((latitude * Math.PI) / 180));
    time_s[i] = start_s + i;
    channels.heart_rate_bpm![i] = Math.round(heart);
    channels.cadence_rpm![i] = Math.round((facts.sport === 'run' ? 82 : 86) + 4 * random.unit());
    channels.speed_mps![i] = Math.round(speed * 1000) / 1000;
    channels.distance_m![i] = Math.round(distance * 100) / 100;
    channels.altitude_m![i] =
      Math.round((200 + ((facts.ascent_m / 2) * (1 - Math.cos((4 * Math.PI * i) / cells))) / 2) * 5) / 5;
    channels.latitude_deg![i] = latitude;
    channels.longitude_deg![i] = longitude;
    if (channels.power_w) channels.power_w[i] = Math.max(0, Math.round(power + 20 * (random.unit() - 0.5)));
  }
  return {
    sport: facts.sport,
    sport_as_written: null,
    name: null,
    note: null,
    start_s,
    end_s: start_s + duration_s,
    utc_offset_s: facts.utc_offset_s,
    device: { manufacturer: 'igpsport', product: '301', serial: '4711', software: '1.0' },
    file_identity: null,
    samples: { time_s, channels, extra: [] },
    laps: [],
    lengths: [],
    sets: [],
    pauses: [],
    beats: null,
    events: [],
    device_values: { elapsed_s: duration_s, timer_s: duration_s, distance_m: distance },
    thresholds: [],
    warnings: [],
  };
}

function inventDays(today: string, count: number, random: Random): InventedDay[] {
  return Array.from({ length: count }, (_, i) => ({
    local_date: addDays(today, i - count + 1),
    resting_hr_bpm: Math.round(46 + 5 * random.unit()),
    hrv_ms: Math.round(60 + 25 * random.unit()),
    sleep_s: Math.round((6.5 + 2 * random.unit()) * 3600),
    weight_kg: Math.round((66 + random.unit()) * 10) / 10,
  }));
}
