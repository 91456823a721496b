/**
 * Compares our metrics with those of an independent program: `npm run oracle -- <folder> <goldencheetah.json>`. Files and
 * synthetic activities go in through the ordinary import. A value agrees as stored, or on that program's reading of the
 * file, or by one of its known quirks computed with our functions; some differences are only named. Anything else fails,
 * with exit code 1.
 */

import { readFileSync } from 'node:fs';
import type { Recording } from '../src/core/recording.ts';
import { FAMILIES } from '../src/core/sport.ts';
import type { DecodedCurve } from '../src/store/curve-codec.ts';
import { changeAthlete, setThresholds } from '../src/sync/athlete-settings.ts';
import { type Imported, type Input, importInputs, locate, type StoredActivity } from './devices-import.ts';
import { median, number, percent, percentile, textTable } from './devices-table.ts';
import { allowanceFor, type Circumstances } from './oracle-allowances.ts';
import { type Oracle, type OracleFile, type OracleSynthetic, readOracle } from './oracle-file.ts';
import { NOT_OURS, ORACLE_METRICS, type OracleMetric } from './oracle-metrics.ts';
import { type CurveKind, goldenCheetahReading, type Reading, type Source, thresholdValues } from './oracle-reading.ts';
import { syntheticFile, syntheticRecording } from './oracle-synthetic.ts';

export type Outcome = 'stored' | 'reading' | 'quirk' | 'named' | 'failed';

export interface Compared {
  readonly label: string;
  readonly key: string;
  readonly expected: number;
  /** As stored by the import; NaN when there is none. */
  readonly stored: number;
  /** The value that agrees, else the nearest one. */
  readonly best: number;
  readonly outcome: Outcome;
  /** What explains a difference from the stored value; null when there is none to explain or no explanation. */
  readonly reason: string | null;
}

export interface OracleReport {
  readonly program: string;
  readonly imported: string;
  readonly compared: readonly Compared[];
  /** Metric -> why it is not compared, and how many values there were. */
  readonly left_out: ReadonlyMap<string, { readonly reason: string; readonly count: number }>;
  /** About files as a whole. */
  readonly notes: readonly { readonly failed: boolean; readonly text: string }[];
  readonly passed: number;
  readonly failed: number;
}

/** Reading of the file itself as a reason. */
const READING = 'the file is read as that program does: gaps under 25 s filled, missing values 0, nothing repaired';
const UNROUNDED = ', before rounding to what a file holds';

/** Imports and compares; prints nothing. `folder` is what the paths of the file are relative to. */
export async function compareOracle(folder: string, parsed: unknown): Promise<OracleReport> {
  const oracle = readOracle(parsed);
  const notes: { failed: boolean; text: string }[] = [];
  const paths = new Map(oracle.files.map(({ label }) => [label, locate(folder, label)]));
  const present = oracle.files.filter(({ label }) => paths.get(label) !== null);
  for (const { label } of oracle.files) {
    if (!present.some((file) => file.label === label))
      notes.push({ failed: false, text: `${label}: not there, left out` });
  }
  const inputs: Input[] = [
    ...present.map(({ label }) => ({ label, path: paths.get(label)! })),
    ...oracle.synthetic.map((activity, i) => ({ label: activity.label, bytes: syntheticFile(activity, i) })),
  ];
  const prepare = (paceline: Parameters<typeof setThresholds>[0], id: number) => setAthlete(paceline, id, oracle);
  const imported = await importInputs(inputs, { prepare });
  try {
    const compared: Compared[] = [];
    const left_out = new Map<string, { reason: string; count: number }>();
    for (const file of [...oracle.synthetic, ...present]) {
      const found = imported.files.get(file.label);
      if (!found || found.activities.length === 0) {
        const recording_format = /\.(fit|gpx|tcx)$/i.test(file.label) || 'channels' in file;
        notes.push({
          failed: recording_format,
          text: `${file.label}: no activity (${found?.row?.reason ?? 'not read'})`,
        });
        continue;
      }
      compared.push(...(await compareFile(file, oracle, imported, left_out)));
    }
    if (compared.length === 0) notes.push({ failed: true, text: 'nothing could be compared' });
    const failed = compared.filter((c) => c.outcome === 'failed').length + notes.filter((note) => note.failed).length;
    const passed = compared.filter((c) => c.outcome !== 'failed' && c.outcome !== 'named').length;
    return { program: oracle.program, imported: imported.summary, compared, left_out, notes, passed, failed };
  } finally {
    await imported.close();
  }
}

async function setAthlete(
  paceline: Parameters<typeof setThresholds>[0],
  athlete_id: number,
  { athlete }: Oracle,
): Promise<void> {
  await changeAthlete(paceline, athlete_id, { sex: athlete.sex, height_m: athlete.height_m });
  for (const family of FAMILIES) {
    const changes = thresholdValues(athlete, family).map(([kind, value]) => ({ kind, family, value }));
    await setThresholds(paceline, athlete_id, changes, '1980-01-01');
  }
}

