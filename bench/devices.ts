/**
 * Compares what was imported with what the devices wrote themselves: `npm run devices -- <folder> <device-truth.json>`.
 * Takes any file of that form. Every session, lap and length is counted, every figure compared to the precision of the
 * file; what differs is printed with its reason, and fails where there is none. Exit code 1 when anything fails.
 */

import { readFileSync } from 'node:fs';
import { contradictsItsRecords, FIELDS, type Field, KEPT, LEAVES_ZEROS_OUT, type Session } from './devices-fields.ts';
import { type Imported, type ImportedFile, importInputs, locate } from './devices-import.ts';
import { type LapPair, lapTable, pairLaps, preciseDistances } from './devices-laps.ts';
import { judgeNormalizedPower, type NormalizedPowerResult, RULES } from './devices-np.ts';
import { median, number, percent, percentile, textTable } from './devices-table.ts';
import { type DeviceFile, readTruth } from './devices-truth.ts';

/** One comparison of one session. */
export interface Measured {
  readonly field: Field;
  readonly session: Session;
  readonly device: number;
  readonly ours: number | null;
  /** null: within the precision of the file. */
  readonly outside: { readonly reason: string | null } | null;
}

export interface Bar {
  readonly what: string;
  readonly passed: boolean;
}

export interface DevicesReport {
  readonly imported: string;
  readonly sessions: number;
  readonly measured: readonly Measured[];
  readonly np: readonly NormalizedPowerResult[];
  readonly laps: readonly LapPair[];
  readonly bars: readonly Bar[];
  /** Lines about single files and sessions, failures first. */
  readonly notes: readonly { readonly failed: boolean; readonly text: string }[];
  readonly passed: number;
  readonly failed: number;
}

/** Shares of sessions that must be within precision, where there are enough of them to speak of a share. */
const MIN_SHARE = 0.9;
const ENOUGH = 10;

/** Imports and compares; prints nothing. */
export async function compareDevices(folder: string, truth: unknown): Promise<DevicesReport> {
  const files = readTruth(truth);
  const inputs = files.flatMap(({ label }) => {
    const path = locate(folder, label);
    return path === null ? [] : [{ label, path }];
  });
  const imported = await importInputs(inputs);
  try {
    return await report(files, imported);
  } finally {
    await imported.close();
  }
}

async function report(files: readonly DeviceFile[], imported: Imported): Promise<DevicesReport> {
  const notes: { failed: boolean; text: string }[] = [];
  let passed = 0;
  let failed = 0;
  const check = (ok: boolean, text: string) => {
    if (ok) passed++;
    else {
      failed++;
      notes.push({ failed: true, text });
    }
  };
  const tell = (text: string) => notes.push({ failed: false, text });

  const sessions: Session[] = [];
  const laps: LapPair[] = [];
  const judged = new Map<number, string>();
  for (const file of files) {
    const found = imported.files.get(file.label);
    if (!found) {
      tell(`${file.label}: not in the folder, left out`);
      continue;
    }
    const before = found.activities.map((a) => judged.get(a.recording_id)).find((label) => label !== undefined);
    if (before !== undefined) {
      tell(`${file.label}: the same content as ${before}, judged once`);
      continue;
    }
    for (const { recording_id } of found.activities) judged.set(recording_id, file.label);
    checkCounts(file, found, check, tell);
    sessions.push(...pair(file, found, imported));
    laps.push(...pairLaps(file, found));
  }

  const measured: Measured[] = [];
  const np: NormalizedPowerResult[] = [];
  for (const session of sessions) {
    checkKept(session, check);
    for (const field of FIELDS) {
      const result = await measure(field, session);
      if (!result) continue;
      measured.push(result);
      if (field.information) continue;
      const reason = result.outside?.reason ?? null;
      check(result.outside === null || reason !== null, `${name(session)}: ${difference(result)}`);
      if (reason !== null) tell(`${name(session)}: ${difference(result)}: ${reason}`);
    }
    const result = await judgeNormalizedPower(session);
    if (result) np.push(result);
  }
  for (const result of np) {
    const { device, ours, relative, excluded, reason } = result;
    const text = `${name(result.session)}: NP ${number(ours)} W, device ${device} W (${percent(relative)})`;
    if (excluded !== null) tell(`${text}: the device’s own value is no reference: ${excluded}`);
    else if (Number.isNaN(relative)) check(false, `${text}: none of ours`);
    else if (reason !== null) tell(`${text}: ${reason}`);
  }
  const bars = [...npBars(np), ...fieldBars(measured), ...lapBars(laps)];
  for (const bar of bars) {
    if (bar.passed) passed++;
    else failed++;
  }
  if (sessions.length === 0) check(false, 'no session could be compared');
  return { imported: imported.summary, sessions: sessions.length, measured, np, laps, bars, notes, passed, failed };
}

type Check = (ok: boolean, text: string) => void;

