/** TrainingPeaks' three zips: completed and planned rows, readings of a day, overlapping exports. */

import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { csvOf, newFolder, newZip, readAll, removeFolders, zipBytes } from '../folder/archive.test-data.ts';
import { openSource } from '../open-source.ts';
import { dayOf } from './workouts-table.ts';

afterAll(removeFolders);

const ZONES = Array.from({ length: 10 }, (_, n) => [`HRZone${n + 1}Minutes`, `PWRZone${n + 1}Minutes`]).flat();
const HEADER = [
  ...['Title', 'WorkoutType', 'WorkoutDescription', 'PlannedDuration', 'PlannedDistanceInMeters', 'WorkoutDay'],
  ...['CoachComments', 'DistanceInMeters', 'PowerAverage', 'PowerMax', 'Energy', 'AthleteComments', 'TimeTotalInHours'],
  ...['VelocityAverage', 'VelocityMax', 'CadenceAverage', 'CadenceMax', 'HeartRateAverage', 'HeartRateMax'],
  ...['TorqueAverage', 'TorqueMax', 'IF', 'TSS', ...ZONES, 'Rpe', 'Feeling'],
];

function row(cells: Readonly<Record<string, string | number>>): string[] {
  return HEADER.map((name) => String(cells[name] ?? ''));
}

const RIDE = {
  Title: '4x5 over hill',
  WorkoutType: 'Bike',
  WorkoutDescription: 'steady',
  PlannedDuration: '0.8',
  WorkoutDay: '2026-03-03',
  DistanceInMeters: '24810.4',
  PowerAverage: 196,
  PowerMax: 611,
  Energy: 582,
  AthleteComments: 'legs ok',
  TimeTotalInHours: '0.8247',
  IF: '0.845',
  TSS: '58.9',
  HRZone1Minutes: 10,
  Rpe: 7,
  Feeling: 4,
};

const METRICS = [
  ['Timestamp', 'Type', 'Value'],
  ['2026-03-03 06:40:00', 'HRV', '71'],
  ['2026-03-03 06:40:00', 'Sleep Hours', '7.4'],
  ['2026-03-03 14:00:00', 'Sleep Hours', '0.5'],
  ['2026-03-03 00:00:00', 'Pulse', '51'],
  ['2026-03-03 06:40:00', 'Pulse', '48'],
  ['2026-03-03 23:59:00', 'Stress Level', 'Min : 18 / Max : 71 / Avg : 34'],
  ['2026-03-03 23:59:00', 'Body Battery', 'Max : 88 / Avg : 52'],
  ['2026-03-03 06:45:00', 'Weight Kilograms', '63.2'],
  ['2026-03-04 06:45:00', 'Weight Pounds', '140'],
  ['2026-03-04 06:45:00', 'Weight', '140'],
  ['2026-03-03 07:00:00', 'Notes', 'sore calf'],
  ['2026-03-03 07:00:00', 'Steps', '9000'],
  ['2026-03-03 08:00:00', 'Steps', '8000'],
  ['2026-03-04 00:00:00', 'Pulse', '50'],
  ['2026-03-04 07:00:00', 'HRV', 'n/a'],
  ['2026-03-04 07:00:00', 'Time In Deep Sleep', '1.2'],
];

