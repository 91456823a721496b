/** Runs a command line inside the test's own process: the same code a tenth of the time of a new process. One at a time. */

import { runCommandLine } from '../src/cli/program.ts';
import type { Ran } from './program.ts';

/** Like `run`, without arguments that only the entry of the program knows. */
export async function runInside(args: readonly string[], home: string): Promise<Ran> {
  const started = performance.now();
  const said = { stdout: '', stderr: '' };
  const before = { home: process.env.PACELINE_HOME, code: process.exitCode };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const { write } = process[name];
    process[name].write = ((text: string | Uint8Array) => {
      said[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    }) as typeof write;
    return () => {
      process[name].write = write;
    };
  });
  const listeners = process.stdout.listeners('error');
  process.env.PACELINE_HOME = home;
  process.exitCode = 0;
  try {
    await runCommandLine(args);
    return { code: Number(process.exitCode), ...said, ms: performance.now() - started };
  } finally {
    for (const back of restore) back();
    for (const listener of process.stdout.listeners('error')) {
      if (!listeners.includes(listener)) process.stdout.off('error', listener as () => void);
    }
    process.exitCode = before.code;
    if (before.home === undefined) delete process.env.PACELINE_HOME;
    else process.env.PACELINE_HOME = before.home;
  }
}
