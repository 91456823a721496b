/** Connecting, checking and disconnecting accounts over real HTTP, and where the secrets are meanwhile. */

import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Connector } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import {
  CLIENT_SECRET,
  COOKIE,
  KEY,
  type SmallPlatform,
  startSmallPlatform,
  tokenOf,
} from '../platform/account.test-data.ts';
import { type Account, listAccounts } from '../platform/accounts.ts';
import { openSecrets } from '../platform/secrets.ts';
import { backupStore } from '../store/backup.ts';
import { addAthlete, openPaceline, type Paceline } from '../sync/open.ts';
import { type AccountCheck, checkAccounts } from './check-accounts.ts';
import {
  type AccountWork,
  answersFromLogins,
  beginConnect,
  type ConnectRequest,
  connectAccount,
} from './connect-account.ts';
import { disconnectAccount, planDisconnect } from './disconnect-account.ts';

let small: SmallPlatform;
let paceline: Paceline;
let work: AccountWork;
const TERMS = { terms: ['Be careful.'], models: 'by_choice', combine: 'by_choice', keep_days: 7 } as const;

beforeAll(async () => {
  small = await startSmallPlatform({ scope: 'wellness' });
});
afterAll(() => small.server.close());
beforeEach(async () => {
  paceline = await openPaceline(mkdtempSync(join(inject('runFolder'), 'connect-')));
  const { store } = paceline;
  const athlete_id = (await addAthlete(store, 'Mira')).id;
  work = { db: store.db, secrets: openSecrets(store.home, { env: {}, keychain: null }), athlete_id, env: {} };
  small.person = { id: 'p1001', name: 'Mira Kade', others: [] };
  small.redirect = { code: 'code-1', scope: 'wellness' };
  for (const credential of [KEY, COOKIE, 'code-1']) small.tokens.add(tokenOf(credential));
  small.server.clock_s = null;
  return () => store.close();
});

function ask(way: string, answers: Record<string, string>, more: Partial<ConnectRequest> = {}): ConnectRequest {
  const connector = more.connector ?? small.connector;
  return { connector, way: connector.ways.find(({ id }) => id === way)!, answers, chosen: {}, ...more };
}

const strict = (): Connector => ({ ...small.connector, policy: TERMS });

