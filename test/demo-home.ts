/** One small demo athlete for all tests of a run, made by the command everybody uses. Read only: copy it before changing it. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DemoOptions } from '../src/demo/manifest.ts';
import { madeOnce } from './made-once.ts';
import { bundle, run } from './program.ts';

/** Fixed dates, so that every run sees the same athlete; half a year reaches into the account export. */
export const DEMO: DemoOptions = { years: 0.5, seed: 'paceline', end_date: '2026-06-30' };

export function demoHome(): Promise<string> {
  return madeOnce('demo-home', async (folder) => {
    const { years, seed, end_date } = DEMO;
    const args = ['demo', '--json', '--years', String(years), '--seed', seed, '--until', end_date];
    const { code, stdout, stderr } = await run(args, { home: folder, program: await bundle() });
    if (code !== 0) throw new Error(stderr);
    writeFileSync(`${folder}.printed`, stdout);
  });
}

/** A copy to change; its originals and files come along only when asked for. */
export async function copyOfDemoHome(name: string, with_files = false): Promise<string> {
  const home = await demoHome();
  return madeOnce(name, async (folder) => {
    // Nobody writes to the shared home, so its database is whole in the main file.
    cpSync(join(home, 'paceline.db'), join(folder, 'paceline.db'));
    if (with_files) cpSync(join(home, 'originals'), join(folder, 'originals'), { recursive: true });
  });
}

/** What `demo --json` printed when it made the home. */
export async function demoPrinted(): Promise<string> {
  return readFileSync(`${await demoHome()}.printed`, 'utf8');
}

/** Makes a home look as if the values of these activities (default: all) had been computed by an earlier version. */
export function makeOutdated(home: string, ids?: readonly number[]): void {
  const database = new DatabaseSync(join(home, 'paceline.db'));
  database.exec("UPDATE setting SET value = 'earlier' WHERE key = 'versions'");
  database.exec(`UPDATE activity SET fingerprint = 'earlier' ${ids ? `WHERE id IN (${ids.join(', ')})` : ''}`);
  database.close();
}
