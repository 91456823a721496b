/**
 * `npm run kill -- [--times 200] [--seed 1]`: kills an import with SIGKILL at random moments, lets the next run complete it,
 * and compares what is there with an import that nobody disturbed. Prints what differs and exits 1 when anything does.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../src/demo/random.ts';
import { difference, dumpHome, faultsOfHome, leftovers } from './kill-dump.ts';
import { otherPaths, writeTestFolder } from './kill-folder.ts';
import { runImport } from './kill-run.ts';

/** Share of the runs after a kill that are killed as well. */
const AGAIN = 0.25;

export interface KillTotals {
  readonly rounds: number;
  readonly kills: number;
  /** Kills that came after the import had ended by itself. */
  readonly late: number;
  readonly leftovers: number;
  readonly failures: readonly string[];
}

export interface KillOptions {
  /** Kills that hit a running import. */
  readonly times: number;
  readonly seed: string;
  readonly lanes?: number;
  /** Days of training in the generated folder. */
  readonly days?: number;
  /** Also the recordings beside the repository. */
  readonly others?: boolean;
  readonly onRound?: (line: string) => void;
}

/** The whole run, in a temporary folder of its own that is removed at the end. */
export async function killImports(options: KillOptions): Promise<KillTotals> {
  const scratch = mkdtempSync(join(tmpdir(), 'paceline-kill-'));
  try {
    const { path } = await writeTestFolder(join(scratch, 'files'), options.days);
    const paths = [path, ...(options.others ? otherPaths() : [])];
    return await killRounds(scratch, paths, options);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function killRounds(scratch: string, paths: readonly string[], options: KillOptions): Promise<KillTotals> {
  const undisturbed = join(scratch, 'undisturbed');
  const first = await runImport(undisturbed, paths);
  if (first.code !== 0) throw new Error(`the import fails without a kill: ${first.stderr}`);
  const wanted = dumpHome(undisturbed);
  const failures: string[] = faultsOfHome(undisturbed).map((fault) => `without a kill: ${fault}`);
  options.onRound?.(`undisturbed: ${(first.milliseconds / 1000).toFixed(1)} s, ${wanted.length} rows`);

  const random = new Random(options.seed);
  const totals = { rounds: 0, kills: 0, late: 0, leftovers: 0 };
  let length_ms = first.milliseconds;
  const round = async (number: number): Promise<void> => {
    const home = join(scratch, `home-${number}`);
    const moments: string[] = [];
    const fail = (text: string) => failures.push(`round ${number} (killed at ${moments.join(', ')}): ${text}`);
    do {
      const moment = random.between(0, 1.02) * length_ms;
      const end = await runImport(home, paths, moment);
      moments.push(`${Math.round(moment)} ms of ${Math.round(length_ms)}`);
      if (end.killed) totals.kills++;
      else {
        totals.late++;
        if (end.code !== 0) fail(`ended by itself with ${end.code}: ${end.stderr.slice(0, 500)}`);
        break;
      }
    } while (random.chance(AGAIN));
    const last = await runImport(home, paths);
    if (last.code !== 0) return void fail(`the next run ended with ${last.code}: ${last.stderr.slice(0, 500)}`);
    for (const fault of faultsOfHome(home)) fail(fault);
    for (const line of difference(wanted, dumpHome(home)).slice(0, 10)) fail(line.slice(0, 1500));
    totals.leftovers += leftovers(home).length;
    rmSync(home, { recursive: true, force: true });
  };
  const lane = async (): Promise<void> => {
    while (totals.kills < options.times) {
      const before = failures.length;
      await round(totals.rounds++);
      if (totals.rounds % 10 === 0 || failures.length > before) {
        options.onRound?.(`${totals.kills} kills, ${failures.length} differences`);
      }
      // Moments are spread over what a run takes now: the machine may be busier than at the first one.
      length_ms = Math.max(first.milliseconds, length_ms);
    }
  };
  await Promise.all(Array.from({ length: options.lanes ?? 1 }, lane));
  return { ...totals, failures };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '1' },
    },
  });
  mkdirSync(tmpdir(), { recursive: true });
  const began = performance.now();
  const totals = await killImports({
    times: Number(values.times),
    seed: values.seed,
    lanes: Number(values.lanes),
    others: true,
    onRound: (line) => process.stderr.write(`${line}\n`),
  });
  for (const failure of totals.failures) process.stdout.write(`FAILED ${failure}\n`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const failed = new Set(totals.failures.map((text) => text.split(' (')[0])).size;
  process.stdout.write(
    `${totals.kills} kills in ${totals.rounds} rounds (${totals.late} came too late), ${totals.leftovers} half-written files left, ${seconds} s\n` +
      `${totals.rounds - failed} passed, ${failed} failed\n`,
  );
  process.exitCode = failed > 0 ? 1 : 0;
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) await main();
