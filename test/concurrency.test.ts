/** Two imports of overlapping folders and an MCP server that is asked all the while, on one home. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_ORDER, difference, dumpHome, faultsOfHome } from '../bench/kill-dump.ts';
import { writeTestFolder } from '../bench/kill-folder.ts';
import { type ImportEnd, runImport } from '../bench/kill-run.ts';
import { CHECKOUT, cleanEnvironment } from './program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'paceline-together-'));
const files = join(scratch, 'files');
const alone = join(scratch, 'alone');
const in_folder = (name: string) => join(files, name);

/** What a client asks while the imports run; none of it depends on what is there. */
const QUESTIONS: readonly (readonly [tool: string, input: Record<string, unknown>])[] = [
  ['get_data_status', {}],
  ['list_activities', {}],
  ['summarize_training', {}],
  ['get_training_load', {}],
  ['get_performance_curve', {}],
  ['get_records', {}],
  ['query_data', { sql: 'SELECT count(*) AS activities FROM activities' }],
];

beforeAll(async () => {
  await writeTestFolder(files, 10);
  const once = await runImport(alone, [files]);
  expect(once.stderr).toBe('');
  expect(once.code).toBe(0);
  expect(faultsOfHome(alone)).toEqual([]);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function expectSuccess(end: ImportEnd): void {
  expect(end.stderr).toBe('');
  expect(end.code).toBe(0);
  const { summary } = JSON.parse(end.stdout) as { summary: Record<string, number> };
  expect(summary.added! + summary.merged! + summary.skipped!).toBeGreaterThan(0);
}

function expectSameAsAlone(home: string): void {
  expect(faultsOfHome(home)).toEqual([]);
  // A file inside an archive is named from the folder that was given, and the two imports were given different ones.
  const differences = difference(dumpHome(alone, BY_ORDER), dumpHome(home, BY_ORDER));
  const contents = differences.map((line) => line.replaceAll('export_1.zip/', ''));
  const side = (word: string) =>
    contents.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length));
  expect(side('missing: ').sort()).toEqual(side('surplus: ').sort());
}

interface Asked {
  readonly answers: number;
  readonly problems: readonly string[];
  readonly slowest_ms: number;
}

/** Asks a server one question after the other until told to stop. */
async function askUntil(home: string, stopped: () => boolean): Promise<Asked> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CHECKOUT, 'mcp'],
    env: cleanEnvironment(home),
    stderr: 'pipe',
  });
  const problems: string[] = [];
  transport.stderr?.on('data', (text: Buffer) => problems.push(`stderr: ${text.toString()}`));
  await client.connect(transport);
  let answers = 0;
  let slowest_ms = 0;
  for (let next = 0; !stopped() || next % QUESTIONS.length !== 0; next++) {
    const [name, input] = QUESTIONS[next % QUESTIONS.length]!;
    const began = performance.now();
    const answer = await client.callTool({ name, arguments: input });
    slowest_ms = Math.max(slowest_ms, performance.now() - began);
    answers++;
    if (answer.isError) problems.push(`${name}: ${JSON.stringify(answer.content)}`);
    await sleep(20);
  }
  await client.close();
  return { answers, problems, slowest_ms };
}

const OPEN_WHEN_TOLD = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.store).then(({ openStore }) => {
    parentPort.on('message', ({ home, round }) => {
      Atomics.wait(workerData.flag, 0, round);
      try {
        openStore(home).close();
        parentPort.postMessage('opened');
      } catch (error) {
        parentPort.postMessage(error.message);
      }
    });
    parentPort.postMessage('ready');
  });`;

/** Opens each home from several threads that are let go together; what they say that is not "opened". */
async function openAtOnce(homes: readonly string[], count: number): Promise<string[]> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const store = new URL('../src/store/store.ts', import.meta.url).href;
  const threads = Array.from(
    { length: count },
    () => new Worker(OPEN_WHEN_TOLD, { eval: true, workerData: { flag, store } }),
  );
  const all = () => Promise.all(threads.map((thread) => new Promise<string>((tell) => thread.once('message', tell))));
  await all();
  const words: string[] = [];
  for (const [round, home] of homes.entries()) {
    const said = all();
    for (const thread of threads) thread.postMessage({ home, round });
    // Until they stand at the line.
    await sleep(20);
    Atomics.store(flag, 0, round + 1);
    Atomics.notify(flag, 0);
    words.push(...(await said));
  }
  await Promise.all(threads.map((thread) => thread.terminate()));
  return words.filter((word) => word !== 'opened');
}

describe('one home, several processes', () => {
  it('two imports and a server that is asked all the while', { timeout: 300_000 }, async () => {
    const home = join(scratch, 'together');
    const first = [in_folder('watch'), in_folder('head-unit'), in_folder('export_1.zip'), in_folder('broken')];
    const second = [files];
    let running = true;
    const asking = askUntil(home, () => !running);
    const ends = await Promise.all([runImport(home, first), runImport(home, second)]).finally(() => {
      running = false;
    });
    const { answers, problems } = await asking;
    for (const end of ends) expectSuccess(end);
    expect(problems).toEqual([]);
    expect(answers).toBeGreaterThanOrEqual(QUESTIONS.length);
    expectSameAsAlone(home);
  });

  it('the same folder twice at once, from the first moment of a home', { timeout: 300_000 }, async () => {
    for (let round = 0; round < 2; round++) {
      const home = join(scratch, `twice-${round}`);
      const ends = await Promise.all([runImport(home, [files]), runImport(home, [files]), runImport(home, [files])]);
      for (const end of ends) expectSuccess(end);
      expectSameAsAlone(home);
    }
  });

  it('a new home opened by several at the same moment', { timeout: 120_000 }, async () => {
    const homes = Array.from({ length: 40 }, (_, i) => join(scratch, `new-${i}`));
    expect(await openAtOnce(homes, 4)).toEqual([]);
  });

  it('an import beside one that is killed', { timeout: 300_000 }, async () => {
    const home = join(scratch, 'beside');
    const [killed, other] = await Promise.all([runImport(home, [files], 900), runImport(home, [files])]);
    expect(killed.killed || killed.code === 0).toBe(true);
    expectSuccess(other);
    expectSameAsAlone(home);
    expect(existsSync(join(home, 'paceline.db'))).toBe(true);
  });
});
