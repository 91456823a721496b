/** The command line from the outside: every command on a real home, what goes to which stream, pipes, terminals, and what it says when something is wrong. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { CLIENTS } from '../src/server/client-config.ts';
import { TOOLS } from '../src/tools/index.ts';
import { copyOfDemoHome, demoHome, makeOutdated } from './demo-home.ts';
import { bundle, cleanEnvironment, type Ran, run as runProgram } from './program.ts';
import { runInside } from './run-inside.ts';

let program: string;
/** Shared and read only. */
let home: string;
/** A copy that commands may change. */
let own: string;

interface Where {
  readonly home?: string;
  /** In a process of its own, from the bundle; else inside this one, which is faster. */
  readonly alone?: true;
  readonly cwd?: string;
}

function run(args: readonly string[], { home: where = home, alone, cwd }: Where = {}): Promise<Ran> {
  return alone ? runProgram(args, { home: where, program, ...(cwd ? { cwd } : {}) }) : runInside(args, where);
}

async function ok(args: readonly string[], where: Where = {}): Promise<string> {
  const { code, stdout, stderr } = await run(args, where);
  expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
  expect(stderr, args.join(' ')).toBe('');
  return stdout;
}

/** Exactly one object on one line. */
async function json(args: readonly string[], where: Where = {}) {
  const stdout = await ok([...args, '--json'], where);
  expect(stdout.trimEnd().split('\n'), args.join(' ')).toHaveLength(1);
  return JSON.parse(stdout);
}

async function wrong(args: readonly string[], where: Where = {}): Promise<string> {
  const { code, stdout, stderr } = await run(args, where);
  expect(code, `${args.join(' ')}: ${stdout}`).toBe(1);
  expect(stdout, args.join(' ')).toBe('');
  expect(stderr, args.join(' ')).not.toMatch(/\n\s+at |unexpected/);
  return stderr;
}

async function sql(statement: string, of = home): Promise<(string | number | null)[][]> {
  const { rows } = await json(['sql', statement], { home: of });
  return rows;
}

const READING = [
  ['list'],
  ['load', '--after', '2026-05-01', '--before', '2026-06-30'],
  ['summary', '--after', '2026-05-01', '--before', '2026-06-30', '--by', 'month'],
  ['curve'],
  ['records'],
  ['efforts', '--kind', 'climb'],
  ['compare-periods', '--periods', '2026-05,2026-06'],
  ['estimate', '--before', '2026-06-30'],
  ['wellness', '--after', '2026-06-01', '--before', '2026-06-30'],
  ['status'],
  ['athlete', '--date', '2026-06-30'],
  ['doctor'],
  ['sql', 'SELECT local_date, name FROM activities LIMIT 3'],
];

beforeAll(async () => {
  program = await bundle();
  home = await demoHome();
  own = await copyOfDemoHome('cli-home', true);
}, 240_000);