async function compareFile(
  file: OracleFile | OracleSynthetic,
  oracle: Oracle,
  imported: Imported,
  left_out: Map<string, { reason: string; count: number }>,
): Promise<Compared[]> {
  const { activities } = imported.files.get(file.label)!;
  const recordings: Recording[] = [];
  for (const activity of activities) recordings.push(await imported.recording(activity));
  const synthetic = 'channels' in file ? file : null;
  const hold = synthetic?.interval_s ?? 1;
  const reading = goldenCheetahReading(recordings, file.sport, oracle.athlete, hold);
  const unrounded = synthetic
    ? goldenCheetahReading([syntheticRecording(synthetic, 0)], file.sport, oracle.athlete, hold)
    : null;
  const stored = activities.length === 1 ? await storedSource(activities[0]!, imported) : NOTHING;
  const compared: Compared[] = [];
  for (const [key, expected] of leaves(file.expected)) {
    const metric = ORACLE_METRICS.get(key);
    if (!metric) {
      const known = left_out.get(key);
      left_out.set(key, { reason: NOT_OURS[key] ?? 'not known here', count: (known?.count ?? 0) + 1 });
      continue;
    }
    const precision = synthetic ? exactly(metric, expected) : onDevices(metric, expected, file);
    const own = metric.ours(stored, oracle.athlete);
    const tried = tryAll(metric, expected, precision, own, [reading, unrounded], oracle);
    const outcome = { label: file.label, key, expected, stored: own };
    if (tried.outcome !== 'failed') compared.push({ ...outcome, ...tried });
    else {
      const reason = allowanceFor(circumstances(file, key, metric, expected, reading, recordings), tried.best);
      compared.push({ ...outcome, ...tried, outcome: reason === null ? 'failed' : 'named', reason });
    }
  }
  return compared;
}

/** Values are printed with five decimals; W′ time constants are whole seconds. */
function exactly({ key }: OracleMetric, expected: number): number {
  return key.endsWith('.tau') ? 1e-9 : Math.max(1e-4 * Math.abs(expected), 6e-6);
}

/** metrics.md, section 23: averages and NP 0.5 %, loads 1 %, times a second per gap, elevation 2 %. */
function onDevices({ kind, key }: OracleMetric, expected: number, file: OracleFile): number {
  const size = Math.abs(expected);
  if (key === 'aerobic_decoupling') return 0.1;
  if (key.endsWith('.tau')) return Math.max(1, 0.005 * size);
  if (kind === 'w_prime')
    return key.endsWith('wbal_max_depletion') ? Math.max(0.5, 0.005 * size) : Math.max(0.1, 0.005 * size);
  if (kind === 'time') return Math.max(2, 0.005 * size);
  if (kind === 'zone') return Math.max(5, 0.005 * size);
  if (kind === 'elevation') {
    // One turn more or less at the threshold.
    const side = file.expected[key === 'elevation_loss_h3' ? key : 'elevation_gain_h3'];
    return Math.max(0.02, (1.5 * 3) / Math.abs(Number(side ?? size))) * size;
  }
  return (kind === 'load' ? 0.01 : 0.005) * size;
}

function tryAll(
  metric: OracleMetric,
  expected: number,
  precision: number,
  own: number,
  readings: readonly (Reading | null)[],
  { athlete }: Oracle,
): Pick<Compared, 'best' | 'outcome' | 'reason'> {
  if (Math.abs(own - expected) <= precision) return { best: own, outcome: 'stored', reason: null };
  let best = own;
  for (const [i, reading] of readings.entries()) {
    if (reading === null) continue;
    const suffix = i === 0 ? '' : UNROUNDED;
    const tries: [Outcome, string, () => number][] = [
      ['reading', READING, () => metric.ours(reading, athlete)],
      ...metric.quirks.map((quirk): [Outcome, string, () => number] => [
        'quirk',
        quirk.reason,
        () => quirk.value(reading, athlete),
      ]),
    ];
    for (const [outcome, reason, value] of tries) {
      const found = value();
      if (Math.abs(found - expected) <= precision) return { best: found, outcome, reason: reason + suffix };
      if (Number.isNaN(best) || Math.abs(found - expected) < Math.abs(best - expected)) best = found;
    }
  }
  return { best, outcome: 'failed', reason: null };
}

