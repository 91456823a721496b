/** What is compared with the device, how exactly, and which differences have a reason that can be checked. */

import type { Recording } from '../src/core/recording.ts';
import { trainingStress } from '../src/metrics/training-stress.ts';
import type { StoredActivity } from './devices-import.ts';
import type { DeviceFile, DeviceRow } from './devices-truth.ts';

/** Everything known about one session: what the device wrote, what was computed, and (on demand) the samples. */
export interface Session {
  readonly file: DeviceFile;
  readonly device: DeviceRow;
  readonly activity: StoredActivity;
  recording(): Promise<Recording>;
}

export interface Field {
  readonly id: string;
  readonly unit: string;
  /** Printed in the table, never counted as passed or failed: definitions differ by design. */
  readonly information?: true;
  /** Every difference needs a reason, but how many there are depends on how a device pauses: no share is asked for. */
  readonly no_share?: true;
  device(row: DeviceRow): number | null;
  /** `row` for figures that need a setting of the device, such as its FTP. */
  ours(activity: StoredActivity, row: DeviceRow): number | null;
  /** Largest difference that is the precision of the file. */
  tolerance(session: Session, device: number): number;
  /** Why a larger difference is no error of ours; checked against the samples or the device's other figures. */
  explain(session: Session, device: number, ours: number | null): Promise<string | null>;
}

const metric = (id: string) => (activity: StoredActivity) => activity.values[id] ?? null;
const named =
  (...names: string[]) =>
  (row: DeviceRow) =>
    row.number(...names);

export const FIELDS: readonly Field[] = [
  {
    id: 'timer time',
    unit: 's',
    device: named('total_timer_time'),
    // The device's own figure is kept as it is; how long we count it is the next row.
    ours: ({ detail }) => detail.device_values.timer_s ?? null,
    tolerance: () => 0.001,
    explain: async () => null,
  },
  {
    id: 'recorded time',
    unit: 's',
    device: named('total_timer_time'),
    ours: metric('recorded_s'),
    no_share: true,
    // Both ends, and every break, are known to one record.
    tolerance: (session, device) =>
      Math.max((2 + session.activity.axis.breaks.length) * secondsPerRecord(session), 0.002 * device),
    explain: explainRecorded,
  },
  {
    id: 'distance',
    unit: 'm',
    device: named('total_distance'),
    ours: metric('distance_m'),
    // The session ends between two records: what was covered in one interval is not in them.
    tolerance: (session, device) => Math.max(1, 0.0005 * device, 1.5 * metresPerRecord(session, device)),
    explain: explainDistance,
  },
  {
    id: 'average power',
    unit: 'W',
    device: named('avg_power'),
    ours: metric('average_power_w'),
    // A whole number, rounded by some and cut off by others; the seconds around a stop weigh up to 1 %.
    tolerance: (_, device) => Math.max(1, 0.01 * device),
    explain: explainAveragePower,
  },
  {
    id: 'maximum power',
    unit: 'W',
    device: named('max_power'),
    ours: metric('max_power_w'),
    tolerance: () => 1,
    explain: (session, device, ours) => explainMaximum(session, 'power_w', device, ours),
  },
  {
    id: 'work',
    unit: 'kJ',
    device: (row) => scaled(row.number('total_work'), 0.001),
    ours: metric('work_kj'),
    tolerance: (_, device) => Math.max(1, 0.01 * device),
    explain: explainWork,
  },
  {
    id: 'average heart rate',
    unit: 'bpm',
    device: named('avg_heart_rate'),
    ours: metric('average_hr_bpm'),
    tolerance: () => 1,
    explain: explainAverageHeartRate,
  },
  {
    id: 'maximum heart rate',
    unit: 'bpm',
    device: named('max_heart_rate'),
    ours: metric('highest_hr_bpm'),
    // A device sees every beat, its file one value per record.
    tolerance: () => 1,
    explain: (session, device, ours) => explainMaximum(session, 'heart_rate_bpm', device, ours),
  },
  {
    id: 'TSS at the device’s FTP',
    unit: '',
    device: (row) => (row.number('threshold_power') ? row.number('training_stress_score') : null),
    ours: ({ values }, row) => {
      const ftp = row.number('threshold_power');
      const { np_w, recorded_s } = values;
      return ftp === null || np_w == null || recorded_s == null ? null : trainingStress(recorded_s, np_w, ftp);
    },
    // Twice the 1 % that NP may differ, and the 1 to 1.5 % by which devices stay below the formula.
    tolerance: (_, device) => Math.max(1, 0.035 * device),
    explain: explainStress,
  },
  information('ascent', 'm', 'ascent_m', 'total_ascent'),
  information('descent', 'm', 'descent_m', 'total_descent'),
  information('maximum speed', 'm/s', 'max_speed_mps', 'enhanced_max_speed', 'max_speed'),
  information('elapsed time', 's', 'elapsed_s', 'total_elapsed_time'),
];