describe('workouts.csv', () => {
  it('reads results, counts plans and rest days, and keeps equal rides of a day apart', async () => {
    const commute = { Title: 'Commute', WorkoutType: 'Bike', WorkoutDay: '2026-03-05', TimeTotalInHours: '0.5' };
    const path = await newZip({
      'workouts.csv': csvOf([
        HEADER,
        row(RIDE),
        row({ Title: 'Rest', WorkoutType: 'Day Off', WorkoutDay: '2026-03-04' }),
        row({ Title: 'Planned', WorkoutType: 'Run', WorkoutDay: '2026-03-06', PlannedDuration: '1' }),
        row(commute),
        row(commute),
        row({ ...commute, WorkoutDay: 'someday' }),
      ]),
    });
    const source = await openSource(path);
    expect(source.kind).toBe('trainingpeaks_archive');
    expect(source.facts).toHaveLength(3);
    expect(new Set(source.facts.map((fact) => fact.external_id)).size).toBe(3);
    expect(source.facts[0]).toMatchObject({
      join: { by: 'day', local_date: '2026-03-03', duration_s: 2969, distance_m: 24810.4 },
      sport: 'ride',
      name: '4x5 over hill',
      note: 'legs ok',
      rpe: 7,
      values: {
        timer_s: 2969,
        distance_m: 24810.4,
        work_kj: 582,
        average_power_w: 196,
        intensity_factor: 0.845,
        tss: 58.9,
      },
      other: { planned_duration_s: 2880, workout_description: 'steady', feeling: 4, hr_zone_1_min: 10 },
    });
    expect(source.left_out.map((left) => left.reason)).toEqual([
      '1 row: only planned, without a result',
      '1 row: rest days',
    ]);
    expect(source.problems).toEqual([{ label: 'workouts.csv', reason: 'The dates of 1 rows cannot be read.' }]);
    await source.close();
  });

  it('flags what is hardly possible without dropping it', async () => {
    const source = await openSource(
      await newFolder({
        'workouts.csv': csvOf([
          HEADER,
          row({ ...RIDE, TimeTotalInHours: 20, TSS: 900, PowerMax: 20_000, WorkoutDay: '2199-01-01' }),
        ]),
      }),
    );
    expect([...source.facts[0]!.suspect].sort()).toEqual([
      'suspect_day',
      'suspect_max_power',
      'suspect_timer_time',
      'suspect_tss',
    ]);
    expect(source.facts[0]!.values.max_power_w).toBeUndefined();
    await source.close();
  });

  it('reads reordered, missing and extra columns', async () => {
    const text = csvOf([
      ['New', 'TimeTotalInHours', 'WorkoutType', 'WorkoutDay'],
      ['x', '1', 'MTB', '2026-03-03 00:00:00'],
    ]);
    const source = await openSource(await newFolder({ 'workouts (1).csv': text }));
    expect(source.facts[0]).toMatchObject({
      sport: 'mountain_bike_ride',
      join: { local_date: '2026-03-03' },
      name: null,
    });
    await source.close();
  });

  it('reads only dates that mean one day', () => {
    expect(dayOf('2026-03-03')).toBe('2026-03-03');
    expect(dayOf('3/25/2026')).toBe('2026-03-25');
    expect(dayOf('25/03/2026')).toBe('2026-03-25');
    expect(dayOf('03.04.2026')).toBe('2026-04-03');
    expect(dayOf('3/4/2026')).toBeNull();
    expect(dayOf('2026-02-30')).toBeNull();
  });
});

describe('metrics.csv', () => {
  it('collects one value per day and kind', async () => {
    const source = await openSource(await newZip({ 'metrics.csv': csvOf(METRICS) }));
    const days: Record<string, Record<string, number | string>> = {};
    for (const { local_date, key, value } of source.readings) {
      days[local_date] ??= {};
      days[local_date][key] = value;
    }
    expect(days).toEqual({
      '2026-03-03': {
        hrv_unspecified_ms: 71,
        sleep_s: 7.9 * 3600,
        resting_hr_bpm: 48,
        average_stress: 34,
        max_stress: 71,
        body_battery_max: 88,
        weight_kg: 63.2,
        note: 'sore calf',
        steps: 9000,
      },
      '2026-03-04': { weight_kg: 63.5, resting_hr_bpm: 50 },
    });
    expect(source.left_out.map((left) => left.label)).toEqual([
      'metrics: weight',
      'metrics: hrv',
      'metrics: time in deep sleep',
    ]);
    await source.close();
  });
});

describe('several zips', () => {
  it('reads zips side by side, once where their dates overlap', async () => {
    const second = { ...RIDE, WorkoutDay: '2026-04-01' };
    const folder = await newFolder({
      'WorkoutExport-L-F-2026-01-01-2026-03-31.zip': await zipBytes({ 'workouts.csv': csvOf([HEADER, row(RIDE)]) }),
      'WorkoutExport-L-F-2026-03-01-2026-06-30.zip': await zipBytes({
        'workouts.csv': csvOf([HEADER, row(RIDE), row(second)]),
      }),
      'MetricsExport-L-F-2026-01-01-2026-03-31.zip': await zipBytes({ 'metrics.csv': csvOf(METRICS) }),
      'MetricsExport-L-F-2026-01-01-2026-06-30.zip': await zipBytes({ 'metrics.csv': csvOf(METRICS) }),
      'WorkoutFileExport-L-F-2026-01-01-2026-03-31.zip': await zipBytes({ 'a.fit.gz': gzipSync('ride') }),
    });
    const source = await openSource(folder);
    expect(source.kind).toBe('trainingpeaks_archive');
    expect(source.facts.map((fact) => fact.join.by === 'day' && fact.join.local_date)).toEqual([
      '2026-03-03',
      '2026-04-01',
    ]);
    expect(source.readings.filter((reading) => reading.key === 'sleep_s')).toHaveLength(1);
    expect(await readAll(source)).toEqual({ 'WorkoutFileExport-L-F-2026-01-01-2026-03-31.zip/a.fit.gz': 'ride' });
  });

  it('gives the same identities again', async () => {
    const path = await newZip({ 'workouts.csv': csvOf([HEADER, row(RIDE), row(RIDE)]) });
    const ids = async () => {
      const source = await openSource(path);
      await source.close();
      return source.facts.map((fact) => fact.external_id);
    };
    expect(await ids()).toEqual(await ids());
  });
});