describe('connecting', () => {
  it('keeps login and row; a refused one keeps nothing', async () => {
    await expect(connectAccount(work, ask('key', { api_key: 'wrong-key' }))).rejects.toMatchObject({
      code: 'platform_wrong_credentials',
    });
    expect(await listAccounts(paceline.store.db)).toEqual([]);
    expect(readdirSync(paceline.store.home)).not.toContain('secrets.json');
    const { account } = await connectAccount(work, ask('key', { api_key: KEY }));
    expect(account).toMatchObject({
      platform: 'intervals',
      external_id: 'p1001',
      login: 'intervals:p1001',
      way: 'key',
    });
    expect(await work.secrets.get(account.login)).toMatchObject({ api_key: KEY, token: tokenOf(KEY) });
  });

  it('no secret is in any file but the secret store', async () => {
    await connectAccount(work, ask('key', { api_key: KEY }));
    await connectAccount(work, ask('cookie', { cookie: COOKIE }));
    const login = await beginConnect(work, ask('app', { client_id: '1', client_secret: CLIENT_SECRET }));
    await fetch(login.url);
    await login.connected;
    backupStore(paceline.store, join(paceline.store.home, 'backup'));
    const secrets = [KEY, COOKIE, CLIENT_SECRET, ...[KEY, COOKIE, 'code-1'].map(tokenOf)];
    const found = readdirSync(paceline.store.home, { recursive: true, encoding: 'utf8' })
      .map((name) => join(paceline.store.home, name))
      .filter((path) => statSync(path).isFile())
      .filter((path) => secrets.some((secret) => readFileSync(path).includes(secret)));
    expect(found).toEqual([join(paceline.store.home, 'secrets.json')]);
  });

  it('terms are accepted before anything is sent, and hold for further accounts', async () => {
    small.server.calls.length = 0;
    const connector = strict();
    const open = connectAccount(work, ask('key', { api_key: KEY }, { connector }));
    await expect(open).rejects.toMatchObject({ code: 'terms_not_accepted' });
    await expect(beginConnect(work, ask('app', { client_id: '1' }, { connector }))).rejects.toMatchObject({
      code: 'terms_not_accepted',
    });
    expect(small.server.calls).toEqual([]);
    const chosen = { accept_terms: true, show_models: false, keep_days: 30 };
    const { account } = await connectAccount(work, ask('key', { api_key: KEY }, { connector, chosen }));
    expect(account).toMatchObject({ show_models: false, combine: false, keep_days: 30 });
    expect(account.accepted_at).toBeGreaterThan(0);
    small.person.id = 'p2';
    const second = await connectAccount(work, ask('key', { api_key: KEY }, { connector }));
    expect(second.account).toMatchObject({ accepted_at: account.accepted_at, keep_days: 7 });
  });

  it('what a policy leaves no choice about is not chosen', async () => {
    const chosen = { show_models: false, combine: false, accept_terms: true };
    const { account } = await connectAccount(work, ask('key', { api_key: KEY }, { chosen }));
    expect(account).toMatchObject({ show_models: true, combine: true, accepted_at: null });
  });

  it('terms read in the browser count like those in a terminal', async () => {
    const connector = strict();
    const request = ask('app', { client_id: '1', client_secret: CLIENT_SECRET }, { connector });
    const login = await beginConnect(work, { ...request, ask_terms_in_browser: true });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fetch(login.url, { method: 'POST', body: 'accept=yes', headers });
    const { account } = await login.connected;
    expect(account).toMatchObject({ show_models: false, scopes: ['wellness'] });
    expect(account.accepted_at).toBeGreaterThan(0);
  });

  it("a coach's login brings an athlete of the roster, for another athlete here", async () => {
    small.person.others = [{ id: 'p2', name: 'Jon Vale' }];
    const own = await connectAccount(work, ask('key', { api_key: KEY }));
    expect(own.others).toEqual([{ external_id: 'p2', name: 'Jon Vale' }]);
    const jon = { ...work, athlete_id: (await addAthlete(paceline.store, 'Jon')).id };
    const known = await answersFromLogins(jon, small.connector);
    expect(known?.answers).toEqual({ api_key: KEY });
    const request = { connector: small.connector, chosen: {}, ...known! };
    const { account } = await connectAccount(jon, { ...request, athlete_external_id: 'p2' });
    expect(account).toMatchObject({ external_id: 'p2', name: 'Jon Vale', athlete_id: jon.athlete_id });
    expect(account.login).toBe(own.account.login);
    await expect(connectAccount(jon, { ...request, athlete_external_id: 'p9' })).rejects.toMatchObject({
      code: 'not_on_roster',
      next: 'It may read: p2.',
    });
    const plan = await planDisconnect(paceline.store, small.connector, account, false);
    expect(plan.shared_with).toEqual(['intervals:p1001']);
    expect(await disconnectAccount(paceline, work.secrets, small.connector, plan)).toMatchObject({ login: 'kept' });
    expect(await work.secrets.get(own.account.login)).not.toBeNull();
  });
});

describe('disconnecting', () => {
  const disconnect = async (account: Account, connector = small.connector, purge = false) =>
    disconnectAccount(
      paceline,
      work.secrets,
      connector,
      await planDisconnect(paceline.store, connector, account, purge),
    );

  it('ends the login there and here; the row stays with its data', async () => {
    const { account } = await connectAccount(work, ask('key', { api_key: KEY }));
    small.revoked.length = 0;
    expect(await disconnect(account)).toEqual({ purged: false, login: 'ended', trouble: null });
    expect(small.revoked).toEqual([tokenOf(KEY)]);
    expect(await work.secrets.get(account.login)).toBeNull();
    expect(await listAccounts(paceline.store.db)).toMatchObject([{ id: account.id, state: 'disconnected' }]);
    const back = await connectAccount(work, ask('key', { api_key: KEY }));
    expect(back.account).toMatchObject({ id: account.id, state: 'ready' });
  });

  it('is done even when the platform cannot be told', async () => {
    const { account } = await connectAccount(work, ask('key', { api_key: KEY }));
    small.server.fail(/revoke/, { status: 503 });
    expect(await disconnect(account)).toMatchObject({
      login: 'forgotten',
      trouble: expect.stringContaining('problem'),
    });
    expect(await work.secrets.get(account.login)).toBeNull();
  });

  it('with purge, or where the terms say so, nothing stays', async () => {
    const first = await connectAccount(work, ask('key', { api_key: KEY }));
    expect(await disconnect(first.account, small.connector, true)).toMatchObject({ purged: true });
    expect(await listAccounts(paceline.store.db)).toEqual([]);
    const connector = strict();
    const request = ask('key', { api_key: KEY }, { connector, chosen: { accept_terms: true } });
    const second = await connectAccount(work, request);
    expect(await planDisconnect(paceline.store, connector, second.account, false)).toMatchObject({ must_purge: true });
    expect(await disconnect(second.account, connector)).toMatchObject({ purged: true });
    expect(await listAccounts(paceline.store.db)).toEqual([]);
  });
});

