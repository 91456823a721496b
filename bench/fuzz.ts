/**
 * `npm run fuzz -- [--count 100000] [--seed 1] [--from <folder>] [--only <number>]`: breaks honest files in every way and
 * reads them by the product's own path. Each must end in a clear error or in what could be read; anything else is named,
 * saved and makes the command fail.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Batch, type ChildSettings, inputOf, type Report } from './fuzz-child.ts';
import { makeSeeds } from './fuzz-seeds.ts';
import { Totals } from './fuzz-totals.ts';

const HANG_MS = 5_000;
/** Inputs given out at once; what is stored by one is met by the others of its batch. */
const BATCH = 100;
/** Starting up on a busy machine. */
const START_MS = 60_000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', multiple: true },
    only: { type: 'string' },
    processes: { type: 'string', default: '2' },
  },
});
const shared = resolve(import.meta.dirname, '../../shared/data');
const folders =
  values.from?.map((path) => resolve(path)) ?? ['activities', 'archive', 'malformed'].map((name) => join(shared, name));
const seed = Number(values.seed);
const scratch = mkdtempSync(join(tmpdir(), 'paceline-fuzz-'));
const kept = join(tmpdir(), 'paceline-fuzz-failures');
const seeds = makeSeeds(folders);
const totals = new Totals(kept, seeds.length);

const only = values.only === undefined ? null : Number(values.only);
const first = only ?? 0;
const count = only === null ? Number(values.count) : 1;
const batches: Batch[] = [];
for (let from = first; from < first + count; from += BATCH) {
  batches.push({ from, to: Math.min(first + count, from + BATCH) });
}
batches.reverse();

mkdirSync(kept, { recursive: true });
const settings: ChildSettings = { seed, seeds, scratch };
const began = performance.now();
const ticker = setInterval(() => process.stderr.write(`${totals.line(count, performance.now() - began)}\n`), 10_000);
try {
  await Promise.all(Array.from({ length: Number(values.processes) }, run));
} finally {
  clearInterval(ticker);
  rmSync(scratch, { recursive: true, force: true });
}
for (const line of totals.lines(performance.now() - began)) process.stdout.write(`${line}\n`);
process.exitCode = totals.failed > 0 || totals.passed + totals.failed < count ? 1 : 0;

/** Keeps one process at work until nothing is left; a new one takes over where one was ended. */
async function run(): Promise<void> {
  while (batches.length > 0) await runChild();
}

function runChild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'fuzz-child.ts'), { serialization: 'advanced' });
    child.send(settings);
    let batch: Batch | null = null;
    let next = 0;
    let timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
    let hung = false;
    let started = false;
    const watch = () => {
      clearTimeout(timer);
      const began = { at: performance.now(), cpu_ms: cpuTime(child) };
      const check = () => {
        // On a busy machine what counts is the time the process had, up to a limit.
        const used_ms = began.cpu_ms === null ? HANG_MS : cpuTime(child)! - began.cpu_ms;
        if (used_ms < HANG_MS && performance.now() - began.at < START_MS) {
          timer = setTimeout(check, HANG_MS - used_ms + 50);
          return;
        }
        hung = true;
        child.kill('SIGKILL');
      };
      timer = setTimeout(check, HANG_MS);
    };
    const give = () => {
      batch = batches.pop() ?? null;
      if (!batch) {
        clearTimeout(timer);
        child.disconnect();
        return;
      }
      next = batch.from;
      watch();
      child.send(batch);
    };
    child.on('message', (message: Report) => {
      if (message.kind === 'input') {
        watch();
        next = message.number + 1;
        totals.add(message);
      } else if (message.kind === 'large') {
        if (batch) batches.push({ from: message.number, to: batch.to });
        batch = null;
        child.kill();
      } else {
        started = true;
        give();
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!started) return reject(new Error('a process of the run does not start'));
      if (batch) {
        blame(child, next, hung ? `no end after ${HANG_MS / 1000} s` : `the process ended (${signal ?? code})`);
        if (next + 1 < batch.to) batches.push({ from: next + 1, to: batch.to });
      }
      resolve();
    });
  });
}

/** Processor time of a process and its threads in milliseconds; null where the system does not say. */
function cpuTime({ pid }: ChildProcess): number | null {
  try {
    // After the name in brackets: user and system time are the 12th and 13th field, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return null;
  }
}

/** The input that a process was reading when it ended. */
function blame(child: ChildProcess, number: number, detail: string): void {
  const { mutant } = inputOf(number, seed, seeds);
  const saved = join(scratch, `${child.pid}-${number}-${mutant.name}`);
  writeFileSync(saved, mutant.bytes);
  const { name, kind: format, history } = mutant;
  const outcome = { ending: 'failure', detail, content: 'nothing', stored: false } as const;
  totals.add({
    kind: 'input',
    number,
    name,
    format,
    outcome,
    milliseconds: HANG_MS,
    peak_bytes: 0,
    rise_bytes: 0,
    saved,
    history,
  });
}
