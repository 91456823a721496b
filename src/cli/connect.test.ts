/** Setting up from the outside: connect, sync, doctor and disconnect as a person, a script and a client configuration use them. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inventAthlete, type PlatformName } from '../../test/platforms/athlete.ts';
import type { FakePlatform } from '../../test/platforms/fake.ts';
import { startPlatform } from '../../test/platforms/start.ts';
import { CHECKOUT, cleanEnvironment, type Ran, run } from '../../test/program.ts';

const NAMES: readonly PlatformName[] = ['intervals', 'igpsport', 'trainingpeaks', 'strava'];
const fakes = {} as Record<PlatformName, FakePlatform>;
const bases: Record<string, string> = {};

beforeAll(async () => {
  const athlete = inventAthlete();
  for (const name of NAMES) {
    fakes[name] = await startPlatform(name, { athlete });
    bases[fakes[name].base_url_env] = fakes[name].url;
  }
});
afterAll(async () => {
  for (const fake of Object.values(fakes)) await fake.close();
});

const newHome = () => mkdtempSync(join(inject('runFolder'), 'setup-'));

function paceline(home: string, args: readonly string[], more: { env?: Record<string, string>; input?: string } = {}) {
  const { env = {}, ...rest } = more;
  return run(args, { home, env: { ...bases, PACELINE_KEYCHAIN: 'off', BROWSER: 'none', ...env }, ...rest });
}

function done({ code, stdout, stderr }: Ran): string {
  expect(code, stderr).toBe(0);
  return stdout;
}

function failed({ code, stdout, stderr }: Ran): string {
  expect(code, stdout).toBe(1);
  expect(stderr).not.toMatch(/\n\s+at |unexpected/);
  return stderr;
}

/** Files of a home that hold one of these texts. */
function holding(home: string, texts: readonly string[]): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(home, name);
    return statSync(path).isFile() && texts.some((text) => readFileSync(path).includes(text));
  });
}

/** The whole of `connect strava`, with a browser that goes where it is sent, or an address that is pasted. */
function connectStrava(home: string, args: readonly string[], how: 'browser' | 'paste'): Promise<Ran> {
  const { strava } = fakes;
  const { client_id, client_secret } = strava.answers as { client_id: string; client_secret: string };
  const child = spawn(
    process.execPath,
    [CHECKOUT, 'connect', 'strava', '--client-id', client_id, '--secrets-stdin', ...args],
    { env: cleanEnvironment(home, { ...bases, PACELINE_KEYCHAIN: 'off', BROWSER: 'none' }), stdio: 'pipe' },
  );
  child.stdin.write(`${client_secret}\n`);
  let stdout = '';
  let stderr = '';
  let went = false;
  child.stdout.on('data', (text: Buffer) => {
    stdout += text;
  });
  child.stderr.on('data', async (text: Buffer) => {
    stderr += text;
    const link = /http\S+oauth\/authorize\S+/.exec(stderr)?.[0];
    if (!link || went) return;
    went = true;
    const back = (await fetch(link, { redirect: 'manual' })).headers.get('location')!;
    if (how === 'browser') await fetch(back);
    else child.stdin.write(`not this\n${back}\n`);
  });
  return new Promise((end) => child.once('close', (code) => end({ code, stdout, stderr, ms: 0 })));
}

