/**
 * Garmin's account export (DI_CONNECT): activity summaries as facts, days and nights as readings, uploaded files as
 * entries. What is known of its layout comes from public readers of real exports; the rest is named in `left_out`.
 */

import type { ActivityFact, SettingOffer, SourceContents, SourceProblem } from '../../core/source.ts';
import { cleanLine } from '../../core/text.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import { sentence, type TreeFile } from '../folder/file-tree.ts';
import { EMPTY_PART, leftOut, type SourcePart } from '../folder/source-part.ts';
import { classifyName } from '../folder/training-file.ts';
import { type EnergyUnit, energyUnitOf, factOfSummary } from './activity-summary.ts';
import { DailyReadings } from './daily-readings.ts';
import { figure, type JsonRecord, jsonRecords, list, object } from './json-records.ts';

const WRAPPER = 'summarizedActivitiesExport';
/** Records that decide the unit of energy. */
const SAMPLE_RECORDS = 300;
/** Four times the largest summary seen. */
const MAX_TABLE_BYTES = 512 * 1024 ** 2;
/** More activities than anyone has; bounds what a hostile file can make grow. */
const MAX_RECORDS = 100_000;

/** Copies of what devices hold: settings, plans and metrics, no activities of their own. */
const BACKUPS = /(?:^|\/)[^/]*(?:TrainingBackup|LhaBackup|AdaptiveCoachingSchedule|device-backups-files)[^/]*\.zip$/i;

/** Archives of a Garmin export that are not worth opening. */
export function isGarminBackup(path: string): boolean {
  return BACKUPS.test(path);
}

/** The folders that hold a DI_CONNECT, each with a `/` at the end, or '' for the tree itself. */
export function findGarminRoots(files: readonly TreeFile[]): string[] {
  const roots = new Set<string>();
  for (const { path } of files) {
    const at = /^(.*?)(?:DI_CONNECT\/|DI-Connect-(?:Fitness|Wellness|Aggregator|Uploaded-Files|User|Metrics)\/)/.exec(
      path,
    );
    const before = at?.[1];
    if (before !== undefined && (before === '' || before.endsWith('/'))) roots.add(before);
  }
  return [...roots].sort();
}

/** Folders of other Garmin products and of the account; tracks in them are not workouts. */
const OTHER_FOLDERS =
  /(?:^|\/)(?:INREACH|DI_LIVETRACK|DI-LiveTrack|DI-GOLF|DI-Connect-(?:Device|Routing|Social)|customer_data)\//i;

/** Reads an export. `files` are those below its root. */
export async function readGarminArchive(files: readonly TreeFile[]): Promise<SourcePart> {
  const problems: SourceProblem[] = [];
  const left_out: SourceProblem[] = [];
  const reader = new ExportReader(problems);
  const offered: TreeFile[] = [];
  const rest: TreeFile[] = [];
  for (const file of files) {
    if (await reader.read(file)) continue;
    if (isGarminBackup(file.path))
      left_out.push({ label: file.path, reason: 'a backup of device data, without activities' });
    else if (classifyName(file.path) !== 'training') rest.push(file);
    else if (OTHER_FOLDERS.test(file.path)) left_out.push({ label: file.path, reason: 'not a recorded workout' });
    else offered.push(file);
  }
  return {
    ...EMPTY_PART,
    kind: 'garmin_archive',
    ...reader.finish(),
    problems,
    left_out: [...left_out, ...reader.left_out, ...leftOut(rest)],
    files: offered.map(withoutAddress),
  };
}

/** Uploaded files carry the account's e-mail address in their names; it has no place in messages. */
function withoutAddress(file: TreeFile): TreeFile {
  const path = file.path.replace(/(^|\/)[^/]+@[^/_]+_(?=[^/]*$)/, '$1');
  return path === file.path ? file : { ...file, path };
}

class ExportReader {
  readonly left_out: SourceProblem[] = [];
  readonly #problems: SourceProblem[];
  readonly #facts = new Map<string, ActivityFact>();
  readonly #days = new DailyReadings();
  /** VO₂max estimates by sport; one series is chosen at the end. */
  readonly #max_met: { RUNNING: JsonRecord[]; CYCLING: JsonRecord[] } = { RUNNING: [], CYCLING: [] };
  readonly #gear_names = new Map<string, string>();
  readonly #gear: { name: string; kind: 'bike' | 'shoes' | 'other' }[] = [];
  readonly #gear_of = new Map<string, string>();
  readonly #offers = new Map<ThresholdKind, number>();

  constructor(problems: SourceProblem[]) {
    this.#problems = problems;
  }

  /** Reads a table that is known. False when the file is something else. */
  async read(file: TreeFile): Promise<boolean> {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    const known = this.#tables.find(([pattern]) => pattern.test(name));
    if (!known) return false;
    try {
      await known[1](file);
    } catch (error) {
      this.#problems.push({ label: file.path, reason: sentence(error) });
    }
    return true;
  }

