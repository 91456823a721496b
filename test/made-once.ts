/** Makes something costly once per test run, whichever file asks first; the others wait for it. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';

const LONGEST_WAIT_MS = 240_000;

/** The folder `name` of this run after `make` has filled it. Throws what `make` threw, in every file that asks. */
export async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('runFolder'), name);
  const outcome = `${folder}.outcome`;
  try {
    // Only one of several processes can make it.
    mkdirSync(folder);
  } catch {
    await waitFor(outcome);
    const problem = readFileSync(outcome, 'utf8');
    if (problem !== '') throw new Error(`${name} could not be made: ${problem}`);
    return folder;
  }
  try {
    await make(folder);
  } catch (error) {
    writeFileSync(outcome, error instanceof Error ? (error.stack ?? error.message) : String(error));
    throw error;
  }
  writeFileSync(outcome, '');
  return folder;
}

async function waitFor(path: string): Promise<void> {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += 50) {
    if (existsSync(path)) return;
    await sleep(50);
  }
  throw new Error(`Nobody made ${path}.`);
}
