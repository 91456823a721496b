/** What is written about the program against the program: formulas, commands, tools, variables, scripts, links, the version. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formulasPage } from '../docs/print-formulas.ts';
import { platformsPage } from '../docs/print-platforms.ts';
import { toolsPage } from '../docs/print-tools.ts';
import { CLIENTS } from '../src/server/client-config.ts';
import { TOOLS } from '../src/tools/index.ts';
import { ROOT } from './program.ts';
import { runInside } from './run-inside.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

/** Tracked files; none when this is no clone. */
const tracked = existsSync(join(ROOT, '.git'))
  ? execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
  : [];
const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'bench'].flatMap((folder) =>
    existsSync(join(ROOT, folder))
      ? readdirSync(join(ROOT, folder))
          .filter((name) => name.endsWith('.md'))
          .map((name) => `${folder}/${name}`)
      : [],
  ),
];
/** What a user reads: the page of the repository and the folder of documents. */
const written = ['README.md', ...pages.filter((page) => page.startsWith('docs/'))].map(read).join('\n');

const missing = (words: readonly string[]) =>
  words.filter((word) => !new RegExp(`(?<![\\w-])${word.replace(/[^\w]/g, '\\$&')}(?![\\w-])`).test(written));

describe('the documents', () => {
  it('print the formulas of the code', () => {
    expect(read('docs/formulas.md')).toBe(formulasPage());
  });

  it('print the tools of the code', () => {
    expect(read('docs/tools.md')).toBe(toolsPage());
  });

  it('print the platforms of the code', () => {
    expect(read('docs/platforms.md')).toBe(platformsPage());
  });

  it('name every tool', () => {
    expect(missing(TOOLS.map((tool) => tool.name))).toEqual([]);
  });

  it('name every command and every client', async () => {
    const { stdout } = await runInside(['--help'], ROOT);
    const commands = [...stdout.split('Commands:')[1]!.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!);
    expect(commands.length).toBeGreaterThan(15);
    expect(missing(commands.filter((name) => name !== 'help'))).toEqual([]);
    expect(missing(CLIENTS)).toEqual([]);
  });

  it('name every environment variable', () => {
    const sources = [...readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })]
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => read(join('src', name)));
    const used = [read('bundle-start.mjs'), ...sources].flatMap((text) =>
      [...text.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name!),
    );
    expect(missing([...new Set(used)].sort())).toEqual([]);
  });

  it('run only scripts that exist', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => ({ page, script: script! })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ script }) => !(script in manifest.scripts))).toEqual([]);
  });

  it('link to files that exist', () => {
    const links = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => ({ page, link: link! })),
    );
    expect(links.filter(({ page, link }) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });

  it('tell what is new in this version', () => {
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}\\b`, 'm'));
  });
});

describe('the repository', () => {
  it('speaks of the product alone', () => {
    // Places of one machine; put together here so that this file is no finding.
    const places = [['work', 'main'].join('/'), ['work', 'shared'].join('/'), ['work', '.library'].join('/')];
    const pattern = new RegExp(`/(?:${places.join('|')})\\b|\\b(?:sub-?agents?|tool calls? of this session)\\b`, 'i');
    const found = tracked
      .filter((path) => existsSync(join(ROOT, path)))
      .flatMap((path) =>
        read(path)
          .split('\n')
          .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 120)}`] : [])),
      );
    expect(found).toEqual([]);
  });

  it('takes packages from nowhere in particular', () => {
    const lock = tracked.includes('package-lock.json') ? read('package-lock.json') : '';
    const hosts = [...lock.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host);
    expect([...new Set(hosts)].filter((host) => host !== 'registry.npmjs.org')).toEqual([]);
    expect(tracked).not.toContain('.npmrc');
  });

  it('keeps what is built and imported out', () => {
    expect(
      tracked.filter((path) => /^(dist|node_modules|coverage)\/|\.(db|sqlite|fit|tcx|gpx|zip)$/.test(path)),
    ).toEqual([]);
  });
});
