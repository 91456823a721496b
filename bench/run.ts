/** `npm run bench`: every figure that is claimed, measured on this machine; ratios inside one run. See bench/README.md. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fitDecode } from './fit-decode.ts';
import { importSpeed } from './import-speed.ts';
import { type Finding, printFindings } from './measure.ts';
import { start } from './start.ts';
import { syncSpeed } from './sync-speed.ts';
import { tenYears } from './ten-years.ts';

const root = resolve(import.meta.dirname, '..');
const data = resolve(process.argv[2] ?? join(root, '..', 'shared', 'data'));
const bundle = join(root, 'dist', 'paceline.mjs');
const findings: Finding[] = [];

function report(title: string, found: readonly Finding[]): void {
  printFindings(title, found);
  findings.push(...found);
}

execFileSync(process.execPath, ['build.ts'], { cwd: root, stdio: 'inherit' });
report('Start of the bundle, alone in an empty folder', await start(bundle));
if (existsSync(data)) {
  const recordings = ['activities', 'archive'].map((name) => join(data, name)).filter(existsSync);
  const folders = recordings.length > 0 ? recordings : [data];
  report('FIT decoding', fitDecode(folders[0]!));
  report('Import', importSpeed(bundle, folders));
} else {
  console.log(
    `\nNo recordings in ${data}: FIT decoding and import are not measured. Name a folder: npm run bench -- <folder>`,
  );
}
report('Ten years of an invented athlete', await tenYears(bundle));
report('Sync of four platforms', await syncSpeed(bundle, 200));
const missed = findings.filter((finding) => !finding.ok).length;
console.log(`\n${findings.length - missed} passed, ${missed} failed`);
process.exitCode = missed > 0 ? 1 : 0;
