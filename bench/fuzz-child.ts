/** One process of the fuzz run: makes the inputs it is told to by number, reads them, and reports each; ended by its parent when one hangs. */

import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../src/demo/random.ts';
import { guard } from './fuzz-guard.ts';
import { type Mutant, mutate } from './fuzz-mutate.ts';
import { type Outcome, Reader } from './fuzz-read.ts';
import type { Seed } from './fuzz-seeds.ts';

/** Numbers of inputs: from `from` up to, not including, `to`. */
export interface Batch {
  readonly from: number;
  readonly to: number;
}

/** The first message to a process. */
export interface ChildSettings {
  readonly seed: number;
  readonly seeds: readonly Seed[];
  /** Temporary files go below it; nothing may be written elsewhere. */
  readonly scratch: string;
}

export type Report =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'input';
      readonly number: number;
      readonly name: string;
      readonly format: string;
      readonly outcome: Outcome;
      readonly milliseconds: number;
      readonly peak_bytes: number;
      /** How much of it came with this input. */
      readonly rise_bytes: number;
      /** Where a failing input was saved, and what was done to which seed. */
      readonly saved: string | null;
      readonly history: readonly string[];
    }
  /** The process has grown too large; it ends, and a fresh one reads this input again. */
  | { readonly kind: 'large'; readonly number: number }
  | { readonly kind: 'done' };

/** The input with a number: depends on nothing but the seed and the files. */
export function inputOf(number: number, seed: number, seeds: readonly Seed[]) {
  const random = new Random(`${seed}/${number}`);
  const mutant = mutate(seeds, random);
  const packed = mutant.kind === 'zip' || mutant.kind === 'gzip' || /\.(?:csv|json)$/.test(mutant.name);
  // Storing and computing cost many times what reading does, so a share of the inputs goes all the way.
  return { mutant, as_path: packed || random.chance(0.03), store: random.chance(0.2) };
}

const MEMORY_LIMIT_BYTES = 500_000_000;

async function serve(settings: ChildSettings): Promise<void> {
  const seeds = settings.seeds.map(asBuffers);
  const folder = join(settings.scratch, String(process.pid));
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  const reader = new Reader(folder);
  const memory = memoryMeter();
  // Modules are read when they are first used.
  const root = join(import.meta.dirname, '..');
  const tried = guard(folder, [root, realpathSync(join(root, 'node_modules'))]);
  let served = false;
  process.on('message', async ({ from, to }: Batch) => {
    await reader.reset();
    for (let number = from; number < to; number++) {
      const { mutant, as_path, store } = inputOf(number, settings.seed, seeds);
      memory.reset();
      const before_bytes = memory.peak();
      const began = performance.now();
      let outcome = await reader.read(mutant, as_path, store);
      const milliseconds = performance.now() - began;
      const peak_bytes = memory.peak();
      if (peak_bytes > MEMORY_LIMIT_BYTES) {
        // What earlier inputs left behind counts too: only an input that is alone can be blamed.
        if (number > from || served) return report({ kind: 'large', number });
        outcome = { ...outcome, ending: 'failure', detail: `memory rose to ${Math.round(peak_bytes / 1e6)} MB` };
      }
      if (tried.length > 0) outcome = { ...outcome, ending: 'failure', detail: tried.splice(0).join('; ') };
      const saved = outcome.ending === 'failure' ? save(folder, mutant, number) : null;
      const { name, kind: format, history } = mutant;
      report({
        kind: 'input',
        number,
        name,
        format,
        outcome,
        milliseconds,
        peak_bytes,
        rise_bytes: peak_bytes - before_bytes,
        saved,
        history,
      });
    }
    served = true;
    report({ kind: 'done' });
  });
  report({ kind: 'ready' });
}

interface MemoryMeter {
  reset(): void;
  /** Most memory resident since the last reset, in bytes. */
  peak(): number;
}

/** Linux keeps the peak and can forget it; elsewhere what is resident at the end has to do. */
function memoryMeter(): MemoryMeter {
  const read = readFileSync;
  const write = writeFileSync;
  const peak = () => 1024 * Number(/VmHWM:\s*(\d+)/.exec(read('/proc/self/status', 'utf8'))?.[1]);
  const reset = () => write('/proc/self/clear_refs', '5');
  try {
    reset();
    if (peak() > 0) return { reset, peak };
  } catch {
    // Not Linux, or not allowed.
  }
  return { reset: () => undefined, peak: () => process.memoryUsage.rss() };
}

function save(folder: string, { name, bytes }: Mutant, number: number): string {
  const path = join(folder, `failed-${number}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

function report(message: Report): void {
  process.send!(message);
}

/** What came from another process is plain bytes. */
function asBuffers(seed: Seed): Seed {
  const entries = seed.entries.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes) }));
  return { ...seed, bytes: Buffer.from(seed.bytes), entries };
}

if (process.send) process.once('message', (settings: ChildSettings) => serve(settings));
