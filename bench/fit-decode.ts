/** FIT: our reader against the vendor's SDK on the largest files of a folder, whole file to neutral model; and its memory. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Decoder, Stream } from '@garmin/fitsdk';
import { readFit } from '../src/formats/fit/index.ts';
import { type Finding, median, timed } from './measure.ts';

/** The largest FIT files below a folder. */
export function largestFitFiles(folder: string, count: number): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.fit'))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).size - statSync(a).size)
    .slice(0, count);
}

export function fitDecode(folder: string): Finding[] {
  const findings: Finding[] = [];
  let ours_total = 0;
  let theirs_total = 0;
  for (const path of largestFitFiles(folder, 6)) {
    const bytes = readFileSync(path);
    const ours: number[] = [];
    const theirs: number[] = [];
    // Taking turns, so that a slow moment of the machine hits both.
    for (let run = 0; run < 7; run++) {
      ours.push(timed(() => readFit(bytes)).ms);
      theirs.push(timed(() => new Decoder(Stream.fromBuffer(bytes)).read()).ms);
    }
    const ratio = median(theirs) / median(ours);
    ours_total += median(ours);
    theirs_total += median(theirs);
    findings.push({
      what: `decode ${basename(path)}`,
      figure: `${ratio.toFixed(1)}x`,
      bar: '(part of the next line)',
      ok: true,
    });
  }
  const ratio = theirs_total / ours_total;
  findings.push({
    what: 'decode of the largest files, vendor SDK / ours',
    figure: `${ratio.toFixed(1)}x`,
    bar: '>= 10x',
    ok: ratio >= 10,
  });
  for (const path of largestFitFiles(folder, 2)) {
    const { bytes_per_value } = JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', join(import.meta.dirname, 'fit-memory.ts'), path], {
        encoding: 'utf8',
      }),
    ) as { bytes_per_value: number };
    findings.push({
      what: `peak memory, ${basename(path)}`,
      figure: `${bytes_per_value.toFixed(1)} B/value`,
      bar: '< 40 B per sample value',
      ok: bytes_per_value < 40,
    });
  }
  return findings;
}
