/** What the fake Intervals.icu knows of one athlete. Editable: tests change it between two syncs. */

import type { Event, Folder, Gear, Message, SportSettings } from '../../../src/connectors/intervals/api-types.ts';
import { addDays } from '../../../src/core/time.ts';
import type { InventedAthlete, InventedWorkout } from '../athlete.ts';
import { inventedEvents } from './calendar-payload.ts';
import { inventedFolders } from './library-payload.ts';

export interface FakeActivity {
  readonly workout: InventedWorkout;
  /** Bare digits once it counts as one that came from Strava. */
  id: string;
  name: string;
  load: number;
  type: string;
  /** Held back: a stub without content. */
  withheld: boolean;
  /** The original upload is kept; else there are streams alone. */
  has_file: boolean;
  /** Changes with every new file. */
  synced_at: string;
  messages: Message[];
}

export interface AthleteState {
  readonly id: string;
  readonly invented: InventedAthlete;
  activities: FakeActivity[];
  /** By date: what was entered or measured, in the platform's own names. */
  readonly days: Map<string, Record<string, unknown>>;
  events: Event[];
  folders: Folder[];
  gear: Gear[];
  settings: SportSettings[];
}

export function stateOf(id: string, invented: InventedAthlete): AthleteState {
  return {
    id,
    invented,
    activities: invented.workouts.filter(({ on }) => on.has('intervals')).map(activityOf),
    days: new Map(invented.days.map((day, i) => [day.local_date, dayOf(day, i, invented.weight_kg)])),
    events: inventedEvents(id, invented),
    folders: inventedFolders(id),
    gear: gearOf(id, invented),
    settings: settingsOf(id, invented),
  };
}

const TYPES: Readonly<Record<string, string>> = { ride: 'Ride', gravel_ride: 'GravelRide', run: 'Run' };

export function activityOf(workout: InventedWorkout): FakeActivity {
  const { number } = workout;
  return {
    workout,
    id: `i${70_000_000 + number}`,
    name: workout.name,
    load: workout.load,
    type: TYPES[workout.sport] ?? 'Workout',
    withheld: false,
    has_file: !workout.manual && number % 13 !== 7,
    synced_at: new Date((workout.start_s + workout.duration_s + 120) * 1000).toISOString(),
    messages: number % 19 === 2 ? [messageOf(number)] : [],
  };
}

function messageOf(number: number): Message {
  return {
    id: 5_000_000_000 + number,
    athlete_id: 'i999001',
    name: 'Conny Coach',
    created: '2026-01-01T10:00:00.000+00:00',
    type: 'TEXT',
    content: 'Nice pacing',
    activity_id: `i${70_000_000 + number}`,
    seen: false,
  };
}

function dayOf(
  day: InventedAthlete['days'][number],
  index: number,
  settings_weight_kg: number,
): Record<string, unknown> {
  const measured = index % 3 !== 2;
  return {
    restingHR: day.resting_hr_bpm,
    hrv: day.hrv_ms,
    sleepSecs: day.sleep_s,
    sleepScore: 60 + (index % 35),
    sleepQuality: 1 + (index % 4),
    weight: measured ? day.weight_kg : settings_weight_kg,
    tempWeight: !measured,
    tempRestingHR: false,
    soreness: 1 + (index % 3),
    mood: 1 + (index % 4),
    steps: 4000 + 37 * (index % 200),
    comments: index % 30 === 0 ? 'Slept at altitude' : null,
    Rpe: index % 11 === 0 ? 4 : null,
    locked: false,
  };
}

function gearOf(athlete_id: string, { today }: InventedAthlete): Gear[] {
  const reminder = {
    id: 3,
    gear_id: 'b101',
    name: 'Wax chain',
    distance: 300_000,
    percent_used: 42,
    distance_used: 126_000,
    snoozed_until: null,
  };
  const common = { athlete_id, retired: null, component: false, component_ids: [], reminders: [], activities: 12 };
  return [
    { ...common, id: 'b101', type: 'Bike', name: 'Road', distance: 4_120_000, time: 512_000, reminders: [reminder] },
    {
      ...common,
      id: 'b102',
      type: 'Bike',
      name: 'Old',
      distance: 900_000,
      time: 90_000,
      retired: addDays(today, -300),
    },
    { ...common, id: 'g103', type: 'Shoes', name: 'Trail shoes', distance: 410_000, time: 130_000 },
    { ...common, id: 'c104', type: 'Chain', name: 'Chain', distance: 126_000, time: 15_000, component: true },
  ];
}

function settingsOf(athlete_id: string, { ftp_w, lthr_bpm, max_hr_bpm }: InventedAthlete): SportSettings[] {
  return [
    {
      id: 501,
      athlete_id,
      types: ['Ride', 'VirtualRide', 'GravelRide'],
      ftp: ftp_w,
      indoor_ftp: ftp_w - 8,
      w_prime: 19_000,
      p_max: 980,
      power_zones: [55, 75, 90, 105, 120, 150, 999],
      power_zone_names: ['Active Recovery', 'Endurance', 'Tempo', 'Threshold', 'VO2 Max', 'Anaerobic', 'Neuromuscular'],
      sweet_spot_min: 84,
      sweet_spot_max: 97,
      lthr: lthr_bpm,
      max_hr: max_hr_bpm,
      hr_zones: [136, 150, 156, 167, 172, 177, max_hr_bpm],
      threshold_pace: null,
      pace_units: 'MINS_KM',
      load_order: 'POWER_HR_PACE',
    },
    {
      id: 502,
      athlete_id,
      types: ['Run', 'VirtualRun', 'TrailRun'],
      ftp: null,
      lthr: lthr_bpm + 4,
      max_hr: max_hr_bpm + 3,
      threshold_pace: 3.3898,
      pace_units: 'MINS_KM',
      pace_zones: [77.5, 87.7, 94.3, 100, 103.4, 111.5, 999],
      load_order: 'PACE_HR_POWER',
    },
    { id: 503, athlete_id, types: ['Other'], other: true, lthr: null, max_hr: max_hr_bpm },
  ];
}