describe('connect', () => {
  it('with a key from standard input, and the first sync at once', async () => {
    const home = newHome();
    const key = fakes.intervals.answers.api_key!;
    const told = done(await paceline(home, ['connect', 'intervals', '--secrets-stdin'], { input: `${key}\n` }));
    expect(told).toMatch(/Intervals\.icu is connected as .+ \(intervals:i\d+\)/);
    expect(told).toMatch(/activities/);
    expect(holding(home, [key])).toEqual(['secrets.json']);
    expect(JSON.parse(done(await paceline(home, ['list', '--json']))).total).toBeGreaterThan(0);
  });

  it('from the environment, as one object', async () => {
    const home = newHome();
    const { igpsport } = fakes;
    const ran = await paceline(home, ['connect', 'igpsport', '--no-sync', '--json'], { env: igpsport.env });
    expect(JSON.parse(done(ran))).toMatchObject({
      account: `igpsport:intl:${igpsport.athlete_id}`,
      region: 'intl',
      way: 'password',
      keep_days: null,
    });
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(igpsport.answers.password);
  });

  it('says what is missing, what is wrong, and takes no secret as an argument', async () => {
    const home = newHome();
    const missing = failed(await paceline(home, ['connect', 'trainingpeaks']));
    expect(missing).toMatch(/Cookie Production_tpAuth/);
    expect(missing).toMatch(/in a terminal.*TP_AUTH_COOKIE.*--secrets-stdin/s);
    const env = { ...fakes.igpsport.env, IGPSPORT_PASSWORD: 'wrong-pass-word' };
    const wrong = failed(await paceline(home, ['connect', 'igpsport'], { env }));
    expect(wrong).toMatch(/does not accept these credentials.*region/s);
    expect(wrong).not.toContain('wrong-pass-word');
    const help = done(await paceline(home, ['connect', 'igpsport', '--help']));
    expect(help).toMatch(/--username.*--region/s);
    expect(help).not.toMatch(/--password|--cookie|--client-secret/);
    expect(failed(await paceline(home, ['connect', 'garmin']))).toMatch(/unknown command/);
    const browser = failed(await paceline(home, ['connect', 'trainingpeaks', '--from-browser']));
    expect(browser).toMatch(/No browser of yours/);
    expect(readdirSync(home)).not.toContain('secrets.json');
  });

  it('Strava: terms first, then the browser; disconnecting ends it there and removes everything', async () => {
    const home = newHome();
    const { strava } = fakes;
    const refused = failed(await paceline(home, ['connect', 'strava'], { env: strava.env }));
    expect(refused).toMatch(/strava\.com\/legal.*export archive.*mcp\.strava\.com.*--show-models.*--keep-days/s);
    expect(refused).toMatch(/not accepted.*--accept-terms/s);
    const connected = done(await connectStrava(home, ['--accept-terms', '--keep-days', 'forever'], 'browser'));
    expect(connected).toMatch(/Strava is connected/);
    expect(connected).toMatch(/may not see its data/);
    expect(connected).toMatch(/kept without limit/);
    const stored = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')).logins[`strava:${strava.athlete_id}`];
    const { client_secret, access_token, refresh_token } = stored.secrets;
    expect(holding(home, [client_secret, access_token, refresh_token])).toEqual(['secrets.json']);

    const logins = strava.server.calls.filter(({ path }) => path.startsWith('/oauth/')).length;
    const anew = done(await paceline(home, ['connect', 'strava', '--show-models', '--keep-days', '30']));
    expect(anew).toMatch(/Assistants may see.*may be merged.*kept for 30 days/s);
    expect(strava.server.calls.filter(({ path }) => path.startsWith('/oauth/'))).toHaveLength(logins);

    const unsure = failed(await paceline(home, ['disconnect', 'strava']));
    expect(unsure).toMatch(/removed, as Strava requires it.*Nothing was changed/s);
    done(await paceline(home, ['disconnect', 'strava', '--yes']));
    expect(strava.server.calls.some(({ path }) => path === '/oauth/revoke')).toBe(true);
    expect(holding(home, [client_secret, access_token, refresh_token])).toEqual([]);
    expect(JSON.parse(done(await paceline(home, ['list', '--json'])))).not.toHaveProperty('rows');
  });

  it('Strava with a browser on another machine: its last address is pasted', async () => {
    const home = newHome();
    const ran = await connectStrava(home, ['--accept-terms', '--no-sync', '--show-models', '--json'], 'paste');
    expect(ran.stderr).toMatch(/not the address the browser ended at/);
    expect(JSON.parse(done(ran))).toMatchObject({
      platform: 'strava',
      show_models: true,
      combine: true,
      keep_days: 7,
    });
  });
});

