/** Builds dist/paceline.mjs: everything in one file of plain JavaScript that any Node >= 22.13 runs alone. */

import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const OUTPUT = 'dist/paceline.mjs';

const { outputFiles } = await build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node22.13',
  format: 'cjs',
  minify: true,
  charset: 'ascii',
  legalComments: 'eof',
  define: { 'import.meta.url': 'bundleUrl' },
  logOverride: { 'empty-import-meta': 'silent' },
});
const program = outputFiles[0]!.text.replace(/^#!.*\n/, '');
// The program stands in a comment, so it must not end one; bundle-start.mjs puts the slash back.
const hidden = program.replaceAll('*/', '*\x01/');
mkdirSync('dist', { recursive: true });
writeFileSync(
  OUTPUT,
  `${readFileSync('bundle-start.mjs', 'utf8')}\n/*PACELINE*(function (require, bundleUrl) { const exports = {}, module = { exports };\n${hidden}\n})*/\n`,
);
chmodSync(OUTPUT, 0o755);
console.log(`${OUTPUT}: ${(statSync(OUTPUT).size / 1e6).toFixed(2)} MB`);
