/** Every record, session and lap value against the vendor's SDK, and the counts against what the devices wrote. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Decoder, Stream } from '@garmin/fitsdk';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../core/document.ts';
import type { DeviceValues, Recording } from '../../core/recording.ts';
import { decodeFit, readFit } from './index.ts';
import { MESSAGE } from './profile.ts';
import { readColumns } from './samples.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');

function fitFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.fit'))
    .map((name) => join(folder, name))
    .sort();
}

const files = [...fitFiles(join(DATA, 'activities')), ...fitFiles(join(DATA, 'archive'))];

type Fields = Record<string, unknown>;
type SdkMessages = Record<string, Fields[] | undefined>;

/** What the SDK reads, null when it gives up on the file. */
function sdk(bytes: Uint8Array): SdkMessages | null {
  const decoded = new Decoder(Stream.fromByteArray(Array.from(bytes))).read();
  return decoded.errors.length > 0 ? null : (decoded.messages as unknown as SdkMessages);
}

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
const seconds = (value: unknown): number => (value instanceof Date ? value.getTime() / 1000 : Number.NaN);
const degrees = (value: unknown): number => (number(value) * 180) / 2 ** 31;

/** The channel values the SDK's view of one record amounts to. */
function expectedChannels(record: Fields): Record<string, number> {
  const field = (name: string) => number(record[name]);
  const lat = degrees(record.positionLat);
  const lon = degrees(record.positionLong);
  const fixed = Math.abs(lat) <= 90 && !Number.isNaN(lon) && !(lat === 0 && lon === 0);
  // The SDK turns the two values that have a name in its profile into that name.
  const balance = record.leftRightBalance;
  const share = balance === 'right' ? 0x80 : balance === 'mask' ? 0x7f : number(balance);
  const first = (...names: string[]) => names.map(field).find((v) => !Number.isNaN(v)) ?? Number.NaN;
  const fraction = field('fractionalCadence');
  return {
    power_w: field('power'),
    cadence_rpm: field('cadence') + (Number.isNaN(fraction) ? 0 : fraction),
    speed_mps: first('enhancedSpeed', 'speed'),
    distance_m: field('distance'),
    altitude_m: first('enhancedAltitude', 'altitude'),
    latitude_deg: fixed ? lat : Number.NaN,
    longitude_deg: fixed ? lon : Number.NaN,
    temperature_c: field('temperature'),
    grade_pct: field('grade'),
    left_balance_pct: Number.isNaN(share) ? Number.NaN : share & 0x80 ? 100 - (share & 0x7f) : share & 0x7f,
    left_torque_effectiveness_pct: field('leftTorqueEffectiveness'),
    right_torque_effectiveness_pct: field('rightTorqueEffectiveness'),
    left_pedal_smoothness_pct: field('leftPedalSmoothness'),
    right_pedal_smoothness_pct: field('rightPedalSmoothness'),
    combined_pedal_smoothness_pct: field('combinedPedalSmoothness'),
    accumulated_power_w: field('accumulatedPower'),
    calories_kcal: field('calories'),
    vertical_oscillation_mm: field('verticalOscillation'),
    stance_time_ms: field('stanceTime'),
    stance_time_balance_pct: field('stanceTimeBalance'),
    stance_time_pct: field('stanceTimePercent'),
    vertical_ratio_pct: field('verticalRatio'),
    step_length_mm: field('stepLength'),
    respiration_rate_brpm: first('enhancedRespirationRate', 'respirationRate'),
    core_temperature_c: field('coreTemperature'),
    smo2_pct: field('saturatedHemoglobinPercent'),
    total_hemoglobin_gdl: field('totalHemoglobinConc'),
    vertical_speed_mps: field('verticalSpeed'),
    resistance: field('resistance'),
  };
}

const SDK_SESSION: Record<string, keyof DeviceValues> = {
  totalElapsedTime: 'elapsed_s',
  totalTimerTime: 'timer_s',
  totalMovingTime: 'moving_s',
  totalDistance: 'distance_m',
  totalAscent: 'ascent_m',
  totalDescent: 'descent_m',
  totalCalories: 'calories_kcal',
  enhancedAvgSpeed: 'average_speed_mps',
  enhancedMaxSpeed: 'max_speed_mps',
  avgPower: 'average_power_w',
  maxPower: 'max_power_w',
  normalizedPower: 'np_w',
  intensityFactor: 'intensity_factor',
  trainingStressScore: 'tss',
  thresholdPower: 'ftp_w',
  avgHeartRate: 'average_hr_bpm',
  maxHeartRate: 'max_hr_bpm',
  avgCadence: 'average_cadence_rpm',
  maxCadence: 'max_cadence_rpm',
  avgTemperature: 'average_temperature_c',
  totalTrainingEffect: 'aerobic_training_effect',
  totalAnaerobicTrainingEffect: 'anaerobic_training_effect',
  trainingLoadPeak: 'training_load',
};
const TRUTH_SESSION: Record<string, keyof DeviceValues> = Object.fromEntries(
  Object.entries(SDK_SESSION).map(([name, key]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), key]),
);

function expectValues(found: DeviceValues, source: Fields, names: Record<string, keyof DeviceValues>, what: string) {
  for (const [name, key] of Object.entries(names)) {
    const value = number(source[name]);
    if (Number.isNaN(value)) continue;
    expect(found[key], `${what} ${name}`).toBeCloseTo(value, 5);
  }
  const work = number(source.totalWork ?? source.total_work);
  if (!Number.isNaN(work)) expect(found.work_kj, `${what} work`).toBeCloseTo(work / 1000, 6);
}

