/** The whole import (decode, store, join, repair, metrics, curves) beside the vendor SDK merely decoding the FIT files among them. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, median, timed } from './measure.ts';

const RUNS = 3;

export function importSpeed(bundle: string, folders: readonly string[]): Finding[] {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const home = mkdtempSync(join(tmpdir(), 'paceline-import-'));
    try {
      const env = { ...process.env, PACELINE_HOME: home };
      ours.push(timed(() => spawnSync(process.execPath, [bundle, 'import', '--json', ...folders], { env })).ms);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
    theirs.push(timed(() => spawnSync(process.execPath, [join(import.meta.dirname, 'sdk-decode.ts'), ...folders])).ms);
  }
  const ratio = median(ours) / median(theirs);
  const seconds = `${(median(ours) / 1000).toFixed(1)} s against ${(median(theirs) / 1000).toFixed(1)} s`;
  return [
    {
      what: `import everything / SDK decodes the FIT files (${seconds})`,
      figure: ratio.toFixed(2),
      bar: '< 1',
      ok: ratio < 1,
    },
  ];
}
