/** Writes the invented athlete's life as files a person would have: devices' folders, an account export, and what goes wrong. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Recording } from '../core/recording.ts';
import { localDate, utcOffset } from '../core/time.ts';
import { writeFitActivity } from '../formats/fit/index.ts';
import { writeGpx } from '../formats/gpx/index.ts';
import { writeTcx } from '../formats/tcx/index.ts';
import { writeZip } from '../formats/zip.ts';
import { ATHLETE } from './athlete.ts';
import { type Life, liveThrough } from './calendar.ts';
import { FLAWS, type Flaw } from './flaws.ts';
import type { DemoFile, DemoFileKind, DemoManifest, DemoOptions } from './manifest.ts';
import { oddments } from './oddments.ts';
import { Random } from './random.ts';
import { watchRecording, withoutHeartRate } from './second-device.ts';
import { arrange, fileName, type Place, type Shelf } from './shelf.ts';
import { type Setting, type Simulated, simulate } from './simulate.ts';
import { type ExportRow, exportEntries, exportType, originalName } from './strava-export.ts';
import { AREAS } from './terrain.ts';
import { testedFtp } from './test-result.ts';
import { type WellnessFiles, wellnessFiles } from './wellness-files.ts';

/** Done and expected workouts. */
export type DemoProgress = (done: number, total: number) => void;

const ARCHIVE = 'export_4711.zip';
/** Share of the file that is there when the battery died. */
const CUT_AT = 0.62;

/**
 * Writes the whole history below `folder` (made if missing, existing files of the same name replaced) and says what it wrote.
 * The same options give the same bytes.
 */
export async function writeDemo(
  folder: string,
  options: DemoOptions,
  onProgress?: DemoProgress,
): Promise<DemoManifest> {
  const life = liveThrough(options.seed, options.end_date, options.years);
  const shelf = arrange(life);
  const writer = new DemoWriter(folder, options, life, shelf);
  for (const [k, place] of shelf.places.entries()) {
    await writer.place(place);
    onProgress?.(k + 1, shelf.places.length);
  }
  await writer.archive();
  await writer.oddments();
  return writer.manifest();
}

class DemoWriter {
  readonly #folder: string;
  readonly #options: DemoOptions;
  readonly #life: Life;
  readonly #shelf: Shelf;
  readonly #files: DemoFile[] = [];
  readonly #rows: ExportRow[] = [];
  readonly #by_sport: DemoManifest['counts']['by_sport'] = {};
  readonly #midnight: string[] = [];
  readonly #tests: { local_date: string; path: string; ftp_w: number }[] = [];
  readonly #folders = new Set<string>();
  readonly #wellness: WellnessFiles;
  #samples = 0;
  #elsewhere = 0;
  #twice: readonly [string, string] | null = null;
  #cut_off: string | null = null;
  #typed_in = 0;

  constructor(folder: string, options: DemoOptions, life: Life, shelf: Shelf) {
    this.#folder = folder;
    this.#options = options;
    this.#life = life;
    this.#shelf = shelf;
    this.#wellness = wellnessFiles(life.readings, life.last_date);
  }