  readonly #tables: readonly (readonly [pattern: RegExp, read: (file: TreeFile) => Promise<void>])[] = [
    [/summarizedActivities[^/]*\.json$/i, (file) => this.#activities(file)],
    [/^UDSFile_[^/]*\.json$/i, (file) => this.#each(file, (record) => this.#days.addDay(record))],
    [/_sleepData\.json$/i, (file) => this.#each(file, (record) => this.#days.addNight(record))],
    [/_healthStatusData\.json$/i, (file) => this.#each(file, (record) => this.#days.addHealthStatus(record))],
    [/_userBioMetrics\.json$/i, (file) => this.#each(file, (record) => this.#days.addBiometrics(record))],
    [/^TrainingReadinessDTO_[^/]*\.json$/i, (file) => this.#each(file, (record) => this.#days.addReadiness(record))],
    [/^MetricsMaxMetData_[^/]*\.json$/i, (file) => this.#each(file, (record) => this.#keepMaxMet(record))],
    [/_gear\.json$/i, (file) => this.#each(file, (record) => this.#readGear(record))],
    [/_heartRateZones\.json$/i, (file) => this.#each(file, (record) => this.#readHeartRateZones(record))],
    [/_powerZones\.json$/i, (file) => this.#each(file, (record) => this.#readPowerZones(record, file))],
  ];

  async #each(file: TreeFile, use: (record: JsonRecord) => void): Promise<void> {
    for await (const record of jsonRecords(bounded(file))) use(record);
  }

  async #activities(file: TreeFile): Promise<void> {
    let unit: EnergyUnit | null = null;
    const sample: JsonRecord[] = [];
    let without_start = 0;
    const use = (record: JsonRecord) => {
      const fact = factOfSummary(record, unit ?? 'kj');
      if (fact && this.#facts.size < MAX_RECORDS) this.#facts.set(fact.external_id, fact);
      else if (fact) return;
      else without_start++;
    };
    const decide = () => {
      unit = energyUnitOf(sample);
      for (const record of sample.splice(0)) use(record);
    };
    try {
      for await (const record of jsonRecords(bounded(file), WRAPPER)) {
        if (unit !== null) {
          use(record);
          continue;
        }
        // The splits of an activity are most of its size and are not needed.
        sample.push({ ...record, splits: null, splitSummaries: null });
        if (sample.length >= SAMPLE_RECORDS) decide();
      }
    } finally {
      decide();
      if (without_start > 0) {
        this.#problems.push({ label: file.path, reason: `${without_start} records have no start time.` });
      }
    }
  }

  #keepMaxMet({ sport, calendarDate, vo2MaxValue }: JsonRecord): void {
    const series = this.#max_met[sport === 'CYCLING' ? 'CYCLING' : 'RUNNING'];
    if (series.length < MAX_RECORDS) series.push({ calendarDate, vo2MaxValue });
  }

  #readGear(record: JsonRecord): void {
    for (const item of list(record.gearDTOS)) {
      const name = cleanLine(item.displayName) ?? cleanLine(item.customMakeModel);
      if (name === null || this.#gear.length >= MAX_RECORDS) continue;
      const type = cleanLine(item.gearTypeName)?.toLowerCase() ?? '';
      this.#gear_names.set(String(item.gearPk), name);
      this.#gear.push({ name, kind: type.includes('shoe') ? 'shoes' : type.includes('bike') ? 'bike' : 'other' });
    }
    for (const [gear_id, activities] of Object.entries(object(record.gearActivityDTOs))) {
      const name = this.#gear_names.get(gear_id);
      if (name === undefined) continue;
      for (const { activityId } of list(activities).slice(0, MAX_RECORDS)) this.#gear_of.set(String(activityId), name);
    }
  }

  /** Zones are kept per sport; only those for all sports can be offered without naming one. */
  #readHeartRateZones(record: JsonRecord): void {
    if (record.sport !== undefined && record.sport !== 'DEFAULT') return;
    this.#offer('max_hr_bpm', figure(record.maxHeartRateUsed));
    this.#offer('resting_hr_bpm', figure(record.restingHeartRateUsed));
    this.#offer('lthr_bpm', figure(record.lactateThresholdHeartRateUsed));
  }

  /** Running power has thresholds far above a cyclist's; an FTP without the word cycling is not offered. */
  #readPowerZones(record: JsonRecord, file: TreeFile): void {
    if (record.sport === 'CYCLING') this.#offer('ftp_w', figure(record.functionalThresholdPower));
    else if (figure(record.functionalThresholdPower)) {
      const sport = cleanLine(record.sport, 40)?.toLowerCase() ?? 'an unnamed sport';
      this.left_out.push({ label: file.path, reason: `a power threshold for ${sport}, which is not offered as FTP` });
    }
  }

  #offer(kind: ThresholdKind, value: number | null): void {
    const { min, max } = THRESHOLDS[kind];
    if (value !== null && value >= min && value <= max) this.#offers.set(kind, value);
  }

  finish(): Pick<SourceContents, 'facts' | 'readings' | 'offers' | 'gear'> {
    // One series: a runner's estimates and a cyclist's differ by several points.
    const { RUNNING, CYCLING } = this.#max_met;
    for (const record of RUNNING.length > 0 ? RUNNING : CYCLING) this.#days.addMaxMet(record);
    const facts = [...this.#facts.values()].map((fact) => {
      const gear = this.#gear_of.get(fact.external_id);
      return gear === undefined ? fact : { ...fact, gear };
    });
    const offers: SettingOffer[] = [...this.#offers].map(([kind, value]) => ({ kind, value }));
    return { facts, readings: this.#days.all(), offers, gear: this.#gear };
  }
}

async function* bounded(file: TreeFile): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of file.stream()) {
    size += piece.length;
    if (size > MAX_TABLE_BYTES) return;
    yield piece;
  }
}
