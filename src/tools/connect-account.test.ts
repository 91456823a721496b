/** Accounts through an assistant: a link that ends by itself, commands for a terminal, and never a secret in the chat. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inventAthlete, type PlatformName } from '../../test/platforms/athlete.ts';
import type { FakePlatform } from '../../test/platforms/fake.ts';
import { startPlatform } from '../../test/platforms/start.ts';
import { CHECKOUT } from '../../test/program.ts';
import { WireSession } from '../../test/wire-session.ts';

const fakes = {} as Record<PlatformName, FakePlatform>;

beforeAll(async () => {
  const athlete = inventAthlete();
  for (const name of ['intervals', 'strava', 'trainingpeaks', 'igpsport'] as const) {
    fakes[name] = await startPlatform(name, { athlete });
  }
});
afterAll(async () => {
  for (const fake of Object.values(fakes)) await fake.close();
});

interface ToolResult {
  readonly isError?: boolean;
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: { readonly [key: string]: unknown };
}

async function server(env: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(inject('runFolder'), 'tools-'));
  const variables = { PACELINE_KEYCHAIN: 'off', ...env };
  for (const { base_url_env, url } of Object.values(fakes)) Object.assign(variables, { [base_url_env]: url });
  const before = ['env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)];
  const session = new WireSession(CHECKOUT, home, { before });
  await session.initialize('2025-11-25');
  const call = async (name: string, input: object) =>
    (await session.ask('tools/call', { name, arguments: input })).result as unknown as ToolResult;
  return { session, call };
}

const all = (result: ToolResult) => JSON.stringify(result);

describe('connect_account', () => {
  it('lists the platforms, and for a key, a password or a cookie names the command and the page', async () => {
    const { session, call } = await server();
    const listed = await call('connect_account', {});
    expect(listed.structuredContent).toMatchObject({
      platforms: { columns: ['platform', 'name', 'connected', 'signs_in_with'] },
    });
    for (const [platform, page] of [
      ['intervals', 'intervals.icu/settings'],
      ['igpsport', 'app.igpsport.com'],
      ['trainingpeaks', 'app.trainingpeaks.com'],
      ['strava', 'strava.com/settings/api'],
    ] as const) {
      const told = await call('connect_account', { platform });
      expect(told.structuredContent, platform).toMatchObject({
        command: `paceline connect ${platform}`,
        page: expect.stringContaining(page),
      });
    }
    const { code } = await session.end();
    expect(code).toBe(0);
  });

  it('takes no secret, and repeats none', async () => {
    const { session, call } = await server();
    const offered: [string, object][] = [
      ['connect_account', { platform: 'intervals', api_key: 'sk-0123456789abcdef' }],
      ['connect_account', { platform: 'sk-0123456789abcdef' }],
      ['connect_account', { password: 'sk-0123456789abcdef' }],
      ['disconnect_account', { account: 'sk-0123456789abcdef sk-0123456789abcdef' }],
      ['disconnect_account', { account: 'Production_tpAuth=V0014sk-0123456789abcdef' }],
    ];
    for (const [name, input] of offered) {
      const result = await call(name, input);
      expect(result.isError, all(result)).toBe(true);
      expect(all(result)).not.toContain('0123456789abcdef');
    }
    const [refused] = (await call('connect_account', { cookie: 'x' })).content;
    expect(refused?.text).toMatch(/never given here, the person types them in a terminal/);
    await session.end();
  });

  it('Strava: the link shows the terms, leads to the login, and the rest happens by itself', async () => {
    const { strava } = fakes;
    const { session, call } = await server(strava.env);
    const first = await call('connect_account', { platform: 'strava' });
    const { link } = first.structuredContent as { link: string };
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(all(first)).not.toContain(strava.env.STRAVA_CLIENT_SECRET);
    expect((await call('connect_account', { platform: 'strava' })).structuredContent).toMatchObject({ link });
    expect(await (await fetch(link)).text()).toContain('strava.com/legal');
    const done = await fetch(link, {
      method: 'POST',
      body: 'accept=yes',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(await done.text()).toContain('Strava is connected');
    const after = await call('connect_account', { platform: 'strava' });
    expect(all(after)).toMatch(/The login worked/);
    expect(all(after)).toContain(`strava:${strava.athlete_id}`);

    // Renewing it later needs no terms: the link is the platform's own page.
    const again = await call('connect_account', { platform: 'strava' });
    expect((again.structuredContent as { link: string }).link).toContain(`${strava.url}/oauth/authorize`);

    const would = await call('disconnect_account', { account: 'strava' });
    expect(would.structuredContent).toMatchObject({ scope: { purge: true }, would: { end_login: true } });
    const ended = await call('disconnect_account', { account: 'strava', confirm: true });
    expect(ended.structuredContent).toMatchObject({ done: { login: 'ended' } });
    expect(all(await call('disconnect_account', {}))).toContain('No account is connected');
    const { code } = await session.end();
    expect(code).toBe(0);
    expect(session.stderr).toBe('');
  });

  it('credentials of the configuration are used at once', async () => {
    const { intervals } = fakes;
    const { session, call } = await server(intervals.env);
    const told = await call('connect_account', { platform: 'intervals' });
    expect(all(told)).toMatch(/credentials in the configuration work/);
    const would = await call('disconnect_account', { account: 'intervals' });
    expect(would.structuredContent).toMatchObject({ scope: { purge: false } });
    await session.end();
  });
});
