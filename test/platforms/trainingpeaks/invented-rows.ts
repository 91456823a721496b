/** The invented athlete in TrainingPeaks' words: rows of the workout list with their files, metrics, notes, events and the rest. */

import { gzipSync } from 'node:zlib';
import type { SportId } from '../../../src/core/sport.ts';
import { addDays, localDateTime } from '../../../src/core/time.ts';
import type { InventedAthlete, InventedWorkout } from '../athlete.ts';

export type Row = Record<string, unknown>;

export interface DeviceFile {
  readonly id: number;
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

export const ATHLETE_ID = 7_001_234;
/** Beyond 2^31. */
const FIRST_WORKOUT = 3_900_000_100;

export function workoutIdOf(workout_number: number): number {
  return FIRST_WORKOUT + workout_number;
}

const TYPES: Partial<Record<SportId, readonly [type: number, subtype: number | null]>> = {
  ride: [2, 3],
  gravel_ride: [2, 4],
  run: [3, 10],
  strength: [9, null],
  pool_swim: [1, 2],
};

/** Every field of the object, null unless given. */
export function emptyRow(day: string): Row {
  const plan = ['totalTimePlanned', 'distancePlanned', 'tssPlanned', 'ifPlanned', 'velocityPlanned', 'caloriesPlanned'];
  const result = ['completed', 'totalTime', 'distance', 'tssActual', 'tssSource', 'if', 'powerAverage', 'powerMaximum'];
  const heart = ['normalizedPowerActual', 'heartRateMinimum', 'heartRateAverage', 'heartRateMaximum', 'cadenceAverage'];
  const speed = ['cadenceMaximum', 'velocityAverage', 'velocityMaximum', 'normalizedSpeedActual', 'torqueAverage'];
  const rest = ['torqueMaximum', 'tempMin', 'tempAvg', 'tempMax', 'elevationGain', 'elevationLoss', 'elevationMinimum'];
  const more = ['elevationAverage', 'elevationMaximum', 'calories', 'energy', 'energyPlanned', 'elevationGainPlanned'];
  const compliance = ['complianceDurationPercent', 'complianceDistancePercent', 'complianceTssPercent'];
  const keys = [...plan, ...result, ...heart, ...speed, ...rest, ...more, ...compliance];
  return {
    workoutId: 0,
    athleteId: ATHLETE_ID,
    title: null,
    workoutTypeValueId: 2,
    workoutSubTypeId: null,
    code: null,
    workoutDay: `${day}T00:00:00`,
    startTime: null,
    startTimePlanned: null,
    orderOnDay: 0,
    isItAnOr: false,
    isHidden: false,
    isLocked: null,
    userTags: '',
    description: null,
    coachComments: null,
    athleteComments: null,
    newComment: null,
    workoutComments: [],
    hasPrivateWorkoutNoteForCaller: false,
    ...Object.fromEntries(keys.map((key) => [key, null])),
    structure: null,
    rpe: 0,
    feeling: null,
    equipmentBikeId: null,
    equipmentShoeId: null,
    poolLengthOptionId: null,
    personalRecordCount: 0,
    syncedTo: null,
    distanceCustomized: null,
    distanceUnitsCustomized: null,
    publicSettingValue: 0,
    sharedWorkoutInformationKey: `share-${day}`,
    sharedWorkoutInformationExpireKey: `expire-${day}`,
    lastModifiedDate: `${day}T12:01:55`,
  };
}

/** Eight over sixteen minutes and the way there: 2,880 s. */
export const STRUCTURE = {
  structure: [
    block('step', 1, 0, 600, [step('Spin up', 600, 50, 60, 'warmUp')]),
    block('repetition', 4, 600, 2400, [
      {
        ...step('Hard', 300, 100, 105, 'active'),
        targets: [
          { minValue: 100, maxValue: 105 },
          { minValue: 85, maxValue: 95, unit: 'roundOrStridePerMinute' },
        ],
      },
      step('Float', 150, 45, 55, 'rest'),
    ]),
    block('step', 1, 2400, 2880, [step('Easy out', 480, 40, 50, 'coolDown')]),
  ],
  polyline: [
    [0, 0],
    [1, 0],
  ],
  primaryLengthMetric: 'duration',
  primaryIntensityMetric: 'percentOfFtp',
  primaryIntensityTargetOrRange: 'range',
  visualizationDistanceUnit: null,
};

function block(type: string, times: number, begin: number, end: number, steps: readonly object[]) {
  return { type, length: { value: times, unit: 'repetition' }, begin, end, steps };
}

function step(name: string, seconds: number, least: number, most: number, intensityClass: string) {
  const targets = [{ minValue: least, maxValue: most }];
  return {
    type: 'step',
    name,
    length: { value: seconds, unit: 'second' },
    targets,
    intensityClass,
    openDuration: false,
  };
}

export function rowOf(workout: InventedWorkout): Row {
  const { duration_s, distance_m, average_power_w: power } = workout;
  const [type, subtype] = TYPES[workout.sport] ?? [100, null];
  const row: Row = {
    ...emptyRow(workout.local_date),
    workoutId: workoutIdOf(workout.number),
    title: workout.name,
    workoutTypeValueId: type,
    workoutSubTypeId: subtype,
    totalTime: duration_s / 3600,
    distance: distance_m,
    tssActual: workout.load,
    tssSource: power === null ? 2 : 1,
    rpe: workout.rpe ?? 0,
    feeling: workout.rpe === null ? null : 4,
    calories: Math.round(duration_s / 6),
  };
  if (workout.number % 6 === 0) {
    Object.assign(row, {
      totalTimePlanned: 0.8,
      tssPlanned: 56.5,
      ifPlanned: 0.84,
      description: 'steady',
      structure: STRUCTURE,
      complianceDurationPercent: 103,
    });
  }
  if (workout.manual) return row;
  const if_ = power === null ? null : Math.round((power / 245) * 1000) / 1000;
  return Object.assign(row, {
    startTime: localDateTime(workout.start_s, workout.utc_offset_s),
    if: if_,
    powerAverage: power,
    powerMaximum: power === null ? null : power * 3,
    normalizedPowerActual: power === null ? null : power + 8,
    energy: power === null ? null : Math.round((power * duration_s) / 1000),
    heartRateMinimum: 88,
    heartRateAverage: workout.average_hr_bpm,
    heartRateMaximum: workout.average_hr_bpm + 22,
    cadenceAverage: 86,
    velocityAverage: distance_m / duration_s,
    velocityMaximum: (2 * distance_m) / duration_s,
    elevationGain: workout.ascent_m,
    elevationLoss: workout.ascent_m,
    personalRecordCount: workout.number % 10 === 0 ? 1 : 0,
  });
}

/** None for what was typed in; ids are 32-bit numbers that ran over, so that every other one is negative. */
export function fileOf(workout: InventedWorkout): DeviceFile | null {
  if (workout.manual) return null;
  const packed = workout.number % 3 !== 0;
  const stamp = localDateTime(workout.start_s, workout.utc_offset_s).replace(/:/g, '').replace('T', '-');
  return {
    id: workout.number % 2 === 0 ? 44_000_000 + workout.number : -1_203_344_000 - workout.number,
    name: `${stamp}.fit${packed ? '.gz' : ''}`,
    bytes: () => (packed ? gzipSync(workout.fit()) : workout.fit()),
  };
}

/** The days ahead: a session with steps, one without, a rest day and a race. */
export function plannedRows(today: string): Row[] {
  const id = (n: number) => FIRST_WORKOUT + 90_000_000 + n;
  return [
    {
      ...emptyRow(addDays(today, 2)),
      workoutId: id(1),
      title: '4 x 5 over the hill',
      workoutSubTypeId: 3,
      totalTimePlanned: 0.8,
      tssPlanned: 56.5,
      ifPlanned: 0.84,
      startTimePlanned: `${addDays(today, 2)}T17:00:00`,
      coachComments: 'steady on the flat',
      structure: STRUCTURE,
    },
    { ...emptyRow(addDays(today, 3)), workoutId: id(2), title: 'Rest', workoutTypeValueId: 7 },
    {
      ...emptyRow(addDays(today, 9)),
      workoutId: id(3),
      title: 'Long run',
      workoutTypeValueId: 3,
      workoutSubTypeId: 12,
      totalTimePlanned: 2,
      distancePlanned: 21000,
    },
    {
      ...emptyRow(addDays(today, 40)),
      workoutId: id(4),
      title: 'Fjord Loop',
      workoutTypeValueId: 6,
      totalTimePlanned: 4,
    },
  ];
}

/** Two clients tell of the same night; some types are in no list. */
export function metricRows({ days }: InventedAthlete): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const [i, day] of days.entries()) {
    const at = (time: string) => `${day.local_date}T${time}`;
    const detail = (type: number, label: string, value: unknown, time: string, uploadClient = 'Garmin Connect') => ({
      parentId: i,
      type,
      label,
      value,
      time: at(time),
      modifiedTime: at(time),
      isPotentiallyNegative: false,
      uploadClient,
    });
    const hours = day.sleep_s / 3600;
    rows.set(day.local_date, {
      id: `m-${i}`,
      athleteId: ATHLETE_ID,
      timeStamp: at('00:00:00'),
      details: [
        detail(60, 'HRV', day.hrv_ms, '06:40:00'),
        detail(5, 'Pulse', day.resting_hr_bpm + 4, '00:00:00'),
        detail(5, 'Pulse', day.resting_hr_bpm, '06:40:00'),
        detail(6, 'Sleep', hours, '06:40:00'),
        ...(i % 3 === 0 ? [detail(6, 'Sleep', hours - 0.3, '06:45:00', 'Another Watch')] : []),
        detail(9, 'Weight', day.weight_kg, '06:45:00', 'TP Web App'),
        ...(i % 5 === 0 ? [detail(62, 'Stress Level', [18, 71, 34], '23:59:00')] : []),
        ...(i % 5 === 1 ? [detail(64, 'Body Battery', [88, 21, 52], '23:59:00')] : []),
        ...(i % 7 === 0 ? [detail(911, 'Shoe Size', 43, '12:00:00', 'Mystery')] : []),
      ],
    });
  }
  return rows;
}