function checkCounts(file: DeviceFile, found: ImportedFile, check: Check, tell: (text: string) => void): void {
  const { label, sessions, incomplete } = file;
  const { activities, row } = found;
  const said = row?.reason || 'no reason given';
  if (file.is_activity === null) return;
  if (!file.is_activity) {
    check(activities.length === 0, `${label}: holds no activity, but ${activities.length} came out of it`);
    return;
  }
  const seconds = sessions.reduce((sum, s) => sum + (s.number('total_timer_time', 'total_elapsed_time') ?? 0), 0);
  if (activities.length === 0 && file.records === 0 && seconds < 60) {
    check(row !== null && row.outcome === 'failed', `${label}: nothing was recorded and nothing was said`);
    tell(`${label}: no record and less than a minute: refused (${said})`);
    return;
  }
  const compare = (what: string, device: number | null, ours: number) => {
    if (device === null) return;
    // What the reference could not decode to the end may hold more than it counted.
    const ok = incomplete === null ? ours === device : ours >= device;
    check(ok, `${label}: ${ours} ${what}, the file has ${device} (${said})`);
  };
  if (incomplete !== null) tell(`${label}: the reference could not decode it (${incomplete}): counts are lower bounds`);
  compare('sessions', sessions.length, activities.length);
  if (activities.length === 0) return;
  const sum = (count: (a: ImportedFile['activities'][number]) => number) =>
    activities.reduce((total, a) => total + count(a), 0);
  compare(
    'laps',
    file.laps,
    sum((a) => a.laps.length),
  );
  compare(
    'lengths',
    file.lengths,
    sum((a) => a.detail.lengths.length),
  );
  compare(
    'sets',
    file.sets,
    sum((a) => a.detail.sets.length),
  );
}

/** Sessions with the activities made of them: in order when there are as many, else by their start. */
function pair(file: DeviceFile, { activities }: ImportedFile, imported: Imported): Session[] {
  const pairs: Session[] = [];
  file.sessions.forEach((device, i) => {
    const start = device.time('start_time');
    const activity =
      activities.length === file.sessions.length
        ? activities[i]
        : activities.find((a) => start !== null && Math.abs(a.start_s - start) < 5);
    if (!activity) return;
    let recording: ReturnType<Imported['recording']> | undefined;
    pairs.push({
      file,
      device,
      activity,
      recording: () => {
        recording ??= imported.recording(activity);
        return recording;
      },
    });
  });
  return pairs;
}

/** What the device wrote is kept beside ours, unchanged. */
function checkKept(session: Session, check: Check): void {
  const kept = session.activity.detail.device_values as Readonly<Record<string, number | undefined>>;
  const wrong: string[] = [];
  for (const [field, key, scale] of KEPT) {
    const written = session.device.number(field);
    if (written === null) continue;
    const value = kept[key];
    // The reference may have rounded to six decimals.
    if (value === undefined || Math.abs(value - written * scale) > 1e-5 * Math.max(1, Math.abs(value))) {
      wrong.push(`${field} ${written} is kept as ${value ?? 'nothing'}`);
    }
  }
  check(wrong.length === 0, `${name(session)}: device values: ${wrong.join(', ')}`);
}

async function measure(field: Field, session: Session): Promise<Measured | null> {
  const device = field.device(session.device);
  if (device === null) return null;
  const ours = field.ours(session.activity, session.device);
  // Some devices write 0 where they measured nothing.
  if (device === 0 && ours === null) return null;
  const off = ours === null ? Number.POSITIVE_INFINITY : Math.abs(ours - device);
  if (off <= field.tolerance(session, device)) return { field, session, device, ours, outside: null };
  const reason = await field.explain(session, device, ours);
  return { field, session, device, ours, outside: { reason } };
}

function npBars(np: readonly NormalizedPowerResult[]): Bar[] {
  const off = np.filter((r) => r.excluded === null).map((r) => Math.abs(r.relative));
  if (off.length === 0) return [];
  const within = off.filter((v) => v <= 0.01).length;
  const highest = Math.max(...off);
  const middle = median(off);
  return [
    { what: `NP: median difference ${percent(middle)}, at most 0.3 % allowed`, passed: middle < 0.003 },
    {
      what: `NP: ${within} of ${off.length} sessions within 1 % (${percent(within / off.length, 0)}), 90 % needed`,
      passed: within >= MIN_SHARE * off.length,
    },
    { what: `NP: largest difference ${percent(highest)}, at most 2.5 % allowed`, passed: highest <= 0.025 },
  ];
}

function fieldBars(measured: readonly Measured[]): Bar[] {
  const bars: Bar[] = [];
  for (const field of FIELDS) {
    if (field.information || field.no_share) continue;
    // A session that contradicts itself says nothing about precision.
    const of = measured.filter((m) => m.field === field && !(m.outside && contradictsItsRecords(m.session) !== null));
    if (of.length < ENOUGH) continue;
    const exact = of.filter((m) => m.outside === null || m.outside.reason === LEAVES_ZEROS_OUT).length;
    const share = percent(exact / of.length, 0);
    bars.push({
      what: `${field.id}: ${exact} of ${of.length} sessions within the precision of the file (${share}), 90 % needed`,
      passed: exact >= MIN_SHARE * of.length,
    });
  }
  return bars;
}