/** Named in the session's own words; the device values that are kept beside ours: field of the file -> our key, factor. */
export const KEPT: readonly (readonly [name: string, key: string, scale: number])[] = [
  ['total_elapsed_time', 'elapsed_s', 1],
  ['total_timer_time', 'timer_s', 1],
  ['total_moving_time', 'moving_s', 1],
  ['total_distance', 'distance_m', 1],
  ['total_ascent', 'ascent_m', 1],
  ['total_descent', 'descent_m', 1],
  ['total_work', 'work_kj', 0.001],
  ['total_calories', 'calories_kcal', 1],
  ['avg_power', 'average_power_w', 1],
  ['max_power', 'max_power_w', 1],
  ['normalized_power', 'np_w', 1],
  ['intensity_factor', 'intensity_factor', 1],
  ['training_stress_score', 'tss', 1],
  ['threshold_power', 'ftp_w', 1],
  ['avg_heart_rate', 'average_hr_bpm', 1],
  ['max_heart_rate', 'max_hr_bpm', 1],
  ['avg_temperature', 'average_temperature_c', 1],
  ['total_training_effect', 'aerobic_training_effect', 1],
  ['total_anaerobic_training_effect', 'anaerobic_training_effect', 1],
  ['training_load_peak', 'training_load', 1],
];

function information(id: string, unit: string, ours: string, ...names: string[]): Field {
  return {
    id,
    unit,
    information: true,
    device: named(...names),
    ours: metric(ours),
    tolerance: (_, device) => Math.max(1, 0.01 * device),
    explain: async () => null,
  };
}

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

/** What some units show as the average: the mean of the seconds with power. As good as the mean with zeros. */
export const LEAVES_ZEROS_OUT = 'the device leaves zeros out';

/** Seconds between the records of a session, at least 1: their mean, and what the grid took for their usual distance. */
function secondsPerRecord({ activity, device }: Session): number {
  const seconds = Math.max(1, activity.values.recorded_s ?? 1);
  const usual = activity.axis.max_gap_s > 10 ? activity.axis.max_gap_s / 2 : 1;
  return Math.max(usual, seconds / Math.max(1, device.number('record_count') ?? seconds));
}

/** The way covered between two records; from the timer, for a device's own mean speed may be over moving time only. */
function metresPerRecord(session: Session, distance_m: number): number {
  const seconds = session.device.number('total_timer_time') ?? session.activity.values.recorded_s ?? 1;
  return ((secondsPerRecord(session) + 1) * distance_m) / Math.max(1, seconds);
}

/**
 * Why the power figures of a session cannot be those of its records: the work it states is not their sum. null when it is,
 * or nothing is known.
 */
export function contradictsItsRecords({ device, activity }: Session): string | null {
  const stated = device.number('total_work');
  const summed = device.computed.number('work_kj') ?? activity.values.work_kj ?? null;
  if (stated === null || stated <= 0 || summed === null) return null;
  const off = stated / 1000 / summed - 1;
  if (Math.abs(off) <= 0.05) return null;
  const share = Number.isFinite(off) ? `${(off * 100).toFixed(0)} % more than` : 'nothing like';
  return `the work the device states is ${share} that of its records: another power was summed`;
}

async function explainRecorded(session: Session, device: number, ours: number | null): Promise<string | null> {
  const { activity } = session;
  if (ours === null) return null;
  const elapsed = session.device.number('total_elapsed_time');
  if (elapsed !== null && device > elapsed + 1) {
    return `the device states more timer time than elapsed time (${elapsed} s)`;
  }
  const { time_s } = (await session.recording()).samples;
  const slack = Math.max(3 + 2 * activity.axis.breaks.length, 0.005 * device);
  const { pauses, start_s, end_s } = activity.detail;
  const { axis } = activity;
  const short = pauses.map((p) => p.end_s - p.start_s).filter((s) => s <= axis.max_gap_s + 1);
  const filled = short.reduce((sum, s) => sum + s, 0);
  if (ours > device) {
    if (Math.abs(ours - filled - device) <= slack) return `${filled.toFixed(0)} s of stops too short to be breaks`;
    const seconds = new Set([...time_s].filter(Number.isFinite).map(Math.floor)).size;
    if (seconds >= ours - slack) return `there are records in ${seconds} different seconds`;
    if (Math.abs(seconds - device) <= slack) {
      return `${(ours - seconds).toFixed(0)} s without a record in gaps too short to be breaks`;
    }
    return null;
  }
  const times = time_s.filter(Number.isFinite);
  if (times.length === 0) return activity.detail.lengths.length > 0 ? 'no record has a time; its lengths count' : null;
  if (times.length <= 1) return 'there is a single record';
  const before = Math.max(0, axis.start_s - start_s);
  const after = Math.max(0, end_s - (axis.start_s + (activity.values.elapsed_s ?? 0)));
  const dropouts = axis.breaks.filter(([, , kind]) => kind !== 'pause').reduce((sum, [a, b]) => sum + b - a, 0);
  const missing = before + after + dropouts;
  // Stops that were filled work the other way.
  if (ours + missing < device - slack || ours + missing - filled > device + slack) return null;
  return `nothing was recorded for ${missing.toFixed(0)} s while the timer ran (${before.toFixed(0)} s at the start, ${after.toFixed(0)} s at the end, ${dropouts} s in gaps)`;
}