export function settingsOf(athlete: InventedAthlete, units: number): Row {
  const zone = (label: string, minimum: number, maximum: number) => ({ label, minimum, maximum });
  const ftp = athlete.ftp_w;
  return {
    athleteId: ATHLETE_ID,
    firstName: 'Ida',
    lastName: 'Erfunden',
    email: 'ida@example.test',
    birthday: '1990-02-01T00:00:00',
    gender: 'f',
    units,
    timeZone: athlete.time_zone,
    iCalendarKeys: { workoutsOnly: 'made-up-key' },
    nutritionSettings: { athleteId: ATHLETE_ID, plannedCalories: null, substrateUtilizationCategory: 0 },
    preferredRunningTssSource: 1,
    thresholdsAutoApply: false,
    powerZones: [
      {
        workoutTypeId: 0,
        threshold: ftp,
        calculationMethod: 1,
        zoneCalculatorId: null,
        zones: [zone('Recovery', 0, Math.round(ftp * 0.55)), zone('VO2 Max', Math.round(ftp * 1.06), 2000)],
      },
    ],
    heartRateZones: [
      {
        workoutTypeId: 0,
        threshold: athlete.lthr_bpm,
        maximumHeartRate: athlete.max_hr_bpm,
        restingHeartRate: 48,
        calculationMethod: 3,
        zones: [zone('Zone 1', 0, 136)],
      },
    ],
    speedZones: [
      { workoutTypeId: 1, threshold: 1.25, distance: 400, calculationMethod: 14, zones: [zone('Zone 1', 0, 1)] },
      { workoutTypeId: 3, threshold: 3.85, distance: null, calculationMethod: 5, zones: [zone('Zone 1', 0, 2.98)] },
    ],
  };
}
