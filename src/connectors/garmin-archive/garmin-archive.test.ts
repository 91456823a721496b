/** Garmin's account export: units of its summaries, days and nights, nested uploads, and what is left alone. */

import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FormatError } from '../../core/failure.ts';
import { type Files, newFolder, newZip, readAll, removeFolders, zipBytes } from '../folder/archive.test-data.ts';
import { openSource } from '../open-source.ts';
import { sportOfTypeKey } from './activity-type.ts';
import { jsonRecords } from './json-records.ts';

afterAll(removeFolders);

const START_MS = Date.parse('2024-01-01T00:00:00Z');

/** A run of 10 km in an hour, in the units of the export. */
const RUN = {
  activityId: 123456789,
  name: 'Test Run',
  activityType: 'running',
  sportType: 'RUNNING',
  beginTimestamp: START_MS,
  startTimeLocal: START_MS + 3_600_000,
  duration: 3_600_500,
  elapsedDuration: 3_650_000,
  movingDuration: 3_590_000,
  distance: 1_000_000,
  elevationGain: 12_500,
  elevationLoss: 12_000,
  avgSpeed: 0.2777778,
  maxSpeed: 0.5,
  avgHr: 150,
  maxHr: 175,
  avgRunCadence: 86,
  calories: 2092,
  bmrCalories: 301,
  aerobicTrainingEffect: 4.1,
  activityTrainingLoad: 123.4,
  vO2MaxValue: 58,
  avgPower: 0,
  workoutRpe: 70,
  eventTypeId: 1,
  splits: [{ measurements: [{ fieldEnum: 'SUM_DISTANCE', value: 1 }] }],
};

const FITNESS = 'DI_CONNECT/DI-Connect-Fitness/me@x.org';
const WELLNESS = 'DI_CONNECT/DI-Connect-Wellness/';

async function open(files: Files) {
  const source = await openSource(await newZip(files));
  await source.close();
  return source;
}

const activities = (...records: unknown[]) => JSON.stringify([{ summarizedActivitiesExport: records }]);

function byDay(readings: readonly { local_date: string; key: string; value: number | string }[]) {
  const days: Record<string, Record<string, number | string>> = {};
  for (const { local_date, key, value } of readings) {
    days[local_date] ??= {};
    days[local_date][key] = value;
  }
  return days;
}

describe('activities', () => {
  it('converts the units of the export', async () => {
    const source = await open({ [`${FITNESS}_0_summarizedActivities.json`]: activities(RUN) });
    expect(source.kind).toBe('garmin_archive');
    expect(source.facts[0]).toMatchObject({
      external_id: '123456789',
      join: { by: 'start', start_s: START_MS / 1000, duration_s: 3600.5 },
      sport: 'run',
      name: 'Test Run',
      rpe: 7,
      tags: ['race'],
      other: { utc_offset_s: 3600 },
      suspect: [],
    });
    const { values } = source.facts[0]!;
    expect(values).toMatchObject({
      timer_s: 3600.5,
      elapsed_s: 3650,
      moving_s: 3590,
      distance_m: 10_000,
      ascent_m: 125,
    });
    expect(values.average_speed_mps).toBeCloseTo(2.777778, 6);
    expect(values.max_speed_mps).toBe(5);
    expect(values.calories_kcal).toBeCloseTo(500, 6);
    expect(values.average_power_w).toBeUndefined();
  });

  it('reads energy as kcal when resting metabolism says so', async () => {
    const source = await open({
      [`${FITNESS}_0_summarizedActivities.json`]: activities({ ...RUN, calories: 500, bmrCalories: 72 }),
    });
    expect(source.facts[0]?.values.calories_kcal).toBe(500);
  });

  it('reads pools, types with suffixes, later files over earlier ones, and names records without a start', async () => {
    const swim = {
      activityId: 2,
      activityType: { typeKey: 'lap_swimming' },
      startTimeGmt: START_MS,
      poolLength: 5000,
      activeLengths: 40,
    };
    const source = await open({
      [`${FITNESS}_0_summarizedActivities.json`]: activities(RUN, swim, { activityId: 3 }),
      [`${FITNESS}_1001_summarizedActivities.json`]: activities({ ...RUN, name: 'Renamed' }),
    });
    expect(source.facts.map((fact) => [fact.name, fact.sport])).toEqual([
      ['Renamed', 'run'],
      [null, 'pool_swim'],
    ]);
    expect(source.facts[1]?.values).toEqual({ pool_length_m: 50, lengths: 40 });
    expect(source.problems[0]?.reason).toContain('1 records have no start');
    expect(['rowing_v2', 'skate_skiing_ws', 'unheard_of'].map(sportOfTypeKey)).toEqual([
      'row',
      'cross_country_ski',
      null,
    ]);
  });

  it('joins gear by activity', async () => {
    const source = await open({
      [`${FITNESS}_0_summarizedActivities.json`]: activities(RUN),
      [`${FITNESS}_gear.json`]: JSON.stringify([
        {
          gearDTOS: [{ gearPk: 7, displayName: 'Old shoes', customMakeModel: 'Foot 3', gearTypeName: 'Shoes' }],
          gearActivityDTOs: { 7: [{ activityId: 123456789 }] },
        },
      ]),
    });
    expect(source.gear).toEqual([{ name: 'Old shoes', kind: 'shoes' }]);
    expect(source.facts[0]?.gear).toBe('Old shoes');
  });
});