function circumstances(
  file: OracleFile,
  key: string,
  { kind }: OracleMetric,
  expected: number,
  reading: Reading,
  recordings: readonly Recording[],
): Circumstances {
  const times = recordings.flatMap(({ samples }) => [...samples.time_s].filter(Number.isFinite));
  const has = (id: 'speed_mps' | 'altitude_m') => recordings.some(({ samples }) => samples.channels[id] !== undefined);
  const holes = recordings.some(({ samples }) => samples.channels.altitude_m?.some(Number.isNaN) ?? false);
  return {
    label: file.label,
    key,
    kind,
    expected,
    all: file.expected,
    reading,
    fractional: times.filter((t) => t % 1 !== 0).length / Math.max(1, times.length),
    has_speed: has('speed_mps'),
    whole_altitude: has('altitude_m') && !holes,
  };
}

const NOTHING: Source = { metric: () => Number.NaN, curve: () => Number.NaN };

async function storedSource(activity: StoredActivity, imported: Imported): Promise<Source> {
  const curves = new Map<CurveKind, DecodedCurve | null>();
  for (const kind of ['power_w', 'heart_rate_bpm', 'speed_mps'] as const) {
    curves.set(kind, await imported.curve(activity, kind));
  }
  return {
    metric: (id) => activity.values[id] ?? Number.NaN,
    curve(kind, seconds) {
      const curve = curves.get(kind);
      const at = curve ? curve.durations_s.indexOf(seconds) : -1;
      return at < 0 ? Number.NaN : curve!.values[at]!;
    },
  };
}

/** Numbers of an object and of the objects in it, by dotted path; a list counts as one value nobody compares. */
function* leaves(expected: Readonly<Record<string, unknown>>, prefix = ''): Generator<[string, number]> {
  for (const [key, value] of Object.entries(expected)) {
    if (typeof value === 'number' && Number.isFinite(value)) yield [prefix + key, value];
    else if (Array.isArray(value)) yield [prefix + key, Number.NaN];
    else if (typeof value === 'object' && value !== null) {
      yield* leaves(value as Readonly<Record<string, unknown>>, `${prefix}${key}.`);
    }
  }
}

/** The report as the command prints it; the last line is `N passed, M failed`. */
export function reportLines(r: OracleReport): string[] {
  const lines = [`compared with ${r.program}; import: ${r.imported}`, ''];
  lines.push(...metricTable(r.compared), '', ...reasonTable(r.compared), '');
  if (r.left_out.size > 0) lines.push('Not compared:');
  for (const [key, { reason, count }] of r.left_out) lines.push(`  ${key} (${count}): ${reason}`);
  for (const note of r.notes) lines.push(`${note.failed ? 'FAIL' : '    '} ${note.text}`);
  for (const c of r.compared) if (c.outcome === 'failed') lines.push(`FAIL ${difference(c)}`);
  const named = r.compared.filter((c) => c.outcome === 'named').length;
  lines.push('', `${named} values differ for a reason that is named but not recomputed`);
  lines.push(`${r.passed} passed, ${r.failed} failed`);
  return lines;
}

function difference({ label, key, expected, stored, best }: Compared): string {
  return `${label} ${key}: expected ${expected}, stored ${number(stored, 5)}, nearest ${number(best, 5)} (${percent(best / expected - 1)})`;
}

const relative = (value: number, expected: number) =>
  expected === 0 ? Math.abs(value) : Math.abs(value / expected - 1);

function metricTable(compared: readonly Compared[]): string[] {
  const rows = [...Map.groupBy(compared, (c) => c.key)].map(([key, of]) => {
    const count = (outcome: Outcome) => String(of.filter((c) => c.outcome === outcome).length);
    const off = of.filter((c) => !Number.isNaN(c.stored)).map((c) => relative(c.stored, c.expected));
    const explained = of.filter((c) => c.outcome !== 'named').map((c) => relative(c.best, c.expected));
    return [
      key,
      String(of.length),
      ...(['stored', 'reading', 'quirk', 'named', 'failed'] as const).map(count),
      percent(median(off)),
      percent(percentile(off, 0.9), 1),
      percent(percentile(explained, 1)),
    ];
  });
  const header = ['metric', 'values', 'as stored', 'reading', 'quirk', 'named', 'failed', 'median', '90 %', 'emulated'];
  return [
    'Differences of what is stored (median, 90 %) and of the nearest emulation (largest):',
    ...textTable(header, rows),
  ];
}

function reasonTable(compared: readonly Compared[]): string[] {
  const explained = compared.filter((c) => c.reason !== null);
  const rows = [...Map.groupBy(explained, (c) => `${c.outcome === 'named' ? 'named: ' : ''}${c.reason}`)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([reason, of]) => [reason, String(of.length), String(new Set(of.map((c) => c.label)).size)]);
  return textTable(['what explains a difference', 'values', 'activities'], rows);
}

async function main(folder: string, path: string): Promise<number> {
  let result: OracleReport;
  try {
    result = await compareOracle(folder, JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  process.stdout.write(`${reportLines(result).join('\n')}\n`);
  return result.failed > 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await main(
    process.argv[2] ?? '../shared',
    process.argv[3] ?? '../shared/golden/goldencheetah.json',
  );
}
