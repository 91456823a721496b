/** Holds the code against ARCHITECTURE.md: who may import whom, who prints, who reads the clock, who speaks SQL. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('.test-data.'))
    .map((name) => join(folder, name));
}

function allowedImports(): Map<string, Set<string>> {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const section = text.split('## Who may import whom')[1]!.split('\n## ')[0]!;
  const table = new Map<string, Set<string>>();
  for (const [, folder, list] of section.matchAll(/^\| (\w+) \| (.+) \|$/gm)) {
    if (folder === 'folder') continue;
    table.set(folder!, new Set(list === 'nothing of ours' ? [] : list!.split(',').map((name) => name.trim())));
  }
  return table;
}

const sources = files(SRC).map((path) => ({ path, name: relative(SRC, path), text: readFileSync(path, 'utf8') }));
const folderOf = (name: string) => (name.includes('/') ? name.split('/')[0]! : null);

/** Lines that match, as `file:line: text`. */
function offenders(pattern: RegExp, allowed: (name: string) => boolean): string[] {
  return sources
    .filter(({ name }) => !allowed(name))
    .flatMap(({ name, text }) =>
      text.split('\n').flatMap((line, i) => {
        const code = line.replace(/^\s*(\/\/|\/?\*).*$/, '');
        return pattern.test(code) ? [`src/${name}:${i + 1}: ${line.trim()}`] : [];
      }),
    );
}

describe('layers', () => {
  it('imports follow the table in ARCHITECTURE.md', () => {
    const table = allowedImports();
    const wrong: string[] = [];
    for (const { path, name, text } of sources) {
      const folder = folderOf(name);
      if (folder === null) continue;
      const allowed = table.get(folder);
      expect(allowed, `src/${folder} is missing from the table in ARCHITECTURE.md`).toBeDefined();
      for (const [i, line] of text.split('\n').entries()) {
        const target = /(?:from|import)\s*\(?\s*'(\.[^']+)'/.exec(line)?.[1];
        if (!target) continue;
        const imported = folderOf(relative(SRC, resolve(dirname(path), target)));
        if (imported !== null && imported !== '..' && imported !== folder && !allowed!.has(imported)) {
          wrong.push(`src/${name}:${i + 1}: ${folder} may not import ${imported}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('nothing prints to stdout outside the command line and the server', () => {
    expect(offenders(/console\.(log|info|table)|process\.stdout/, (name) => /^(cli|server)\//.test(name))).toEqual([]);
  });

  it('the clock is read and zones are handled only in core/time.ts, platform and sync', () => {
    const clock = /Date\.now\(|new Date\(\)|Temporal\.|DateTimeFormat|getTimezoneOffset|performance\.now\(/;
    const allowed = (name: string) =>
      name === 'core/time.ts' || /^(sync|platform)\//.test(name) || name === 'cli/progress-line.ts';
    expect(offenders(clock, allowed)).toEqual([]);
  });

  it('SQL stands only in store and queries', () => {
    const sql = /\bsql`|['"`]\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|PRAGMA)\s/;
    expect(offenders(sql, (name) => /^(store|queries)\//.test(name))).toEqual([]);
  });

  it('no folder or file has a name that says nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|shared|managers?|services?)(\/|\.ts$|-)/;
    expect(sources.map(({ name }) => name).filter((name) => vague.test(name))).toEqual([]);
  });

  it('every file begins by saying what it is', () => {
    const silent = sources.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text)).map(({ name }) => name);
    expect(silent).toEqual([]);
  });
});