describe('days and nights', () => {
  it('reads what is known, without sentinels, the night over the day', async () => {
    const source = await open({
      'DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026-02-01_2026-03-01.json': JSON.stringify([
        {
          calendarDate: '2026-02-15',
          restingHeartRate: 48,
          totalSteps: 9000,
          totalDistanceMeters: 7000,
          activeKilocalories: 600.5,
          totalKilocalories: 2400,
          floorsAscendedInMeters: 30.48,
          averageSpo2Value: 93,
          allDayStress: {
            aggregatorList: [
              { type: 'TOTAL', averageStressLevel: 30, maxStressLevel: 90 },
              { type: 'ASLEEP', averageStressLevel: 10 },
            ],
          },
          bodyBattery: {
            bodyBatteryStatList: [
              { bodyBatteryStatType: 'HIGHEST', statsValue: 80 },
              { bodyBatteryStatType: 'LOWEST', statsValue: 20 },
            ],
          },
          respiration: { avgWakingRespirationValue: 15 },
        },
        {
          calendarDate: '2026-02-16',
          restingHeartRate: 0,
          totalSteps: null,
          allDayStress: { aggregatorList: [{ type: 'TOTAL', averageStressLevel: -2, maxStressLevel: -1 }] },
        },
        { calendarDate: 'soon', totalSteps: 1 },
      ]),
      [`${WELLNESS}2026-02-01_2026-03-01_1_sleepData.json`]: JSON.stringify([
        { retro: false },
        {
          calendarDate: '2026-02-15',
          deepSleepSeconds: 5340,
          lightSleepSeconds: 14_400,
          remSleepSeconds: 900,
          awakeSleepSeconds: 6540,
          sleepScores: { overallScore: 71 },
          averageRespiration: 13,
          spo2SleepSummary: { averageSPO2: 95.5 },
        },
        { calendarDate: '2026-02-16', sleepWindowConfirmationType: 'OFF_WRIST', awakeSleepSeconds: 100 },
      ]),
      [`${WELLNESS}2026-02-01_2026-03-01_1_healthStatusData.json`]: JSON.stringify([
        { calendarDate: '2026-02-15', metrics: [{ type: 'HRV', value: 62 }, { type: 'SPO2' }] },
        { calendarDate: '2026-02-16', metrics: [{ type: 'HRV', value: 511 }] },
        { calendarDate: '2026-02-17', metrics: [{ type: 'HRV', value: 0, status: 'UNKNOWN' }] },
      ]),
      [`${WELLNESS}1_userBioMetrics.json`]: JSON.stringify([
        {
          metaData: { calendarDate: '2026-02-15T00:00:00.0' },
          weight: { weight: 63_200, bodyFat: 0, bodyWater: 60.1, muscleMass: 30_500, sourceType: 'INDEX_SCALE' },
        },
        { metaData: { calendarDate: '2026-02-16' }, vo2MaxRunning: 58 },
      ]),
      'DI_CONNECT/DI-Connect-Metrics/MetricsMaxMetData_20260101_20260301_1.json': JSON.stringify([
        { calendarDate: '2026-02-15', sport: 'CYCLING', vo2MaxValue: 52 },
        { calendarDate: '2026-02-15', sport: 'RUNNING', vo2MaxValue: 58 },
      ]),
      'DI_CONNECT/DI-Connect-Metrics/TrainingReadinessDTO_20260101_20260301_1.json': JSON.stringify([
        { calendarDate: '2026-02-15', inputContext: 'AFTER_WAKEUP_RESET', score: 77 },
        { calendarDate: '2026-02-15', inputContext: 'AFTER_POST_EXERCISE_RESET', score: 31 },
      ]),
    });
    expect(source.problems).toEqual([]);
    expect(byDay(source.readings)).toEqual({
      '2026-02-15': {
        resting_hr_bpm: 48,
        steps: 9000,
        day_distance_m: 7000,
        active_energy_kcal: 600.5,
        total_energy_kcal: 2400,
        floors_climbed: 10,
        average_stress: 30,
        max_stress: 90,
        body_battery_max: 80,
        body_battery_min: 20,
        spo2_pct: 95.5,
        respiration_rate_brpm: 13,
        sleep_s: 20_640,
        deep_sleep_s: 5340,
        light_sleep_s: 14_400,
        rem_sleep_s: 900,
        awake_s: 6540,
        sleep_score: 71,
        hrv_unspecified_ms: 62,
        weight_kg: 63.2,
        body_water_pct: 60.1,
        muscle_mass_kg: 30.5,
        vo2max_mlkgmin: 58,
        training_readiness: 77,
      },
    });
  });

  it('offers thresholds only where the sport is clear', async () => {
    const source = await open({
      [`${WELLNESS}1_heartRateZones.json`]: JSON.stringify([
        { sport: 'RUNNING', maxHeartRateUsed: 190 },
        { sport: 'DEFAULT', maxHeartRateUsed: 184, restingHeartRateUsed: 48, lactateThresholdHeartRateUsed: 165 },
      ]),
      [`${WELLNESS}1_powerZones.json`]: JSON.stringify([
        { sport: 'RUNNING', functionalThresholdPower: 401 },
        { sport: 'CYCLING', functionalThresholdPower: 235 },
      ]),
    });
    expect(source.offers).toEqual([
      { kind: 'max_hr_bpm', value: 184 },
      { kind: 'resting_hr_bpm', value: 48 },
      { kind: 'lthr_bpm', value: 165 },
      { kind: 'ftp_w', value: 235 },
    ]);
    expect(source.left_out[0]?.reason).toContain('running');
  });
});