function recordings(bytes: Uint8Array): readonly Recording[] {
  const document: Document = readFit(bytes);
  return document.kind === 'activity' ? document.recordings : [];
}

describe.skipIf(files.length === 0)('against the vendor SDK', () => {
  it.each(files.map((file) => [relative(DATA, file), file]))('%s', (_, path) => {
    const bytes = readFileSync(path);
    const messages = sdk(bytes);
    if (!messages) return;
    const file = decodeFit(bytes);
    const records = messages.recordMesgs ?? [];
    expect(file.records.length).toBe(records.length);
    const columns = readColumns(file.records, { from: 0, to: file.records.length }, [...file.messages(MESSAGE.hr)]);
    const strap = (messages.hrMesgs ?? []).length > 0;
    const bad: string[] = [];
    let strap_differs = 0;
    records.forEach((record, i) => {
      const check = (name: string, found: number, wanted: number) => {
        const same = Number.isNaN(wanted) ? Number.isNaN(found) : Math.abs(found - wanted) <= 1e-9 * Math.abs(wanted);
        if (!same && bad.length < 10) bad.push(`row ${i} ${name}: ${found} instead of ${wanted}`);
      };
      check('time', columns.time_s[i]!, seconds(record.timestamp));
      for (const [id, wanted] of Object.entries(expectedChannels(record))) {
        check(id, columns.channels[id as 'power_w']?.[i] ?? Number.NaN, wanted);
      }
      const found = columns.channels.heart_rate_bpm?.[i] ?? Number.NaN;
      const wanted = number(record.heartRate);
      if (!strap) check('heart_rate_bpm', found, wanted);
      // At repeated times the SDK starts its averaging window anew; it has no value for the last record.
      else if (!Object.is(found, wanted) && !(Math.abs(found - wanted) <= 1)) strap_differs++;
    });
    expect(bad).toEqual([]);
    expect(strap_differs).toBeLessThanOrEqual(1);

    const sessions = messages.sessionMesgs ?? [];
    if (sessions.length === 0 || (messages.fileIdMesgs?.[0]?.type ?? 'activity') !== 'activity') return;
    let read: readonly Recording[];
    try {
      read = recordings(bytes);
    } catch (error) {
      expect((error as { code: string }).code).toBe('activity_without_data');
      expect(records.length).toBe(0);
      return;
    }
    expect(read.length).toBe(sessions.length);
    const by_start = [...sessions].sort((a, b) => seconds(a.startTime) - seconds(b.startTime));
    for (const [i, session] of by_start.entries()) {
      expectValues(read[i]!.device_values, session, SDK_SESSION, `session ${i}`);
    }
    expect(read.reduce((n, r) => n + r.samples.time_s.length, 0)).toBe(records.length);
    const laps = messages.lapMesgs ?? [];
    const read_laps = read.flatMap((r) => r.laps);
    expect(read_laps.length).toBe(laps.length);
    laps.forEach((lap, i) => {
      const start_s = seconds(lap.startTime);
      if (!Number.isNaN(start_s)) expect(read_laps[i]!.start_s).toBe(start_s);
      expectValues(read_laps[i]!.values, lap, SDK_SESSION, `lap ${i}`);
    });
    expect(read.flatMap((r) => r.lengths).length).toBe((messages.lengthMesgs ?? []).length);
    expect(read.flatMap((r) => r.sets).length).toBe((messages.setMesgs ?? []).length);
    const rr = (messages.hrvMesgs ?? []).flatMap((m) => (Array.isArray(m.time) ? m.time : [m.time]));
    const beats = read.flatMap((r) => (r.beats ? [...r.beats.rr_ms] : []));
    const wanted = rr.filter((v) => number(v) > 0).map((v) => Math.round(number(v) * 1000));
    expect(beats.map(Math.round)).toEqual(wanted);
  });
});

interface Truth {
  readonly counts: Record<string, number>;
  readonly activity?: { readonly utc_offset_s?: number };
  readonly sessions: readonly Fields[];
  readonly sdk: { readonly errors: readonly string[] };
}

const TRUTH = join(DATA, 'device-truth.json');

describe.skipIf(!existsSync(TRUTH))('against the values the devices wrote', () => {
  const truth: Record<string, Truth> = existsSync(TRUTH) ? JSON.parse(readFileSync(TRUTH, 'utf8')).files : {};
  const activities = Object.entries(truth).filter(([, t]) => t.sessions.length > 0);

  it.each(activities)('%s', (name, expected) => {
    const stored = readFileSync(join(DATA, name));
    const bytes = name.endsWith('.gz') ? gunzipSync(stored) : stored;
    const file = decodeFit(bytes);
    const complete = expected.sdk.errors.length === 0;
    if (complete) {
      expect(file.records.length).toBe(expected.counts.records);
      expect(file.messages(MESSAGE.hrv).length).toBe(expected.counts.hrv);
      expect(file.messages(MESSAGE.hr).length).toBe(expected.counts.hr);
    }
    let read: readonly Recording[];
    try {
      read = recordings(bytes);
    } catch {
      expect(file.records.length).toBe(0);
      return;
    }
    expect(read.length).toBe(expected.sessions.length);
    const by_start = [...expected.sessions].sort((a, b) => String(a.start_time).localeCompare(String(b.start_time)));
    for (const [i, session] of by_start.entries()) {
      expectValues(read[i]!.device_values, session, TRUTH_SESSION, `session ${i}`);
    }
    const offset = expected.activity?.utc_offset_s;
    for (const recording of read) {
      const usable = offset !== undefined && offset !== null && offset % 900 === 0 && Math.abs(offset) <= 50_400;
      expect(recording.utc_offset_s).toBe(usable ? offset : null);
    }
  });
});
