/** A login that ends in the browser, over real HTTP: the state is checked, one answer counts, and nothing waits for ever. */

import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openPaceline, type Paceline } from '../sync/open.ts';
import { CLIENT_SECRET, type SmallPlatform, startSmallPlatform, tokenOf } from './account.test-data.ts';
import { createCaller } from './client.ts';
import { type BrowserLogin, type BrowserLoginOptions, beginBrowserLogin } from './sign-in.ts';

let small: SmallPlatform;
let paceline: Paceline;
let open: BrowserLogin[] = [];

beforeAll(async () => {
  small = await startSmallPlatform({
    policy: { terms: ['Keep <it> to yourself & rest.'], models: 'by_choice', keep_days: 7 },
  });
});
afterAll(() => small.server.close());
beforeEach(async () => {
  small.redirect = { code: 'code-1', scope: 'read,write' };
  small.server.calls.length = 0;
  paceline = await openPaceline(mkdtempSync(join(inject('runFolder'), 'sign-in-')));
});
afterEach(async () => {
  for (const login of open) login.close();
  open = [];
  await paceline.store.close();
});

async function begin(more: Partial<BrowserLoginOptions> = {}): Promise<BrowserLogin> {
  const { connector } = small;
  const login = await beginBrowserLogin({
    connector,
    way: connector.ways.find(({ id }) => id === 'app')!,
    answers: { client_id: '77', client_secret: CLIENT_SECRET },
    caller: createCaller({ db: paceline.store.db, connector }).session,
    env: { ...process.env, PACELINE_OAUTH_PORT: undefined },
    ...more,
  });
  login.finished.catch(() => {});
  open.push(login);
  return login;
}

/** Where the platform's page sends the browser. */
async function redirected(url: string): Promise<string> {
  const page = await fetch(url, { redirect: 'manual' });
  return page.headers.get('location')!;
}