async function explainDistance(session: Session, device: number, ours: number | null): Promise<string | null> {
  const { samples } = await session.recording();
  const metres = finite(samples.channels.distance_m);
  if (metres.length === 0) {
    return ours !== null && device === 0 ? 'the device counted none; ours comes from speed or positions' : null;
  }
  const first = metres[0]!;
  const last = metres.at(-1)!;
  const slack = Math.max(2, 0.001 * device);
  if (session.activity.repairs.has('distance-resets')) return 'the counter starts again or leaps, and was put right';
  const leg = session.file.sessions.length > 1;
  const counted = leg ? [last - first] : [last - first, last];
  const from_records = counted.find((m) => ours !== null && Math.abs(m - ours) <= slack);
  if (from_records === undefined) return null;
  const reach = 10 + 3 * metresPerRecord(session, device);
  if (leg && Math.abs(device - from_records) <= reach) return 'the way between two legs, before the first record';
  if (last === first) return 'the counter of the records stands still';
  // More than that is no rounding at the end of a session: it has to be looked at.
  return Math.abs(from_records - device) <= Math.max(30, 0.03 * device)
    ? `its records end at ${from_records.toFixed(0)} m`
    : null;
}

async function explainAveragePower(session: Session, device: number, ours: number | null): Promise<string | null> {
  const contradiction = contradictsItsRecords(session);
  if (contradiction !== null) return contradiction;
  const { activity } = session;
  const nonzero = activity.values.average_power_nonzero_w ?? Number.NaN;
  if (Math.abs(nonzero - device) <= Math.max(1, 0.01 * device)) return LEAVES_ZEROS_OUT;
  const work = activity.values.work_kj ?? Number.NaN;
  const timer = session.device.number('total_timer_time') ?? Number.NaN;
  if (Math.abs((work * 1000) / timer - device) <= 1) return 'the same work over the device’s timer time';
  return explainMean(session, 'power_w', device, ours, ['avg_power_with_zeros', 'avg_power_without_zeros']);
}

async function explainAverageHeartRate(session: Session, device: number, ours: number | null): Promise<string | null> {
  if (ours === null && session.activity.absent.average_hr_bpm === 'insufficient_coverage') {
    return 'less than half of the time has a plausible heart rate';
  }
  const { samples, lengths } = await session.recording();
  const active = lengths.filter((length) => length.active);
  const hr = samples.channels.heart_rate_bpm;
  if (hr && active.length > 0) {
    const swum = finite(
      hr.filter((_, i) => {
        const t = samples.time_s[i]!;
        return active.some((length) => t >= length.start_s && t < length.start_s + length.duration_s);
      }),
    );
    if (Math.abs(mean(swum) - device) <= 1.5) return 'the device averages over the lengths swum';
  }
  return explainMean(session, 'heart_rate_bpm', device, ours, []);
}

async function explainMean(
  session: Session,
  channel: 'power_w' | 'heart_rate_bpm',
  device: number,
  ours: number | null,
  references: readonly string[],
): Promise<string | null> {
  if (ours === null) return null;
  const values = finite((await session.recording()).samples.channels[channel]);
  const records = mean(values);
  if (Math.abs(records - device) <= 1) {
    const repairs = [...session.activity.repairs.keys()].join(', ');
    return `the records as written, before repair or resampling${repairs === '' ? '' : ` (${repairs})`}`;
  }
  const positive = mean(values.filter((v) => v > 0));
  if (Math.abs(positive - device) <= 1) return 'the device leaves zeros out, and counts records as written';
  const counter = finite((await session.recording()).samples.channels.accumulated_power_w);
  const timer = session.device.number('total_timer_time') ?? Number.NaN;
  if (channel === 'power_w' && counter.length > 1) {
    const counted = (counter.at(-1)! - counter[0]!) / timer;
    if (Math.abs(counted - device) <= 1.5) return 'the power counter goes on where there are no records';
  }
  const reference = references.map((name) => session.device.computed.number(name)).find((v) => v !== null) ?? records;
  const spiky = channel === 'power_w' && session.activity.repairs.has('power-spikes');
  if (Math.abs(reference - ours) > Math.max(1, 0.015 * ours) || !(spiky || isClose(device, ours))) return null;
  return `the device’s figure is not that of its records, which average ${reference.toFixed(1)}`;
}