describe('the doctor', () => {
  const check = async (env = {}): Promise<AccountCheck[]> =>
    checkAccounts(paceline.store, { athlete_id: work.athlete_id, connectors: [small.connector], env });

  async function connected(way: 'key' | 'cookie' | 'app'): Promise<void> {
    if (way !== 'app') {
      await connectAccount(work, ask(way, { api_key: KEY, cookie: COOKIE }));
      await work.db.updateTable('account').set({ scopes: '["wellness"]' }).execute();
      return;
    }
    const login = await beginConnect(work, ask('app', { client_id: '1', client_secret: CLIENT_SECRET }));
    await fetch(login.url);
    await login.connected;
  }

  it('says who it is without saying it all', async () => {
    await connected('key');
    const [found] = await check();
    expect(found).toMatchObject({ account: 'intervals:p…', ok: true, kept_in: 'file', login_days: 0, cause: null });
    expect(found!.found).toBe('Small answers for M… K…, p…; signed in today');
    expect(Math.abs(found!.clock_offset_s!)).toBeLessThan(3);
    expect(JSON.stringify(found)).not.toMatch(/Mira|Kade|p1001/);
  });

  it('has a sentence of its own for every cause', async () => {
    const said = new Map<string, string>();
    const cause = async (name: string, env = {}) => {
      const found = (await check(env)).find(({ ok }) => !ok);
      expect(found, name).toMatchObject({ cause: name, remedy: expect.stringMatching(/\w/) });
      said.set(name, found!.found);
    };
    await connected('key');
    small.tokens.delete(tokenOf(KEY));
    await cause('login_expired');
    small.tokens.add(tokenOf(KEY));
    small.server.fail(/me/, { status: 402, times: 1 });
    await cause('plan');
    await work.db.updateTable('account').set({ scopes: '[]' }).execute();
    await cause('missing_scope');
    expect(said.get('missing_scope')).toContain('without the permission wellness it cannot fetch: Wellness');
    await work.db.updateTable('account').set({ scopes: '["wellness"]' }).execute();
    small.server.clock_s = Math.floor(Date.now() / 1000) + 600;
    await cause('clock');
    expect(said.get('clock')).toMatch(/clock is (599|600|601) seconds behind/);
    small.server.clock_s = null;
    small.person.id = 'p77';
    await cause('another_person');
    small.person.id = 'p1001';
    await cause('wrong_credentials', { SMALL_API_KEY: 'wrong-key-1' });
    await work.secrets.remove('intervals:p1001');
    await cause('not_signed_in');

    await connected('cookie');
    await work.db
      .updateTable('account')
      .set({ connected_at: Date.now() / 1000 - 25 * 86_400 })
      .execute();
    expect((await check())[0]).toMatchObject({ ok: true, login_days: 25, remedy: expect.stringContaining('25 days') });
    small.tokens.delete(tokenOf(COOKIE));
    await cause('cookie_expired');
    expect(said.get('cookie_expired')).toContain('25 days ago');
    await connected('app');
    small.tokens.delete(tokenOf('code-1'));
    const withdrawn = (await check())[0]!;
    expect(withdrawn).toMatchObject({ ok: false, cause: 'login_expired' });
    said.set('withdrawn', withdrawn.found);
    const base = process.env.PACELINE_INTERVALS_BASE_URL;
    process.env.PACELINE_INTERVALS_BASE_URL = 'http://127.0.0.1:9';
    await cause('network');
    process.env.PACELINE_INTERVALS_BASE_URL = 'http://example.org';
    await cause('bad_base_url');
    process.env.PACELINE_INTERVALS_BASE_URL = base;
    expect(new Set(said.values()).size).toBe(said.size);
    expect(said.size).toBe(11);
  });

  it('leaves disconnected ones alone', async () => {
    await connected('key');
    const [account] = await listAccounts(paceline.store.db);
    const plan = await planDisconnect(paceline.store, small.connector, account!, false);
    await disconnectAccount(paceline, work.secrets, small.connector, plan);
    small.server.calls.length = 0;
    expect(await check()).toMatchObject([{ ok: true, found: 'disconnected by you; its data is kept' }]);
    expect(small.server.calls).toEqual([]);
  });

  it('never carries what was typed in an error', async () => {
    const error = await connectAccount(work, ask('key', { api_key: 'sk-very-secret' })).catch((e: Failure) => e);
    expect(error).toBeInstanceOf(Failure);
    expect(`${JSON.stringify(error)} ${(error as Failure).stack} ${(error as Failure).next}`).not.toContain(
      'very-secret',
    );
  });
});
