/** Paceline as others run it: from the checkout, or as the built bundle alone in a folder of its own. */

import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { madeOnce } from './made-once.ts';

export const ROOT = resolve(import.meta.dirname, '..');
export const CHECKOUT = join(ROOT, 'src', 'main.ts');

/** Builds the bundle once per run, beside the sources and not in the repository, and copies it alone into an empty folder. */
export async function bundle(): Promise<string> {
  const folder = await madeOnce('bundle', async (made) => {
    const workshop = join(made, 'workshop');
    mkdirSync(workshop);
    for (const name of ['src', 'bundle-start.mjs', 'package.json']) symlinkSync(join(ROOT, name), join(workshop, name));
    await promisify(execFile)(process.execPath, [join(ROOT, 'build.ts')], { cwd: workshop });
    mkdirSync(join(made, 'alone'));
    copyFileSync(join(workshop, 'dist', 'paceline.mjs'), join(made, 'alone', 'paceline.mjs'));
  });
  return join(folder, 'alone', 'paceline.mjs');
}

/** The time zone of every child, so that answers do not depend on the machine's. */
export const ZONE = 'Europe/Berlin';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which then ends; without it standard input is empty. */
  readonly input?: string;
  /** Default: the checkout. */
  readonly program?: string;
  readonly cwd?: string;
}

/** What a child may see: nothing of the machine's own homes, colours or settings. */
export function cleanEnvironment(home: string | undefined, extra: Readonly<Record<string, string>> = {}) {
  const env: Record<string, string> = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', TZ: ZONE };
  return { ...env, ...(home === undefined ? {} : { PACELINE_HOME: home }), ...extra };
}

/** Runs one command line to its end. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const started = performance.now();
  const child = spawn(process.execPath, [options.program ?? CHECKOUT, ...args], {
    env: cleanEnvironment(options.home, options.env),
    cwd: options.cwd,
    stdio: 'pipe',
  });
  // A command that reads nothing may have ended before its input does.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => err.push(data));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) =>
      done({
        code,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        ms: performance.now() - started,
      }),
    );
  });
}
