/** Accounts that stand in a client's configuration: made once, costing nothing later, their secrets nowhere on the disk. */

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { addAthlete, openPaceline, type Paceline } from '../sync/open.ts';
import { COOKIE, KEY, type SmallPlatform, startSmallPlatform, tokenOf } from './account.test-data.ts';
import { listAccounts } from './accounts.ts';
import { accountsFromEnvironment, answersFromEnvironment, wayFromEnvironment } from './environment.ts';
import type { Environment } from './given-login.ts';
import { openSecrets } from './secrets.ts';

let small: SmallPlatform;
let paceline: Paceline;
let athlete_id: number;

beforeAll(async () => {
  small = await startSmallPlatform();
});
afterAll(() => small.server.close());
beforeEach(async () => {
  paceline = await openPaceline(mkdtempSync(join(inject('runFolder'), 'environment-')));
  athlete_id = (await addAthlete(paceline.store, 'Mira')).id;
  small.server.calls.length = 0;
  return () => paceline.store.close();
});

/** As a process that starts now with these variables would. */
async function start(env: Environment, more: { again?: boolean } = {}) {
  const secrets = openSecrets(paceline.store.home, { env, keychain: null });
  const connectors = [small.connector];
  const found = await accountsFromEnvironment({ db: paceline.store.db, secrets, connectors, athlete_id, env, ...more });
  return { found, secrets };
}

const wayNamed = (id: string) => small.connector.ways.find((way) => way.id === id)!;

describe('variables', () => {
  it('a name of the platform counts alone, a common word only with its companion', () => {
    const answers = (env: Environment) => answersFromEnvironment(wayNamed('key'), env).answers;
    expect(answers({ SMALL_API_KEY: ' k ' })).toEqual({ api_key: 'k' });
    expect(answers({ API_KEY: 'of something else' })).toEqual({});
    expect(answers({ ATHLETE_ID: 'i1' })).toEqual({});
    expect(answers({ API_KEY: 'k', ATHLETE_ID: 'i1' })).toEqual({ api_key: 'k', athlete_id: 'i1' });
    expect(answers({ SMALL_API_KEY: 'k', API_KEY: 'x', ATHLETE_ID: 'i1' })).toEqual({ api_key: 'k', athlete_id: 'i1' });
    expect(answers({ SMALL_API_KEY: '  ' })).toEqual({});
  });

  it('make no account where a page has to be visited or terms be read', async () => {
    expect(wayFromEnvironment(small.connector, { SMALL_CLIENT_ID: '1', SMALL_CLIENT_SECRET: '2' })).toBeNull();
    const terms = { ...small.connector, policy: { ...small.connector.policy, terms: ['x'] } };
    expect(wayFromEnvironment(terms, { SMALL_API_KEY: 'k' })).toBeNull();
    expect(wayFromEnvironment(small.connector, { SMALL_COOKIE: 'c' })?.way.id).toBe('cookie');
  });
});

describe('accounts', () => {
  it('are made once, and later starts cost no call', async () => {
    const env = { SMALL_API_KEY: KEY };
    const { found, secrets } = await start(env);
    expect(found).toMatchObject([{ account: { external_id: 'p1001', athlete_id, state: 'ready' }, failure: null }]);
    const calls = small.server.calls.length;
    expect(calls).toBeGreaterThan(0);
    expect(await secrets.get('intervals:p1001')).toMatchObject({ api_key: KEY, token: tokenOf(KEY) });
    const { found: again, secrets: later } = await start(env);
    expect(again[0]!.account!.id).toBe(found[0]!.account!.id);
    expect(await later.get('intervals:p1001')).toMatchObject({ api_key: KEY });
    expect(small.server.calls).toHaveLength(calls);
    expect(await listAccounts(paceline.store.db)).toHaveLength(1);
  });

  it('credentials are in no file at all', async () => {
    await start({ SMALL_API_KEY: KEY });
    await start({ SMALL_COOKIE: COOKIE });
    const home = paceline.store.home;
    for (const name of readdirSync(home)) {
      const text = readFileSync(join(home, name)).toString('latin1');
      for (const secret of [KEY, COOKIE]) expect(text.includes(secret), `${name} ${secret.slice(0, 5)}`).toBe(false);
    }
  });

  it('two clients that start together sign in once', async () => {
    const env = { SMALL_COOKIE: COOKIE };
    const [one, two] = await Promise.all([start(env), start(env)]);
    expect(one.found[0]!.account!.id).toBe(two.found[0]!.account!.id);
    expect(await listAccounts(paceline.store.db)).toHaveLength(1);
  });

  it('refused ones are told each time and tried once, or when asked to', async () => {
    const env = { SMALL_API_KEY: 'wrong-key-12345' };
    expect((await start(env)).found).toMatchObject([
      { account: null, failure: { code: 'platform_wrong_credentials' } },
    ]);
    const calls = small.server.calls.length;
    const second = (await start(env)).found[0]!;
    expect(second.failure).toMatchObject({
      code: 'credentials_refused',
      next: expect.stringContaining('SMALL_API_KEY'),
    });
    expect(small.server.calls).toHaveLength(calls);
    await start(env, { again: true });
    expect(small.server.calls.length).toBeGreaterThan(calls);
    expect((await start({ SMALL_API_KEY: KEY })).found[0]!.account).not.toBeNull();
  });

  it('a platform that cannot be reached is tried again next time', async () => {
    small.server.fail(/token/, { status: 500 });
    const broken = await start({ SMALL_API_KEY: KEY });
    expect(broken.found[0]).toMatchObject({ account: null, failure: { code: 'platform_server' } });
    expect((await start({ SMALL_API_KEY: KEY })).found[0]).toMatchObject({ account: { external_id: 'p1001' } });
  });

  it('disconnected ones stay so until the variables change', async () => {
    const env = { SMALL_API_KEY: KEY };
    const { secrets } = await start(env);
    await secrets.remove('intervals:p1001');
    expect((await start(env)).found).toEqual([]);
    expect((await start({ SMALL_COOKIE: COOKIE })).found[0]!.account).not.toBeNull();
  });
});
