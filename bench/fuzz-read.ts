/** Reads one input the way the import does, up to storing and computing, and says how that ended. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSources } from '../src/connectors/open-source.ts';
import { Failure } from '../src/core/failure.ts';
import type { SourceContents } from '../src/core/source.ts';
import { contentHash, keepOriginal } from '../src/store/originals.ts';
import { computeActivity } from '../src/sync/compute-activity.ts';
import { storeFact } from '../src/sync/facts.ts';
import { chooseAthlete, openPaceline, type Paceline } from '../src/sync/open.ts';
import { type ReadFile, readFile, storable } from '../src/sync/read-file.ts';
import { recomputeStale } from '../src/sync/recompute.ts';
import { loadSettings } from '../src/sync/settings.ts';
import { storeFile } from '../src/sync/store-file.ts';
import type { WorkerPool } from '../src/sync/worker-pool.ts';
import { askAbout, askOverall } from './fuzz-ask.ts';
import { faultOfReadFile, faultOfSentence, faultOfValue } from './fuzz-faults.ts';
import type { Mutant } from './fuzz-mutate.ts';

/** refused: an error with a sentence; partial: read with a warning. */
export type Ending = 'read' | 'partial' | 'refused';

export interface Outcome {
  readonly ending: Ending | 'failure';
  /** The code of a refusal, or what is wrong. */
  readonly detail: string;
  /** What was read in the end: activity, workout …, or nothing. */
  readonly content: string;
  readonly stored: boolean;
}

const ZONE = 'Europe/Berlin';
/** Entries read of one archive. */
const MAX_ENTRIES = 30;
/** What has been stored stays there for the next inputs to be matched with, up to this many files. */
const FILES_PER_HOME = 20;

/** Stores what was read into a home of its own below `folder` when asked to; one per process. */
export class Reader {
  readonly #folder: string;
  #paceline: Paceline | null = null;
  #homes = 0;
  #stored = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Never throws: an unexpected error is the outcome. */
  async read(mutant: Mutant, as_path: boolean, store: boolean): Promise<Outcome> {
    try {
      return as_path ? await this.#readPath(mutant, store) : await this.#readBytes(mutant, store);
    } catch (error) {
      if (error instanceof Failure) return refusal(error);
      return failure(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  /** A new home for what follows. */
  async reset(): Promise<void> {
    await this.#paceline?.store.close();
    this.#paceline = null;
  }

  async #readBytes({ bytes, name }: Mutant, store: boolean): Promise<Outcome> {
    const read = await readFile(bytes, name, ZONE);
    const fault = faultOfReadFile(read);
    if (fault) return failure(fault);
    if (store) await this.#store(bytes, name, read, null);
    return ended(read, store);
  }

  async #readPath({ bytes, name }: Mutant, store: boolean): Promise<Outcome> {
    const folder = join(this.#folder, 'input');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const sources = await openSources(path);
    let last: Outcome = { ending: 'refused', detail: 'nothing_inside', content: 'nothing', stored: false };
    try {
      for (const source of sources) {
        for (const { reason } of source.problems) {
          const fault = faultOfSentence(reason);
          if (fault) return failure(`problem of the source: ${fault}`);
        }
        const outcome = await this.#readEntries(source, store);
        if (outcome.ending === 'failure') return outcome;
        if (outcome.ending !== 'refused' || last.ending === 'refused') last = outcome;
        if (store) await this.#storeFacts(source);
      }
    } finally {
      for (const source of sources) await source.close();
    }
    const problems = sources.some((source) => source.problems.length > 0);
    return problems && last.ending === 'read' ? { ...last, ending: 'partial' } : last;
  }

  async #readEntries(source: SourceContents, store: boolean): Promise<Outcome> {
    let best: Outcome = { ending: 'refused', detail: 'no_entry', content: 'nothing', stored: false };
    if (source.facts.length + source.readings.length > 0) {
      best = { ending: 'read', detail: '', content: 'table', stored: store };
    }
    let count = 0;
    for await (const entry of source.entries()) {
      if (++count > MAX_ENTRIES) break;
      try {
        const bytes = await entry.read();
        const read = await readFile(bytes, entry.label, ZONE);
        const fault = faultOfReadFile(read);
        if (fault) return failure(`${entry.label}: ${fault}`);
        if (store) await this.#store(bytes, entry.label, read, source);
        if (best.ending === 'refused') best = ended(read, store);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const refused = refusal(error);
        if (refused.ending === 'failure') return refused;
        best = best.ending === 'read' ? { ...best, ending: 'partial' } : best.detail === 'no_entry' ? refused : best;
      }
    }
    return best;
  }

  async #home(): Promise<Paceline> {
    if (this.#paceline && this.#stored++ % FILES_PER_HOME === 0) {
      await askOverall(this.#paceline);
      await this.reset();
    }
    this.#paceline ??= await openPaceline(join(this.#folder, `home-${this.#homes++}`));
    return this.#paceline;
  }

  async #store(bytes: Uint8Array, label: string, read: ReadFile, source: SourceContents | null): Promise<void> {
    const paceline = await this.#home();
    const { id: athlete_id } = await chooseAthlete(paceline.store);
    const hash = contentHash(bytes);
    keepOriginal(paceline.store.home, hash, bytes);
    const size_bytes = bytes.byteLength;
    const file = { athlete_id, hash, label, source_kind: source?.kind ?? 'file', size_bytes };
    const { activity_ids } = await storeFile(paceline.store, file, storable(read));
    await recomputeStale(paceline, IN_PROCESS);
    const left = await paceline.store.db.selectFrom('activity').select('id').where('stale', '=', 1).execute();
    if (left.length > 0) throw new Error(`${left.length} activities were left without values`);
    await askAbout(paceline, activity_ids);
  }

  async #storeFacts(source: SourceContents): Promise<void> {
    const paceline = await this.#home();
    const { db } = paceline.store;
    const { id } = await chooseAthlete(paceline.store);
    const settings = await loadSettings(db, id);
    for (const fact of source.facts.slice(0, MAX_ENTRIES)) {
      await db.transaction().execute((transaction) => storeFact(transaction, settings, source.kind, fact, null));
    }
    await recomputeStale(paceline, IN_PROCESS);
  }
}

/** Computes on this thread, so that an error reaches the caller with its stack. */
const IN_PROCESS: WorkerPool = {
  size: 1,
  async run<T>(task: Parameters<WorkerPool['run']>[0]): Promise<T> {
    if (task.kind !== 'compute') throw new Error('only computing is asked for here');
    const computed = computeActivity(task.activity);
    const fault = faultOfValue(computed, 'computed', 0);
    if (fault) throw new Error(fault);
    return computed as T;
  },
  async close() {},
};

function ended(read: ReadFile, stored: boolean): Outcome {
  const warned = read.warnings.length > 0 || read.recordings.some((r) => r.detail.warnings.length > 0);
  return { ending: warned ? 'partial' : 'read', detail: '', content: read.content, stored };
}

function refusal(error: Failure): Outcome {
  const fault = faultOfSentence(error.message) ?? (error.next === undefined ? null : faultOfSentence(error.next));
  if (fault) return failure(`${error.code}: ${fault}`);
  return { ending: 'refused', detail: error.code, content: 'nothing', stored: false };
}

function failure(detail: string): Outcome {
  return { ending: 'failure', detail, content: 'nothing', stored: false };
}
