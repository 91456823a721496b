/** A small platform for tests of accounts: a key, a cookie or a page to log in with, over real HTTP. */

import { createHash } from 'node:crypto';
import { type FakeServer, startServer } from '../../test/platforms/server.ts';
import type { Caller, Connector, Json, LoginWay, SourcePolicy, Trouble } from '../core/connector.ts';
import { at, idOf, listOf, objectOf, textOf } from '../core/json.ts';
import { PlatformFailure } from '../core/platform-failure.ts';

/** What the platform makes of a credential. */
export function tokenOf(credential: string): string {
  return `t-${createHash('sha256').update(credential).digest('hex').slice(0, 20)}`;
}

export const KEY = 'right-key-0123456789';
export const COOKIE = `C00KIE${'x'.repeat(60)}`;
export const CLIENT_SECRET = 'client-secret-abcdef';

const HOST = 'https://api.small.test';

export interface SmallPlatform {
  readonly server: FakeServer;
  readonly connector: Connector;
  /** What the next redirect of the login page carries besides the state. */
  redirect: Record<string, string>;
  /** Tokens that are accepted. */
  readonly tokens: Set<string>;
  readonly revoked: string[];
  person: { id: string; name: string; others: { id: string; name: string }[] };
}

export interface SmallOptions {
  readonly id?: Connector['id'];
  readonly policy?: Partial<SourcePolicy>;
  readonly scope?: string;
}

const KEY_WAY: LoginWay = {
  id: 'key',
  title: 'API key',
  steps: ['Open the settings.'],
  page: `${HOST}/settings`,
  fields: [
    { id: 'api_key', label: 'API key', secret: true, env: ['SMALL_API_KEY', 'API_KEY'] },
    { id: 'athlete_id', label: 'Athlete', secret: false, env: ['SMALL_ATHLETE_ID', 'ATHLETE_ID'], optional: true },
  ],
};

const COOKIE_WAY: LoginWay = {
  id: 'cookie',
  title: 'Cookie',
  steps: ['Log in.'],
  page: `${HOST}/app`,
  fields: [{ id: 'cookie', label: 'Cookie', secret: true, env: ['SMALL_COOKIE'] }],
  cookie: { domain: '.small.test', name: 'auth', field: 'cookie' },
};

const PAGE_WAY: LoginWay = {
  id: 'app',
  title: 'Your own app',
  steps: ['Make an app.'],
  page: `${HOST}/apps`,
  fields: [
    { id: 'client_id', label: 'Client ID', secret: false, env: ['SMALL_CLIENT_ID'] },
    { id: 'client_secret', label: 'Client secret', secret: true, env: ['SMALL_CLIENT_SECRET'] },
  ],
  authorize: (answers, redirect_uri, state) => ({
    url: `${HOST}/authorize`,
    query: { client_id: answers.client_id ?? '', redirect_uri, state },
  }),
};

const BASE_URL_ENV = 'PACELINE_INTERVALS_BASE_URL';

/** Starts the server and points the connector at it for the rest of the process. */
export async function startSmallPlatform(options: SmallOptions = {}): Promise<SmallPlatform> {
  const platform: Omit<SmallPlatform, 'server' | 'connector'> = {
    redirect: { code: 'code-1', scope: 'read' },
    tokens: new Set([KEY, COOKIE, 'code-1'].map(tokenOf)),
    revoked: [],
    person: { id: 'p1001', name: 'Mira Kade', others: [] },
  };
  const server = await startServer((request) => {
    const { path, headers, query } = request;
    if (path === '/authorize') {
      const back = new URL(query.get('redirect_uri')!);
      back.searchParams.set('state', query.get('state')!);
      for (const [name, value] of Object.entries(platform.redirect)) back.searchParams.set(name, value);
      return { status: 302, headers: { location: back.href } };
    }
    if (path === '/token') {
      const { credential } = objectOf(request.json());
      const token = tokenOf(String(credential));
      return platform.tokens.has(token) ? { body: { token } } : { status: 401, body: { error: 'wrong' } };
    }
    if (path === '/revoke') {
      platform.revoked.push(String(objectOf(request.json()).token));
      return { body: {} };
    }
    const token = (headers.authorization ?? '').replace('Bearer ', '');
    return platform.tokens.has(token) ? { body: platform.person } : { status: 401, body: { error: 'expired' } };
  });
  process.env[BASE_URL_ENV] = server.url;
  return Object.assign(platform, { server, connector: smallConnector(options) });
}

function smallConnector({ id = 'intervals', policy, scope }: SmallOptions): Connector {
  const identityOf = (json: Json, scopes: readonly string[]) => ({
    external_id: idOf(at(json, 'id')) ?? '',
    name: textOf(at(json, 'name')),
    region: null,
    time_zone: 'Europe/Oslo',
    scopes,
    others: listOf(at(json, 'others')).map((other) => ({
      external_id: idOf(at(other, 'id')) ?? '',
      name: textOf(at(other, 'name')),
    })),
    notes: [],
  });
  const exchange = async (caller: Caller, credential: string) => {
    const answer = await caller.call({
      method: 'POST',
      url: `${HOST}/token`,
      body: { json: { credential } },
      signed: false,
      counts: 'none',
    });
    return textOf(at(answer.json, 'token')) ?? '';
  };
  const label = 'Small';
  return {
    id,
    label,
    base_url_env: BASE_URL_ENV,
    ways: [KEY_WAY, COOKIE_WAY, PAGE_WAY],
    policy: { models: 'allowed', combine: 'allowed', keep_days: null, terms: [], ...policy },
    limits: { windows: [], read: () => null, gap_ms: 0, concurrency: 4, timeout_s: 5 },
    streams: scope
      ? [
          {
            id: 'wellness',
            title: 'Wellness',
            look_back_days: 1,
            fresh_s: 0,
            calls: 1,
            scope,
            noise: [],
            async *pages() {},
          },
        ]
      : [],
    trouble(answer, call): Trouble | null {
      if (answer.status < 400) return null;
      if (answer.status === 401) return { kind: call.url.endsWith('/token') ? 'wrong_credentials' : 'login_expired' };
      return answer.status === 402 ? { kind: 'plan', detail: 'a paid plan' } : { kind: 'server' };
    },
    authorize: ({ token }) => ({ authorization: `Bearer ${token}` }),
    async signIn(caller, way, answers) {
      if (way === 'app' && answers.client_secret !== CLIENT_SECRET) {
        throw new PlatformFailure({ id, label }, { kind: 'wrong_credentials' });
      }
      const { api_key, cookie, code, client_secret, athlete_id } = answers;
      const credential = way === 'key' ? api_key : way === 'cookie' ? cookie : code;
      const token = await exchange(caller, credential ?? '');
      const signed = { signed: false, headers: { authorization: `Bearer ${token}` } };
      const { json } = await caller.call({ url: `${HOST}/me`, ...signed });
      const kept = { api_key, cookie, client_secret, athlete_id };
      const given = Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined);
      return {
        secrets: { ...Object.fromEntries(given), token, expires_s: caller.now() + 3600 },
        identity: identityOf(json, answers.granted_scope ? answers.granted_scope.split(',') : []),
      };
    },
    expires_s: () => null,
    async check(session) {
      const { json } = await session.call({ url: `${HOST}/me` });
      return identityOf(json, session.account.scopes);
    },
    async signOut(caller, { token }) {
      await caller.call({ method: 'POST', url: `${HOST}/revoke`, body: { json: { token } }, signed: false });
    },
    remedies: {},
  };
}