describe('a login in the browser', () => {
  it('comes back, is exchanged, and the page says who it was', async () => {
    const login = await begin();
    expect(new URL(login.url).origin).toBe(small.server.url);
    const back = await redirected(login.url);
    expect(back).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/);
    const page = await fetch(back);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('connected as Mira Kade');
    const { identity, secrets } = await login.finished;
    expect(identity).toMatchObject({ external_id: 'p1001', scopes: ['read', 'write'] });
    expect(secrets).toMatchObject({ token: tokenOf('code-1') });
    await expect(fetch(back)).rejects.toThrow();
  });

  it('an answer with another state changes nothing, the right one still counts', async () => {
    const login = await begin();
    const back = new URL(await redirected(login.url));
    const state = back.searchParams.get('state')!;
    expect(state.length).toBeGreaterThan(20);
    for (const wrong of ['', 'x', state.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')), `${state}x`]) {
      const forged = new URL(back);
      forged.searchParams.set('state', wrong);
      forged.searchParams.set('code', 'stolen');
      const page = await fetch(forged);
      expect(page.status).toBe(400);
      expect(await page.text()).toContain('does not belong to the login');
    }
    expect(small.server.calls.some(({ path }) => path === '/token')).toBe(false);
    expect((await fetch(back)).status).toBe(200);
    expect((await login.finished).secrets.token).toBe(tokenOf('code-1'));
  });

  it('every login has a state of its own', async () => {
    const states = [await begin(), await begin()].map(({ url }) => new URL(url).searchParams.get('state'));
    expect(new Set(states).size).toBe(2);
  });

  it('a refusal is told as one', async () => {
    small.redirect = { error: 'access_denied' };
    const login = await begin();
    const page = await fetch(await redirected(login.url));
    expect(await page.text()).toContain('permission was not given');
    await expect(login.finished).rejects.toMatchObject({ code: 'login_refused' });
  });

  it('what goes wrong in the exchange is told on the page and to the caller', async () => {
    const login = await begin({ answers: { client_id: '77', client_secret: 'wrong-secret-000' } });
    const page = await fetch(await redirected(login.url));
    expect(page.status).toBe(400);
    const text = await page.text();
    expect(text).toContain('does not accept these credentials');
    expect(text).not.toContain('wrong-secret');
    await expect(login.finished).rejects.toMatchObject({ code: 'platform_wrong_credentials' });
  });

  it('a second answer finds nobody', async () => {
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const login = await begin({ keep: () => held });
    const back = await redirected(login.url);
    const first = fetch(back);
    await new Promise((later) => setTimeout(later, 50));
    expect((await fetch(back)).status).toBe(410);
    go();
    expect((await first).status).toBe(200);
    await login.finished;
  });

  it('only this machine by its own name is heard, and only on the right page', async () => {
    const login = await begin();
    const back = new URL(await redirected(login.url));
    const { request } = await import('node:http');
    const asked = (headers: Record<string, string>, path = back.pathname + back.search) =>
      new Promise<number>((done, fail) => {
        request({ host: '127.0.0.1', port: back.port, path, headers }, (answer) => done(answer.statusCode ?? 0))
          .once('error', fail)
          .end();
      });
    expect(await asked({ host: 'evil.example:80' })).toBe(403);
    expect(await asked({ host: back.host }, '/')).toBe(404);
    expect(await asked({ host: back.host }, '/favicon.ico')).toBe(404);
    expect(await asked({ host: back.host })).toBe(200);
  });

  it('an address copied from another machine does as well', async () => {
    const login = await begin();
    const back = await redirected(login.url);
    for (const wrong of ['', 'hello', 'http://127.0.0.1/callback', back.replace(/state=[^&]+/, 'state=other')]) {
      expect(() => login.paste(wrong), wrong).toThrow();
    }
    login.paste(`  ${back}#top `);
    expect((await login.finished).secrets.token).toBe(tokenOf('code-1'));
  });

  it('ends after its time, when closed and when the work is cancelled', async () => {
    await expect((await begin({ timeout_s: 0.05 })).finished).rejects.toMatchObject({ code: 'login_timeout' });
    const closed = await begin();
    closed.close();
    await expect(closed.finished).rejects.toMatchObject({ code: 'login_given_up' });
    const abort = new AbortController();
    const { session } = createCaller({ db: paceline.store.db, connector: small.connector, signal: abort.signal });
    const cancelled = await begin({ caller: session });
    abort.abort();
    await expect(cancelled.finished).rejects.toMatchObject({ code: 'login_given_up' });
  });

  it('listens on the port that was asked for, and says when it is taken', async () => {
    const taken = createServer();
    await new Promise<void>((ready) => taken.listen(0, '127.0.0.1', ready));
    const { port } = taken.address() as { port: number };
    const env = { ...process.env, PACELINE_OAUTH_PORT: String(port) };
    await expect(begin({ env })).rejects.toMatchObject({ code: 'port_taken' });
    await new Promise((gone) => taken.close(gone));
    expect(await redirected((await begin({ env })).url)).toContain(`http://127.0.0.1:${port}/`);
    await expect(begin({ env: { PACELINE_OAUTH_PORT: 'many' } })).rejects.toMatchObject({ code: 'bad_port' });
  });
});

describe('terms in the browser', () => {
  it('come first, have to be accepted, and lead on', async () => {
    const kept: unknown[] = [];
    const login = await begin({ terms: true, keep: async (_signed, chosen) => void kept.push(chosen) });
    expect(login.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{20,}$/);
    const page = await (await fetch(login.url)).text();
    expect(page).toContain('Keep &#60;it&#62; to yourself &#38; rest.');
    expect(page).toContain('kept for 7 days');
    const form = (body: string) =>
      fetch(login.url, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect((await form('show_models=yes')).status).toBe(200);
    const on = await form('accept=yes&show_models=yes');
    expect(on.status).toBe(303);
    await fetch(await redirected(on.headers.get('location')!));
    await login.finished;
    expect(kept).toEqual([{ show_models: true }]);
  });
});