describe('files', () => {
  it('reads uploads from the zips inside, without the address in their names, and no backups', async () => {
    const source = await openSource(
      await newZip({
        'DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip': await zipBytes({
          'me@x.org_1.fit': 'one',
          'me@x.org_2.tcx': 'two',
          'me@x.org_profile.json': '{}',
        }),
        [`${FITNESS}_PrimaryTrainingBackup_Part1.zip`]: await zipBytes({ 'b.fit': 'backup' }),
        'INREACH/track.gpx': '<gpx/>',
        'customer_data/customer.json': '{}',
      }),
    );
    expect(source.left_out.map((left) => left.label)).toEqual([
      `${FITNESS}_PrimaryTrainingBackup_Part1.zip`,
      'INREACH/track.gpx',
      '2 other files',
    ]);
    const part = 'DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip';
    expect(await readAll(source)).toEqual({ [`${part}/1.fit`]: 'one', [`${part}/2.tcx`]: 'two' });
  });

  it('finds the export below a folder of any name and keeps what stands before damage', async () => {
    const whole = activities(RUN, { ...RUN, activityId: 2 }, { ...RUN, activityId: 3 });
    const folder = await newFolder({
      'a1b2-uuid/DI_CONNECT/DI-Connect-Fitness/me_0_summarizedActivities.json': whole.slice(0, -100),
      'a1b2-uuid/DI_CONNECT/DI-Connect-Wellness/1_sleepData.json': 'not json',
    });
    const source = await openSource(folder);
    expect(source.kind).toBe('garmin_archive');
    expect(source.facts.map((fact) => fact.external_id)).toEqual(['123456789', '2']);
    expect(source.problems).toHaveLength(2);
    await source.close();
  });
});

describe('jsonRecords', () => {
  async function records(text: string, wrapper: string | null = null, chunk = 7): Promise<unknown[]> {
    const bytes = Buffer.from(text);
    const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, n) =>
      bytes.subarray(n * chunk, (n + 1) * chunk),
    );
    const found: unknown[] = [];
    for await (const record of jsonRecords(Readable.from(chunks), wrapper)) found.push(record);
    return found;
  }

  it('gives the objects of any list, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.integer({ min: 1, max: 50 }),
        async (objects, chunk) => {
          const text = JSON.stringify(objects);
          expect(await records(text, null, chunk)).toEqual(JSON.parse(text));
          const wrapped = JSON.stringify([{ other: [{ a: 1 }], list: objects, after: [{ b: [{}] }] }], null, 1);
          expect(await records(wrapped, 'list', chunk)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('ends damaged or hostile text with a sentence', async () => {
    for (const text of ['', '[', '[{"a":1}', '[{"a":}]', '[{]}', '['.repeat(100_000), '[{"a":"']) {
      await expect(records(text, null, 1000), text.slice(0, 20)).rejects.toBeInstanceOf(FormatError);
    }
  });

  it('passes over a record that is too large', async () => {
    const text = `[{"big":"${'x'.repeat(9 * 1024 * 1024)}"},{"a":1}]`;
    expect(await records(text, null, 65_536)).toEqual([{ a: 1 }]);
  });
});