describe('help', () => {
  it('every command tells what it does and what it takes', async () => {
    const help = await ok(['--help'], { alone: true });
    const commands = [...help.split('Commands:')[1]!.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name!);
    expect(commands).toEqual(expect.arrayContaining(['demo', 'import', 'list', 'show', 'mcp', 'call', 'config']));
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const subcommands = commands
      .filter((command) => command !== 'help')
      .map((command) => [command])
      .concat([
        ['athlete', 'set'],
        ['athlete', 'add'],
      ]);
    for (const command of subcommands) {
      const text = await ok([...command, '--help']);
      expect(text, command.join(' ')).toMatch(/^Usage: paceline /);
      expect(text, command.join(' ')).toContain('--home <folder>');
    }
    expect(await ok(['--version'], { alone: true })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('every tool is a command or part of one', () => {
    const help = ['list', 'show', 'streams', 'efforts', 'compare', 'compare-periods', 'load', 'summary', 'curve'];
    const more = ['records', 'estimate', 'athlete', 'wellness', 'status', 'sql', 'sync', 'connect', 'disconnect'];
    expect(TOOLS.length).toBe(help.length + more.length);
  });
});

describe('questions', () => {
  it('are answered in tables for people and as one object for programs', async () => {
    const [id, other] = (await sql('SELECT id FROM activities ORDER BY start_unix_s DESC LIMIT 2')).map(
      ([number]) => `a${number}`,
    );
    const commands = [...READING, ['show', id!], ['streams', id!, '--points', '10'], ['compare', id!, other!]];
    for (const args of commands) {
      const command = args.join(' ');
      const table = await ok(args);
      const object = await json(args);
      expect(table.trim(), command).not.toBe('');
      expect(table, command).not.toMatch(/\b(undefined|NaN|Infinity|null)\b|\[object/);
      expect(table, command).not.toContain('\u001b');
      expect(object, command).toBeTypeOf('object');
      if (args[0] !== 'doctor') expect(object, command).toMatchObject({ scope: {}, notes: expect.any(Array) });
    }
  });

  it('the same answer comes from call, exactly', async () => {
    const called = await ok(['call', 'list_activities', '{"limit":3}'], { alone: true });
    expect(called.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(called)).toEqual(await json(['list', '--limit', '3'], { alone: true }));
    expect(JSON.parse(await ok(['call', 'get_data_status']))).toHaveProperty('scope');
    const error = await wrong(['call', 'get_activity', '{"id":"a99999"}'], { alone: true });
    expect(error).toMatch(/There is no activity a99999.*list_activities/);
  });

  it('a cursor reads on', async () => {
    const first = await json(['list', '--limit', '2']);
    const second = await json(['list', '--limit', '2', '--cursor', first.next_cursor]);
    expect(second.rows[0][0]).not.toBe(first.rows[0][0]);
    expect(await ok(['list', '--limit', '2'])).toContain(`--cursor ${first.next_cursor}`);
  });

  it('imperial units are asked for or set for the athlete', async () => {
    const metric = await ok(['list', '--limit', '5']);
    const imperial = await ok(['list', '--limit', '5', '--units', 'imperial']);
    expect(metric).toMatch(/\bkm\b/);
    expect(imperial).toMatch(/\bmi\b/);
    expect(imperial).not.toMatch(/\bkm\b/);
    const [[meters] = []] = await sql('SELECT distance_m FROM activities ORDER BY start_unix_s DESC LIMIT 1');
    expect(metric).toContain((Number(meters) / 1000).toFixed(1).slice(0, 3));
    expect(imperial).toContain((Number(meters) / 1609.344).toFixed(1).slice(0, 3));
    // Programs get the units in the keys, whoever asks.
    expect(await json(['list', '--limit', '5', '--units', 'imperial'])).toEqual(await json(['list', '--limit', '5']));
    await ok(['athlete', 'set', '--display-units', 'imperial'], { home: own });
    expect(await ok(['list', '--limit', '5'], { home: own })).toMatch(/\bmi\b/);
    await ok(['athlete', 'set', '--display-units', 'metric'], { home: own });
  });
});

describe('what goes wrong', () => {
  it('is told on stderr with the next step, and exit code 1', async () => {
    const cases: [string[], RegExp][] = [
      [['shwo', 'a1'], /Did you mean show\?/],
      [['list', '--limt', '3'], /Did you mean --limit\?/],
      [['mcp', '--hom', 'x'], /Did you mean --home\?/],
      [['show'], /missing required argument 'id'.*--help/s],
      [['show', 'zzz'], /Run paceline list to get ids.*ids: a\d+/],
      [['list', '--limit', '1000'], /limit.*100/],
      [['list', '--limit', 'many'], /--limit takes a number.*\n.+/],
      [['list', '--indoor', 'maybe'], /yes or no.*\n.+/],
      [['list', '--period', 'foo'], /Allowed choices.*last_7_days/],
      [['list', '--sport', 'foo'], /ride, run/],
      [['list', '--after', '1.3.2026'], /YYYY-MM-DD/],
      [['call', 'nope'], /Known: list_activities/],
      [['call', 'list_activities', 'x'], /not JSON.*\n.*Example/],
      [['call', 'list_activities', '{"x":1}'], /Unrecognized key: "x".*Fields?: .*period/s],
      [['import', '/nonexistent/folder'], /no such file.*\n.+/],
      [['athlete', 'set'], /Nothing to set.*\n.*--ftp 270/],
      [['athlete', 'set', '--ftp', '9999'], /40–700 W.*\n.+/],
      [['athlete', 'set', '--ftp', 'abc'], /not a number.*\n.+/],
      [['athlete', 'set', '--ftp', '250', '--from', '2026-13-01'], /YYYY-MM-DD/],
      [['athlete', 'set', '--run-pace', 'fast'], /4:10/],
      [['athlete', 'set', '--time-zone', 'Mars/Base'], /Europe\/Berlin/],
      [['--athlete', 'Nobody', 'list'], /athlete add/],
      [['repair', 'a1', 'magic', 'off'], /Known: .*power-spikes/],
      [['config', 'netscape'], /claude-desktop/],
      [['merge', 'a1'], /Two or more.*\n.+/],
      [['backup', home], /not empty.*\n.+/],
      [['export', home], /not empty.*\n.+/],
      [['demo', '--years', 'x'], /--years.*\n.+/],
      [['demo', '--until', 'x'], /YYYY-MM-DD/],
      [['sql', 'DROP TABLE activity'], /SELECT/],
      [['sql', 'SELECT nothing FROM activities'], /paceline sql --schema$/m],
      [['sql'], /paceline sql --schema to see.*paceline sql "SELECT …"/],
      [['compare', 'a1', 'a1'], /Run paceline list/],
    ];
    for (const [args, told] of cases) {
      const where = ['athlete', 'merge', 'demo', 'import'].includes(args[0]!) ? own : home;
      expect(await wrong(args, { home: where }), args.join(' ')).toMatch(told);
    }
  });

  it('a failed demo leaves an earlier one as it was', async () => {
    expect((await json(['list', '--limit', '1'], { home: own })).total).toBeGreaterThan(100);
  });

  it('a home that cannot be used is told', async () => {
    const file = join(inject('runFolder'), 'a-file');
    writeFileSync(file, 'no folder');
    expect(await wrong(['list'], { home: file })).toMatch(/PACELINE_HOME/);
    const broken = join(inject('runFolder'), 'broken-home');
    mkdirSync(broken);
    writeFileSync(join(broken, 'paceline.db'), 'this is no database at all, whatever its name says');
    expect(await wrong(['list'], { home: broken })).toMatch(/cannot be opened.*\n.*(backup|import)/);
  });
});

describe('streams and terminals', () => {
  const shell = (command: string, env: Record<string, string> = {}) =>
    spawnSync('sh', ['-c', command], {
      encoding: 'utf8',
      env: cleanEnvironment(home, { NODE: process.execPath, PROGRAM: program, ...env }),
    });

  it.each(['| head -1', '| :'])('a pipe that closes early is no error: %s', (reader) => {
    const { stdout, stderr } = shell(
      `{ "$NODE" "$PROGRAM" sql --limit 1000 "SELECT * FROM efforts"; echo "code $?" >&2; } ${reader}`,
    );
    expect(stderr).toBe('code 0\n');
    if (reader.includes('head')) expect(stdout.split('\n')).toHaveLength(2);
  });

  const terminal = (columns: number, command: string, env: Record<string, string> = {}) => {
    const inside = `stty cols ${columns} rows 40; ${command}`;
    return shell(`script -qec '${inside.replaceAll("'", `'\\''`)}' /dev/null </dev/null`, { TERM: 'xterm', ...env })
      .stdout;
  };
  const has_terminal = process.platform === 'linux' && spawnSync('sh', ['-c', 'command -v script']).status === 0;

  it.skipIf(!has_terminal)('a narrow terminal is not overrun', () => {
    for (const args of [['list', '--limit', '5'], ['records'], ['curve'], ['status'], ['athlete']]) {
      const said = terminal(40, `"$NODE" "$PROGRAM" ${args.join(' ')}`);
      const lines = stripVTControlCharacters(said).split(/\r?\n/);
      expect(lines.length, said).toBeGreaterThan(3);
      // A cursor is one word and stays whole; the first line says what was asked and may wrap.
      const over = lines.filter((line) => stringWidth(line) > 40 && !/^(more: --cursor|athlete )/.test(line));
      expect(over, args.join(' ')).toEqual([]);
    }
  });

  it.skipIf(!has_terminal)('a terminal gets bold and dim text unless NO_COLOR is set', () => {
    expect(terminal(100, '"$NODE" "$PROGRAM" list --limit 2')).toContain('\u001b[1m');
    expect(terminal(100, '"$NODE" "$PROGRAM" list --limit 2', { NO_COLOR: '1' })).not.toContain('\u001b[');
  });

  it.skipIf(!has_terminal)('without arguments a terminal gets help, not a silent server', () => {
    expect(terminal(100, '"$NODE" "$PROGRAM"')).toMatch(/Usage: paceline/);
  });
});

describe('import', () => {
  it('says what became of every file, and does nothing twice', async () => {
    const folder = join(inject('runFolder'), 'import-files');
    const target = join(inject('runFolder'), 'import-home');
    mkdirSync(folder);
    const demo = join(home, 'demo-files', 'head-unit');
    const rides = readdirSync(demo).filter((name) => name.endsWith('ride.fit'));
    for (const name of rides.slice(-3)) cpSync(join(demo, name), join(folder, name));
    cpSync(join(demo, rides.at(-1)!), join(folder, 'copy.fit'));
    writeFileSync(join(folder, 'broken.fit'), Buffer.from('.FIT and nothing else'));
    const first = await json(['import', folder], { home: target, alone: true });
    expect(first.summary).toEqual({ added: 3, merged: 0, skipped: 1, failed: 1 });
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['summary', 'files']));
    expect(first.files).toHaveLength(5);
    for (const row of first.files) {
      expect(row).toMatchObject({ file: expect.any(String), outcome: expect.any(String), reason: expect.any(String) });
      if (row.outcome !== 'added') expect(row.reason, row.file).not.toBe('');
    }
    const second = await json(['import', folder], { home: target });
    expect(second.summary).toEqual({ added: 0, merged: 0, skipped: 4, failed: 1 });
    const told = await ok(['import', folder], { home: target, alone: true });
    expect(told).toMatch(/0 added, 0 merged, 4 skipped, 1 failed/);
    expect(told).toContain('broken.fit');
    expect((await json(['list'], { home: target })).total).toBe(3);
    // Only failures: that is worth an exit code.
    const failed = await run(['import', join(folder, 'broken.fit')], { home: target });
    expect(failed.code).toBe(1);
    if (process.platform !== 'win32') expect(statSync(join(target, 'paceline.db')).mode & 0o077).toBe(0);
  });
});

describe('thresholds', () => {
  it('set from a date change later activities alone, and old values are never shown again', async () => {
    const columns = 'SELECT id, local_date, round(intensity_factor, 4), round(tss, 2) FROM activities';
    const before = await sql(`${columns} WHERE intensity_factor IS NOT NULL ORDER BY id`, own);
    const from = '2026-06-10';
    const told = await json(['athlete', 'set', '--ftp', '300', '--from', from], { home: own, alone: true });
    const after = await sql(`${columns} WHERE intensity_factor IS NOT NULL ORDER BY id`, own);
    expect(after.map(([id]) => id)).toEqual(before.map(([id]) => id));
    let changed = 0;
    for (const [i, [, date, factor, tss]] of after.entries()) {
      const [, , old_factor, old_tss] = before[i]!;
      const later_value_holds = String(date) >= '2026-06-27';
      if (String(date) >= from && !later_value_holds) {
        expect(factor, String(date)).not.toBe(old_factor);
        expect(tss, String(date)).not.toBe(old_tss);
        changed++;
      } else expect([factor, tss], String(date)).toEqual([old_factor, old_tss]);
    }
    expect(changed).toBeGreaterThan(3);
    expect(told).toMatchObject({ recomputed: expect.any(Number) });
    expect(told.recomputed).toBeLessThan(after.length);

    const [[id] = []] = await sql(
      `SELECT id FROM activities WHERE local_date >= '${from}' AND local_date < '2026-06-27' AND tss IS NOT NULL LIMIT 1`,
      own,
    );
    expect(await ok(['show', `a${id}`], { home: own })).toMatch(/FTP 300 W \(athlete, from\s+2026-06-10\)/);
    const { thresholds } = await json(['athlete', '--date', '2026-06-20'], { home: own });
    const row = thresholds.rows.find((cells: unknown[]) => cells[0] === 'ftp_w');
    expect(row).toEqual(expect.arrayContaining([300, from, 'athlete']));
  });
});

describe('joins and repairs', () => {
  it('a join is undone and made again by hand', async () => {
    const [[joined] = []] = await sql(
      'SELECT activity_id FROM recordings GROUP BY activity_id HAVING count(*) > 1',
      own,
    );
    const count = async () => (await json(['list', '--limit', '1'], { home: own })).total;
    const total = await count();
    const { ids } = await json(['split', `a${joined}`], { home: own });
    expect(ids).toHaveLength(2);
    expect(await count()).toBe(total + 1);
    const { id } = await json(['merge', ...ids], { home: own });
    expect(await count()).toBe(total);
    expect(JSON.stringify(await json(['show', id, '--sections', 'sources'], { home: own }))).toMatch(/hand/);
  });

  it('a repair is switched off and on for one activity', async () => {
    const { repairs } = await json(['status'], { home: own });
    const repair = repairs.rows[0][0];
    const [[id] = []] = await sql(`SELECT id FROM activities ORDER BY id LIMIT 1`, own);
    expect(await ok(['repair', `a${id}`, repair, 'off'], { home: own })).toMatch(/is off/);
    expect(await ok(['repair', `a${id}`, repair, 'on'], { home: own })).toMatch(/is on/);
  });
});

describe('what is stale', () => {
  it('is computed before a command answers', async () => {
    const [[id] = []] = await sql('SELECT id FROM activities WHERE np_w IS NOT NULL ORDER BY id DESC LIMIT 1', own);
    makeOutdated(own, [Number(id)]);
    const answer = await json(['show', `a${id}`], { home: own });
    expect(JSON.stringify(answer.notes)).not.toMatch(/recomputed/);
    expect(JSON.stringify(answer.summary)).toContain('np_w');
  });
});

describe('copies', () => {
  it('a backup is a home', async () => {
    const folder = join(inject('runFolder'), 'backup');
    const result = await json(['backup', folder], { home: own });
    expect(result.originals).toBeGreaterThan(100);
    expect(await ok(['list', '--limit', '100'], { home: folder })).toBe(
      await ok(['list', '--limit', '100'], { home: own }),
    );
    const { ok: sound, findings } = await json(['doctor'], { home: folder });
    expect(findings.filter((finding: { ok: boolean }) => !finding.ok)).toEqual([]);
    expect(sound).toBe(true);
  });

  it('an export is complete, in formats anybody reads', async () => {
    const folder = join(inject('runFolder'), 'export');
    const result = await json(['export', folder]);
    const originals = readdirSync(join(folder, 'originals'));
    expect(originals).toHaveLength(result.originals);
    expect(originals).toHaveLength(
      readdirSync(join(home, 'originals'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        /[0-9a-f]{64}$/.test(name),
      ).length,
    );
    expect(originals.every((name) => /^[0-9a-f]{64}\.\w+$/.test(name))).toBe(true);
    for (const [file, rows] of Object.entries(result.tables as Record<string, number>)) {
      const text = readFileSync(join(folder, file), 'utf8');
      if (file.endsWith('.json')) expect(JSON.parse(text), file).toHaveLength(rows);
      else if (rows > 0) expect(text.split('\r\n').length, file).toBeGreaterThanOrEqual(rows + 2);
    }
    const activities = readFileSync(join(folder, 'activities.csv'), 'utf8').split('\r\n');
    const [[count] = []] = await sql('SELECT count(*) FROM activities');
    expect(activities.filter((line) => line !== '')).toHaveLength(Number(count) + 1);
    expect(activities[0]).toMatch(/np_w/);
  });
});

describe('config', () => {
  const place = () => join(inject('runFolder'), "my home's $HOME folder");

  it.each(CLIENTS)('%s: what it prints starts this Paceline with this home', async (client) => {
    const { stdout, stderr, code } = await run(['config', client, '--home', place()], { alone: true });
    expect(code).toBe(0);
    expect(stderr).not.toBe('');
    let words: string[];
    if (stdout.startsWith('{')) {
      const parsed = JSON.parse(stdout) as Record<string, Record<string, { command: string; args: string[] }>>;
      const { command, args } = Object.values(parsed)[0]!.paceline!;
      words = [command, ...args];
    } else {
      const split = spawnSync('sh', ['-c', `set -- ${stdout.trim()}; for word; do printf '%s\\n' "$word"; done`], {
        encoding: 'utf8',
      });
      const all = split.stdout.trimEnd().split('\n');
      expect(all.slice(0, 3)).toEqual([client.split('-')[0], 'mcp', 'add']);
      // Options of the client end before the name: one of them takes every word that follows as its own.
      expect(all[all.indexOf('paceline') - 1]).toMatch(/^(user|add)$/);
      words = all.slice(all.indexOf('paceline') + 1).filter((word) => word !== '--');
    }
    expect(words).toEqual([process.execPath, program, 'mcp', '--home', place()]);
  });

  it('names the home in full, wherever the client will start it, and the athlete', async () => {
    const where = { cwd: inject('runFolder'), alone: true } as const;
    const printed = await json(['config', 'cursor', '--home', 'data', '--athlete', 'Eve'], where);
    const { args } = JSON.parse(printed.paste).mcpServers.paceline;
    expect(args.slice(2)).toEqual(['--home', join(inject('runFolder'), 'data'), '--athlete', 'Eve']);
    expect(existsSync(join(inject('runFolder'), 'data'))).toBe(false);
  });
});

describe('athletes', () => {
  it('several live in one home', async () => {
    expect(await ok(['athlete', 'add', 'Eve Example'], { home: own })).toMatch(/--athlete "Eve Example"/);
    expect((await json(['list', '--athlete', 'eve example'], { home: own })).total ?? 0).toBe(0);
    expect((await json(['athlete', '--athlete', 'Eve Example'], { home: own })).scope.athlete).toBe('Eve Example');
    expect((await json(['list', '--limit', '1'], { home: own })).total).toBeGreaterThan(100);
  });
});