describe('credentials of a client configuration', () => {
  it('need no connect, cost nothing at later starts, and are on no disk', async () => {
    const home = newHome();
    const { intervals, trainingpeaks } = fakes;
    const env = { ...intervals.env, ...trainingpeaks.env };
    const first = JSON.parse(done(await paceline(home, ['sync', '--json'], { env })));
    expect(first.accounts.map((account: { account: string }) => account.account)).toEqual([
      `intervals:${intervals.athlete_id}`,
      `trainingpeaks:${trainingpeaks.athlete_id}`,
    ]);
    const before = [intervals, trainingpeaks].map(({ server }) => server.calls.length);
    done(await paceline(home, ['sync'], { env }));
    const after = [intervals, trainingpeaks].map(({ server }) => server.calls.length);
    for (const [i, calls] of after.entries()) expect(calls - before[i]!).toBeLessThanOrEqual(3);
    expect(holding(home, [intervals.answers.api_key!, trainingpeaks.answers.cookie!])).toEqual([]);

    const { accounts } = JSON.parse(done(await paceline(home, ['doctor', '--json'], { env })));
    expect(accounts).toMatchObject([
      { platform: 'intervals', ok: true, kept_in: 'environment' },
      { platform: 'trainingpeaks', ok: true, kept_in: 'environment' },
    ]);
    const bad = { ...env, INTERVALS_ICU_API_KEY: 'another-wrong-key' };
    const sick = await paceline(home, ['doctor'], { env: bad });
    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/WRONG intervals \(environment\)\s+Intervals\.icu does not accept these credentials/);
    expect(sick.stdout).toMatch(/ok {4}trainingpeaks/);
    expect(sick.stdout).not.toContain('another-wrong-key');
    expect(done(await paceline(home, ['doctor', '--offline']))).not.toMatch(/intervals/);
  });
});

describe('setup', () => {
  it('without a terminal says what to set and do, and changes nothing', async () => {
    const home = newHome();
    const text = done(await paceline(home, ['setup']));
    for (const word of ['INTERVALS_ICU_API_KEY', 'IGPSPORT_PASSWORD', 'TP_AUTH_COOKIE', 'STRAVA_CLIENT_SECRET']) {
      expect(text).toContain(word);
    }
    const { platforms, next } = JSON.parse(
      done(await paceline(home, ['setup', '--json'], { env: fakes.intervals.env })),
    );
    expect(platforms.map(({ id }: { id: string }) => id)).toEqual(NAMES);
    expect(platforms[0].ways[0]).toMatchObject({
      missing: [],
      variables: ['INTERVALS_ICU_API_KEY', expect.any(String)],
    });
    expect(next).toContain('paceline sync');
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'in a terminal asks for everything, hides what is secret, and goes on after a mistake',
    async () => {
      const home = newHome();
      const { intervals } = fakes;
      const key = intervals.answers.api_key!;
      const child = spawn('script', ['-qfec', `${process.execPath} ${CHECKOUT} setup`, '/dev/null'], {
        env: cleanEnvironment(home, { ...bases, PACELINE_KEYCHAIN: 'off', BROWSER: 'none', TERM: 'xterm' }),
        stdio: 'pipe',
      });
      const script: [prompt: string, answer: string][] = [
        ['none): ', '9'],
        ['none): ', '1'],
        ['Enter for 1): ', '1'],
        ['(not shown): ', 'wrong-typed-key'],
        ['again? [Y/n] ', ''],
        ['Enter for 1): ', '1'],
        ['(not shown): ', key],
        ['import (Enter for none): ', ''],
        ['now? [Y/n] ', 'y'],
        ['Enter for 1): ', '3'],
      ];
      let said = '';
      let heard = 0;
      child.stdout.on('data', (text: Buffer) => {
        said += stripVTControlCharacters(text.toString());
        const [prompt, answer] = script[0] ?? [];
        if (prompt === undefined || !said.slice(heard).includes(prompt)) return;
        heard = said.length;
        script.shift();
        setTimeout(() => child.stdin.write(`${answer}\r`), 50);
      });
      await new Promise((end) => child.once('close', end));
      expect(script, said).toEqual([]);
      expect(said).toMatch(/does not accept these credentials.*is connected as.*activities.*claude mcp add.*Done/s);
      expect(said).not.toContain(key);
      expect(said).not.toContain('wrong-typed-key');
      expect(holding(home, [key])).toEqual(['secrets.json']);
    },
  );
});
