/** Strava's OAuth as the fake plays it: one app, codes that work once, refresh tokens that rotate. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { badRequest, fault, ok } from './answer.ts';

const CODE_LIFE_S = 600;
const TOKEN_LIFE_S = 21_600;
const KNOWN_SCOPES = new Set([
  'read',
  'read_all',
  'profile:read_all',
  'profile:write',
  'activity:read',
  'activity:read_all',
  'activity:write',
]);

export interface App {
  readonly id: string;
  readonly secret: string;
  readonly callback_domain: string;
  active: boolean;
}

export interface SignInSwitches {
  /** Scopes the athlete takes the tick off. */
  untick: string[];
  /** The athlete says no. */
  refuse: boolean;
  /** A refresh brings a new refresh token and ends the old one. */
  rotate: boolean;
  /** `POST /oauth/revoke` exists; else only the older way. */
  revoke: boolean;
}

interface Grant {
  readonly scopes: readonly string[];
  refresh_token: string;
  access_token: string;
  expires_at: number;
  ended: boolean;
}

export class SignIn {
  readonly app: App;
  readonly switches: SignInSwitches;
  readonly #codes = new Map<string, { scopes: readonly string[]; expires_at: number }>();
  readonly #grants: Grant[] = [];
  readonly #now: () => number;
  readonly #athlete: () => unknown;
  #serial = 0;

  constructor(app: App, switches: SignInSwitches, now: () => number, athlete: () => unknown) {
    this.app = app;
    this.switches = switches;
    this.#now = now;
    this.#athlete = athlete;
  }

  /** Null for a path that is none of OAuth. */
  answer(request: FakeRequest): FakeResponse | null {
    const { method } = request;
    const path = request.path.replace(/^\/api\/v3(?=\/oauth\/token$)/, '');
    if (method === 'GET' && (path === '/oauth/authorize' || path === '/oauth/mobile/authorize')) {
      return this.#authorize(request.query);
    }
    if (method !== 'POST') return null;
    if (path === '/oauth/token') return this.#token(request.form());
    if (path === '/oauth/revoke' && this.switches.revoke) return this.#revoke(request);
    if (path === '/oauth/deauthorize') return this.#deauthorize(request);
    return null;
  }

  /** Scopes of a valid access token, else null. */
  scopesOf(authorization: string | undefined): readonly string[] | null {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    const grant = this.#grants.find((one) => one.access_token === token && !one.ended);
    return grant && grant.expires_at > this.#now() ? grant.scopes : null;
  }

  /** Ends all access tokens; `hard` ends the refresh tokens too. */
  expire(hard: boolean): void {
    for (const grant of this.#grants) {
      grant.expires_at = this.#now() - 1;
      if (hard) grant.ended = true;
    }
  }

  get open_grants(): number {
    return this.#grants.filter((grant) => !grant.ended).length;
  }

  #authorize(query: URLSearchParams): FakeResponse {
    if (query.get('client_id') !== this.app.id) return badRequest('Application', 'client_id', 'invalid');
    const redirect = URL.parse(query.get('redirect_uri') ?? '');
    if (!redirect || !this.#mayRedirect(redirect.hostname)) {
      return badRequest('Application', 'redirect_uri', 'invalid');
    }
    if (query.get('response_type') !== 'code') return badRequest('Application', 'response_type', 'invalid');
    const scopes = (query.get('scope') ?? '').split(',');
    if (scopes.some((scope) => !KNOWN_SCOPES.has(scope))) return badRequest('Authorize', 'scope', 'invalid');
    const state = query.get('state') ?? '';
    redirect.searchParams.set('state', state);
    if (this.switches.refuse) {
      redirect.searchParams.set('error', 'access_denied');
    } else {
      const granted = scopes.filter((scope) => !this.switches.untick.includes(scope));
      const code = this.#mint('code');
      this.#codes.set(code, { scopes: granted, expires_at: this.#now() + CODE_LIFE_S });
      redirect.searchParams.set('code', code);
      redirect.searchParams.set('scope', granted.join(','));
    }
    return { status: 302, headers: { location: redirect.href } };
  }

  #mayRedirect(host: string): boolean {
    const { callback_domain } = this.app;
    return ['localhost', '127.0.0.1', callback_domain].includes(host) || host.endsWith(`.${callback_domain}`);
  }

  #token(form: URLSearchParams): FakeResponse {
    const client_id = form.get('client_id');
    if (client_id === null) return badRequest('Application', 'client_id', 'missing');
    if (client_id !== this.app.id) return badRequest('Application', 'client_id', 'invalid');
    if (form.get('client_secret') !== this.app.secret) {
      return fault(401, 'Authorization Error', 'Application', '', 'invalid');
    }
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#exchange(form.get('code') ?? '');
      case 'refresh_token':
        return this.#refresh(form.get('refresh_token') ?? '');
      default:
        return badRequest('Application', 'grant_type', 'invalid');
    }
  }

  #exchange(code: string): FakeResponse {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (!found || found.expires_at < this.#now()) return badRequest('AuthorizationCode', 'code', 'invalid');
    const grant: Grant = {
      scopes: found.scopes,
      refresh_token: this.#mint('refresh'),
      access_token: this.#mint('access'),
      expires_at: this.#now() + TOKEN_LIFE_S,
      ended: false,
    };
    this.#grants.push(grant);
    return ok({ ...this.#tokens(grant), athlete: this.#athlete() });
  }

  #refresh(refresh_token: string): FakeResponse {
    const grant = this.#grants.find((one) => one.refresh_token === refresh_token && !one.ended);
    if (!grant) return badRequest('RefreshToken', 'refresh_token', 'invalid');
    // With more than an hour left the same access token comes back.
    if (grant.expires_at - this.#now() <= 3600) {
      grant.access_token = this.#mint('access');
      grant.expires_at = this.#now() + TOKEN_LIFE_S;
      if (this.switches.rotate) grant.refresh_token = this.#mint('refresh');
    }
    return ok(this.#tokens(grant));
  }

  #tokens(grant: Grant) {
    return {
      token_type: 'Bearer',
      access_token: grant.access_token,
      expires_at: grant.expires_at,
      expires_in: grant.expires_at - this.#now(),
      refresh_token: grant.refresh_token,
    };
  }

  /** 200 even for a token nobody knows. */
  #revoke(request: FakeRequest): FakeResponse {
    const basic = `Basic ${Buffer.from(`${this.app.id}:${this.app.secret}`).toString('base64')}`;
    if (request.headers.authorization !== basic) return fault(401, 'Authorization Error', 'Application', '', 'invalid');
    const token = request.form().get('token');
    for (const grant of this.#grants) {
      if (grant.refresh_token === token || grant.access_token === token) grant.ended = true;
    }
    return { status: 200 };
  }

  #deauthorize(request: FakeRequest): FakeResponse {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? request.form().get('access_token');
    const grant = this.#grants.find((one) => one.access_token === token && !one.ended);
    if (!grant) return fault(401, 'Authorization Error', 'Athlete', 'access_token', 'invalid');
    grant.ended = true;
    return ok({ access_token: token });
  }

  // Long enough that a search for it in files means something.
  #mint(kind: string): string {
    this.#serial++;
    return `${kind}${this.#serial}${Buffer.from(`strava ${kind} ${this.#serial} of the fake`).toString('hex')}`;
  }
}
