/** How fast the bundle answers its first message beside a bare Node start, what it holds in memory, and how it ends. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INITIALIZE, startServer } from './mcp-client.ts';
import { type Finding, median } from './measure.ts';

const RUNS = 21;

/** `bundle` is copied alone into an empty folder and started there, with an empty home. */
export async function start(bundle: string): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-start-'));
  const alone = join(folder, 'paceline.mjs');
  copyFileSync(bundle, alone);
  const bare: number[] = [];
  const first: number[] = [];
  const discover: number[] = [];
  const ends: number[] = [];
  const resident: number[] = [];
  let stray = 0;
  try {
    for (let run = 0; run < RUNS; run++) {
      const before = performance.now();
      spawnSync(process.execPath, ['-e', '0']);
      bare.push(performance.now() - before);
      for (const [method, params, into] of [
        ['initialize', INITIALIZE, first],
        ['server/discover', MODERN, discover],
      ] as const) {
        const begun = performance.now();
        const client = startServer(process.execPath, [alone, 'mcp'], { PACELINE_HOME: join(folder, 'home') });
        await client.request(method, params);
        into.push(performance.now() - begun);
        resident.push(residentMegabytes(client.process.pid!));
        ends.push(await client.end());
        stray += client.stray.length;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const limit = 1.6 * median(bare) + 40;
  const finding = (what: string, value: number, unit: string, bar: string, ok: boolean): Finding => ({
    what,
    figure: `${value.toFixed(0)} ${unit}`,
    bar,
    ok,
  });
  return [
    finding('bare node -e 0', median(bare), 'ms', '(reference)', true),
    finding(
      'first answer to initialize, p50',
      median(first),
      'ms',
      `<= ${limit.toFixed(0)} ms (1.6x + 40)`,
      median(first) <= limit,
    ),
    finding(
      'first answer to server/discover, p50',
      median(discover),
      'ms',
      `<= ${limit.toFixed(0)} ms`,
      median(discover) <= limit,
    ),
    finding(
      'resident memory after the first answer',
      Math.max(...resident),
      'MB',
      '< 110 MB',
      Math.max(...resident) < 110,
    ),
    finding('exit after end of input, slowest', Math.max(...ends), 'ms', '< 1000 ms', Math.max(...ends) < 1000),
    finding('lines on stdout that are not protocol', stray, '', '0', stray === 0),
  ];
}

const MODERN = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

function residentMegabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
