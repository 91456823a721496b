/** Imports as a process of its own that can be killed. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../src/main.ts');
/** No import of these folders takes longer, even on a busy machine. */
const LIMIT_MS = 120_000;

export interface ImportEnd {
  readonly killed: boolean;
  readonly code: number | null;
  readonly milliseconds: number;
  /** Most memory that was resident; null where the system does not say. */
  readonly peak_bytes: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `paceline import --json` on a home; with `kill_after_ms` it is ended by SIGKILL unless it has ended before. */
export function runImport(
  home: string,
  paths: readonly string[],
  kill_after_ms: number | null = null,
): Promise<ImportEnd> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [MAIN, 'import', ...paths, '--json'], {
      env: { ...process.env, PACELINE_HOME: home, TZ: 'Europe/Berlin' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    let peak_bytes: number | null = null;
    const meter = setInterval(() => {
      peak_bytes = peakOf(child.pid!) ?? peak_bytes;
    }, 50);
    const timer = setTimeout(() => child.kill('SIGKILL'), kill_after_ms ?? LIMIT_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      clearInterval(meter);
      const milliseconds = performance.now() - began;
      resolve({
        killed: signal === 'SIGKILL',
        code,
        milliseconds,
        peak_bytes,
        stdout: out.join(''),
        stderr: err.join(''),
      });
    });
  });
}

/** The peak so far, kept by the system; the last look before the end is what counts. */
function peakOf(pid: number): number | null {
  try {
    const kilobytes = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : 1024 * Number(kilobytes);
  } catch {
    return null;
  }
}