/** Devices and their own records differ by a little; more than that has to be looked at. */
function isClose(device: number, ours: number): boolean {
  return Math.abs(device - ours) <= 0.03 * ours;
}

async function explainWork(session: Session, device: number, ours: number | null): Promise<string | null> {
  const contradiction = contradictsItsRecords(session);
  if (contradiction !== null) return contradiction;
  if (ours === null) return null;
  const timer = session.device.number('total_timer_time');
  const seconds = session.activity.values.recorded_s ?? 0;
  if (timer !== null && Math.abs(seconds - timer) > 0 && Math.abs((ours / seconds) * timer - device) <= 1) {
    return 'the same power over the device’s timer time';
  }
  const records = mean(finite((await session.recording()).samples.channels.power_w).map((w) => w / 1000));
  const count = finite((await session.recording()).samples.channels.power_w).length;
  if (Math.abs(records * count - device) <= Math.max(1, 0.005 * device)) return 'the records as written, before repair';
  const reference = session.device.computed.number('work_kj') ?? records * count;
  if (Math.abs(reference - ours) > Math.max(1, 0.015 * ours) || !isClose(device, ours)) return null;
  return `the device’s figure is not that of its records, which add up to ${reference.toFixed(1)}`;
}

async function explainStress(session: Session, device: number, ours: number | null): Promise<string | null> {
  const contradiction = contradictsItsRecords(session);
  if (contradiction !== null) return contradiction;
  const { device: row } = session;
  const np = row.number('normalized_power');
  const ftp = row.number('threshold_power');
  if (ours === null || np === null || ftp === null) return null;
  const own = session.activity.values.np_w ?? Number.NaN;
  if (Math.abs(np / own - 1) > 0.01) return `the device’s NP is ${np} W, ours ${own.toFixed(1)} W`;
  const from_own = trainingStress(row.number('total_timer_time') ?? 0, np, ftp);
  if (Math.abs(from_own - device) > 0.035 * device)
    return `its own NP and FTP over its own time give ${from_own.toFixed(1)}`;
  return null;
}

async function explainMaximum(
  session: Session,
  channel: 'power_w' | 'heart_rate_bpm',
  device: number,
  ours: number | null,
): Promise<string | null> {
  const id = channel === 'power_w' ? 'max_power_w' : 'highest_hr_bpm';
  if (ours === null && session.activity.absent[id] === 'insufficient_coverage') {
    return 'less than half of the time has a plausible value';
  }
  if (ours === null) return null;
  const highest = Math.max(0, ...chunksMax(finite((await session.recording()).samples.channels[channel])));
  const changed = REPAIRS_OF[channel].filter((repair) => session.activity.repairs.has(repair));
  if (Math.abs(highest - device) <= 1 && changed.length > 0) return `taken out by repair (${changed.join(', ')})`;
  if (Math.abs(highest - device) <= 1 && Math.abs(highest - ours) <= 1.5)
    return 'two records in one second are averaged';
  if (Math.abs(device - ours) > 0.05 * ours) return null;
  if (highest < device && Math.abs(highest - ours) <= 1.5) return `no record is higher than ${highest}`;
  if (highest > device && Math.abs(highest - ours) <= 1.5)
    return `a record of ${highest} is not in the device’s figure`;
  return null;
}

const REPAIRS_OF = {
  power_w: ['power-spikes', 'pause-records', 'clock-resets'],
  heart_rate_bpm: ['heart-rate-dropouts', 'pause-records', 'clock-resets'],
} as const;

function finite(values: Float64Array | undefined): Float64Array {
  return values ? values.filter((v) => Number.isFinite(v)) : new Float64Array(0);
}

function mean(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Maxima of parts: a spread of a whole day would not fit into one call. */
function* chunksMax(values: Float64Array): Generator<number> {
  for (let i = 0; i < values.length; i += 10_000) yield Math.max(...values.subarray(i, i + 10_000));
}