  async place(place: Place): Promise<void> {
    const { plan } = place;
    const setting: Setting = {
      seed: this.#options.seed,
      first_date: this.#life.first_date,
      new_watch_from: this.#shelf.new_watch_from,
      on_phone: place.on_phone,
    };
    const simulated = simulate(plan, setting);
    const is_twice = plan === this.#shelf.twice;
    const recordings = is_twice ? simulated.recordings.map(withoutHeartRate) : simulated.recordings;
    let bytes = encode(recordings, place.format);
    const row = place.archived ? exportRow(simulated, place, bytes) : null;
    const path = row ? `${ARCHIVE}/${originalName(this.#rows.length, row)}` : place.path!;
    this.#note(simulated, path);
    if (row) {
      this.#rows.push(row);
    } else {
      if (plan === this.#shelf.cut_off) {
        bytes = bytes.subarray(0, Math.floor(bytes.length * CUT_AT));
        this.#cut_off = path;
      }
      await this.#put(path, bytes);
    }
    this.#log(path, 'activity', recordings, simulated.flaws);
    if (place.also) {
      await this.#put(place.also.path, place.also.format === 'fit' ? bytes : encode(recordings, 'tcx'));
      this.#log(
        place.also.path,
        place.also.format === 'fit' ? 'same_bytes' : 'second_recording',
        recordings,
        simulated.flaws,
      );
    }
    if (is_twice) {
      const second = watchRecording(simulated.recordings[0]!, new Random(`${this.#options.seed}/second device`));
      const second_path = `watch/${fileName(plan)}.fit`;
      await this.#put(second_path, encode([second], 'fit'));
      this.#log(second_path, 'second_recording', [second], []);
      this.#twice = [path, second_path];
    }
  }

  /** The account export, with sessions that were typed in and have no file. */
  async archive(): Promise<void> {
    if (this.#rows.length === 0) return;
    const typed = this.#rows
      .filter((_, k) => k % 14 === 5)
      .map(
        (row): ExportRow => ({
          plan: null,
          name: 'Yoga',
          note: 'Hips and back, 30 min',
          type: 'Yoga',
          start_s: row.start_s + 9 * 3600,
          recording: null,
          duration_s: 1800,
          file: null,
        }),
      );
    this.#typed_in = typed.length;
    // Typed-in rows come last, so that the names of the originals stay what the manifest says.
    const rows = [...this.#rows, ...typed];
    const end = this.#rows.at(-1)!.plan!;
    await this.#prepare(ARCHIVE);
    await writeZip(join(this.#folder, ARCHIVE), exportEntries(rows, end.believed.ftp_w, end.body));
  }

  /** Files that are no recordings. */
  async oddments(): Promise<void> {
    for (const { path, bytes } of this.#wellness.files) {
      await this.#put(path, bytes);
      this.#log(path, 'wellness', [], []);
    }
    for (const { path, kind, bytes } of oddments()) {
      await this.#put(path, bytes);
      this.#log(path, kind, [], []);
    }
  }

  manifest(): DemoManifest {
    const life = this.#life;
    const by_kind: Partial<Record<DemoFileKind, number>> = {};
    for (const file of this.#files) by_kind[file.kind] = (by_kind[file.kind] ?? 0) + 1;
    const first = this.#files.filter((f) => f.kind === 'activity');
    const flaws = Object.fromEntries(
      FLAWS.map((flaw) => [flaw, first.filter((f) => f.flaws.includes(flaw)).length]),
    ) as Record<Flaw, number>;
    return {
      athlete: { ...ATHLETE },
      first_date: life.first_date,
      last_date: life.last_date,
      thresholds: life.thresholds,
      wellness: this.#wellness.readings,
      files: this.#files,
      counts: { workouts: first.length, by_sport: this.#by_sport, by_kind, samples: this.#samples },
      special: {
        sick_weeks: life.sick_weeks,
        recorded_twice: this.#twice,
        cut_off: this.#cut_off,
        crossing_midnight: this.#midnight,
        other_time_zone: this.#elsewhere,
        multisport: first.filter((f) => f.sports.length > 1).length,
        flaws,
        tests: this.#tests,
        archive:
          this.#rows.length === 0
            ? null
            : {
                path: ARCHIVE,
                from: life.archived.from,
                to: life.archived.to,
                rows: this.#rows.length + this.#typed_in,
                typed_in: this.#typed_in,
              },
      },
    };
  }

  /** Counts what is special about a workout. */
  #note({ plan, recordings }: Simulated, path: string): void {
    for (const r of recordings) {
      this.#samples += r.samples.time_s.length;
      this.#by_sport[r.sport] = (this.#by_sport[r.sport] ?? 0) + 1;
    }
    const zone = AREAS[plan.area].time_zone;
    const start_s = recordings[0]!.start_s;
    const end_s = recordings.at(-1)!.end_s;
    const offset = utcOffset(zone, start_s);
    if (localDate(start_s, offset) !== localDate(end_s - 1, offset)) this.#midnight.push(path);
    if (offset !== utcOffset(ATHLETE.time_zone, start_s)) this.#elsewhere++;
    if (plan.session.id.startsWith('ride_test')) {
      this.#tests.push({ local_date: plan.local_date, path, ftp_w: testedFtp(plan.body) });
    }
  }

  #log(path: string, kind: DemoFileKind, recordings: readonly Recording[], flaws: readonly Flaw[]): void {
    this.#files.push({
      path,
      kind,
      sports: recordings.map((r) => r.sport),
      start_s: recordings[0]?.samples.time_s[0] ?? null,
      flaws,
    });
  }

  async #put(path: string, bytes: Uint8Array): Promise<void> {
    await this.#prepare(path);
    await writeFile(join(this.#folder, path), bytes);
  }

  async #prepare(path: string): Promise<void> {
    const folder = dirname(join(this.#folder, path));
    if (this.#folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#folders.add(folder);
  }
}

function encode(recordings: readonly Recording[], format: Place['format']): Uint8Array {
  if (format === 'fit') return writeFitActivity(recordings);
  return Buffer.from(format === 'tcx' ? writeTcx(recordings) : writeGpx(recordings));
}

function exportRow(simulated: Simulated, place: Place, bytes: Uint8Array): ExportRow {
  const recording = simulated.recordings[0]!;
  return {
    plan: simulated.plan,
    name: simulated.plan.session.name,
    note: simulated.plan.note,
    type: exportType(recording.sport),
    start_s: recording.start_s,
    recording,
    duration_s: recording.end_s - recording.start_s,
    file: { extension: place.format === 'gpx' ? 'gpx' : 'fit.gz', bytes },
  };
}