function lapBars(laps: readonly LapPair[]): Bar[] {
  const share = preciseDistances(laps);
  if (laps.length < ENOUGH || Number.isNaN(share)) return [];
  const what = `laps: distance within 5 m or 1 % in ${percent(share, 0)}, 90 % needed`;
  return [{ what, passed: share >= MIN_SHARE }];
}

function name({ file, device }: Session): string {
  const place = file.sessions.length > 1 ? ` session ${file.sessions.indexOf(device)}` : '';
  return `${file.label}${place}`;
}

function difference({ field, device, ours }: Measured): string {
  const unit = field.unit === '' ? '' : ` ${field.unit}`;
  const off = ours === null ? '' : ` (${ours >= device ? '+' : ''}${number(ours - device)}${unit})`;
  return `${field.id} ${number(ours)}${unit}, device ${number(device)}${unit}${off}`;
}

/** The report as the command prints it; the last line is `N passed, M failed`. */
export function reportLines(r: DevicesReport): string[] {
  const lines = [`import: ${r.imported}; ${r.sessions} sessions compared`, ''];
  const failures = r.notes.filter((note) => note.failed);
  const reasons = r.notes.filter((note) => !note.failed);
  if (reasons.length > 0) lines.push('Outside the precision of the file, with a reason:');
  lines.push(...reasons.map((note) => `  ${note.text}`), '');
  lines.push(...fieldTable(r.measured), '', ...npTable(r.np), '');
  lines.push(...lapTable(r.laps), '');
  lines.push(...r.bars.map((bar) => `${bar.passed ? 'ok  ' : 'FAIL'} ${bar.what}`));
  lines.push(...failures.map((note) => `FAIL ${note.text}`));
  lines.push(`${r.passed} passed, ${r.failed} failed`);
  return lines;
}

function fieldTable(measured: readonly Measured[]): string[] {
  const rows: string[][] = [];
  for (const field of FIELDS) {
    const all = measured.filter((m) => m.field === field);
    if (all.length === 0) continue;
    const families = [...Map.groupBy(all, (m) => m.session.activity.family)].sort((a, b) => b[1].length - a[1].length);
    rows.push(fieldRow(field.id + (field.information ? ' (information)' : ''), all));
    if (families.length > 1) for (const [family, of] of families) rows.push(fieldRow(`  ${family}`, of));
  }
  const header = ['field', 'sessions', 'precise', 'explained', 'failed', 'median', '90 %', '99 %', 'largest', 'unit'];
  return textTable(header, rows);
}

function fieldRow(title: string, of: readonly Measured[]): string[] {
  const off = of.map((m) => (m.ours === null ? Number.NaN : Math.abs(m.ours - m.device)));
  const precise = of.filter((m) => m.outside === null).length;
  const explained = of.filter((m) => m.outside !== null && m.outside.reason !== null).length;
  const information = of[0]?.field.information === true;
  const digits = (v: number) => number(v, v > 0 && v < 1 ? 3 : 1);
  return [
    title,
    String(of.length),
    String(precise),
    information ? '' : String(explained),
    information ? '' : String(of.length - precise - explained),
    digits(median(off)),
    digits(percentile(off, 0.9)),
    digits(percentile(off, 0.99)),
    digits(percentile(off, 1)),
    of[0]?.field.unit ?? '',
  ];
}

/** The NP by each rule for breaks, by maker: the ground on which the rule was chosen. */
function npTable(np: readonly NormalizedPowerResult[]): string[] {
  const used = np.filter((r) => r.excluded === null);
  if (used.length === 0) return [];
  const groups: [string, NormalizedPowerResult[]][] = [
    ['all', used],
    ...Map.groupBy(used, (r) => `  ${r.session.activity.family}`),
    ...Map.groupBy(used, (r) => `  ${r.session.file.manufacturer}`),
  ];
  const rows = groups.map(([title, of]) => {
    const cells = [title, String(of.length)];
    for (const rule of [null, ...RULES]) {
      const off = of.map((r) => Math.abs(rule === null ? r.relative : r.variants[rule] / r.device - 1));
      const within = off.filter((v) => v <= 0.01).length;
      cells.push(`${percent(median(off))} ${percent(percentile(off, 1), 1)} ${within}`);
    }
    return cells;
  });
  const header = [
    'normalized power',
    'sessions',
    'as stored',
    'breaks cut out',
    'on the clock',
    'restart after breaks',
  ];
  return ['Differences as median, largest, sessions within 1 %:', ...textTable(header, rows)];
}

async function main(folder: string, path: string): Promise<number> {
  let result: DevicesReport;
  try {
    result = await compareDevices(folder, JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  process.stdout.write(`${reportLines(result).join('\n')}\n`);
  return result.failed > 0 || result.passed === 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await main(
    process.argv[2] ?? '../shared/data',
    process.argv[3] ?? '../shared/data/device-truth.json',
  );
}
