/** Signing in with the person's own API app: code for tokens, renewal with a refresh token that rotates, revocation. */

import type { AccountIdentity, Answer, Caller, LoginWay, Secrets, Session, SignedIn } from '../../core/connector.ts';
import { idOf, type JsonObject, numberOf, objectOf, textOf } from '../../core/json.ts';
import { isTrouble, PlatformFailure } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { API, entryOf, NAME, OAUTH, unexpected } from './address.ts';

const SCOPES = ['read', 'read_all', 'profile:read_all', 'activity:read_all'] as const;
/** The wider permission holds the narrower one. */
const IMPLIED: Readonly<Record<string, string>> = { read_all: 'read', 'activity:read_all': 'activity:read' };
const TOKEN_LIFE_S = 6 * 3600;
/** Renewed a little before the end, so that no call is cut off by it. */
const EARLY_S = 600;

export const authorizeApp: NonNullable<LoginWay['authorize']> = (answers, redirect_uri, state) => ({
  url: `${OAUTH}/authorize`,
  query: {
    client_id: answers.client_id?.trim() ?? '',
    redirect_uri,
    response_type: 'code',
    approval_prompt: 'auto',
    // Commas: a list with blanks is refused.
    scope: SCOPES.join(','),
    state,
  },
});

export async function signIn(
  caller: Caller,
  _way: string,
  answers: Readonly<Record<string, string>>,
): Promise<SignedIn> {
  const client_id = answers.client_id?.trim() ?? '';
  const client_secret = answers.client_secret?.trim() ?? '';
  const code = answers.code?.trim() ?? '';
  if (client_id === '' || client_secret === '') throw new PlatformFailure(NAME, { kind: 'wrong_credentials' });
  // Said before the code is used up: without activities there is nothing to fetch.
  const granted = scopesOf(answers.granted_scope);
  if (granted.length > 0) requireActivities(granted);
  const token = await askForToken(caller, { client_id, client_secret, code, grant_type: 'authorization_code' });
  const secrets = secretsOf(token, { client_id, client_secret }, caller.now());
  const told = granted.length > 0 ? granted : scopesOf(textOf(token.scope) ?? undefined);
  // Nothing told: the calls themselves will say what is missing.
  const scopes = told.length > 0 ? told : withImplied(SCOPES);
  requireActivities(scopes);
  const { athlete } = token;
  const known = idOf(objectOf(athlete).id) === null ? await whoIs(caller, secrets) : objectOf(athlete);
  return { secrets, identity: identityOf(known, scopes) };
}

export async function renew(caller: Caller, secrets: Secrets): Promise<Secrets> {
  const { client_id, client_secret, refresh_token } = textsOf(secrets);
  const form = { client_id, client_secret, grant_type: 'refresh_token', refresh_token };
  return secretsOf(await askForToken(caller, form), secrets, caller.now());
}

export function expiresAt({ expires_at }: Secrets): number | null {
  const at_s = numberOf(expires_at);
  return at_s === null ? null : at_s - EARLY_S;
}

/** Revoking the refresh token ends its access tokens too. */
export async function signOut(caller: Caller, secrets: Secrets): Promise<void> {
  const { client_id, client_secret, refresh_token, access_token } = textsOf(secrets);
  const post = { method: 'POST', signed: false, counts: 'none' } as const;
  const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  try {
    await caller.call({
      ...post,
      url: `${OAUTH}/revoke`,
      headers: { authorization: `Basic ${basic}` },
      body: { form: { token: refresh_token, token_type_hint: 'refresh_token' } },
    });
  } catch (error) {
    if (isTrouble(error, 'network', 'timeout', 'tls')) throw error;
    try {
      const headers = { authorization: `Bearer ${access_token}` };
      await caller.call({ ...post, url: `${OAUTH}/deauthorize`, headers });
    } catch (second) {
      // A token that is dead already is what was wanted.
      if (!isTrouble(second, 'login_expired', 'wrong_credentials')) throw second;
    }
  }
}

export function signed({ access_token }: Secrets): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${access_token}` };
}

export async function whoAmI(session: Session): Promise<AccountIdentity> {
  return identityOf(entryOf(await session.call({ url: `${API}/athlete` }), 'athlete'), session.account.scopes);
}

async function whoIs(caller: Caller, secrets: Secrets): Promise<JsonObject> {
  const answer = await caller.call({ url: `${API}/athlete`, signed: false, headers: signed(secrets) });
  return entryOf(answer, 'athlete');
}

async function askForToken(caller: Caller, form: Readonly<Record<string, string>>): Promise<JsonObject> {
  const ask = (url: string): Promise<Answer> =>
    caller.call({ method: 'POST', url, body: { form }, signed: false, counts: 'none', repeatable: false });
  try {
    return entryOf(await ask(`${OAUTH}/token`), 'token');
  } catch (error) {
    // The same service under its other address; what was not found there has not used the code up.
    if (!isTrouble(error, 'not_found')) throw error;
    return entryOf(await ask(`${API}/oauth/token`), 'token');
  }
}

/** What the answer leaves out stays as it was: not every refresh brings a new refresh token. */
function secretsOf(token: JsonObject, before: Secrets, now_s: number): Secrets {
  const access_token = textOf(token.access_token);
  if (access_token === null) throw unexpected('no access token');
  const rest_s = numberOf(token.expires_in);
  // Time left is right even where this machine's clock is not.
  const expires_at =
    rest_s !== null ? Math.floor(now_s + rest_s) : (numberOf(token.expires_at) ?? now_s + TOKEN_LIFE_S);
  const refresh_token = textOf(token.refresh_token) ?? before.refresh_token ?? '';
  return { ...before, access_token, refresh_token, expires_at };
}

function textsOf(secrets: Secrets) {
  const text = (name: string) => String(secrets[name] ?? '');
  return {
    client_id: text('client_id'),
    client_secret: text('client_secret'),
    access_token: text('access_token'),
    refresh_token: text('refresh_token'),
  };
}

function identityOf(athlete: JsonObject, scopes: readonly string[]): AccountIdentity {
  const external_id = idOf(athlete.id);
  if (external_id === null) throw unexpected('an athlete without id');
  const name = [cleanLine(athlete.firstname, 60), cleanLine(athlete.lastname, 60)].filter((part) => part !== null);
  return {
    external_id,
    name: name.length > 0 ? name.join(' ') : null,
    region: null,
    time_zone: null,
    scopes,
    others: [],
    notes: notesOf(scopes, athlete),
  };
}

function notesOf(scopes: readonly string[], { premium, summit }: JsonObject): string[] {
  const lacks = (scope: string) => scopes.length > 0 && !scopes.includes(scope);
  return [
    ...(lacks('activity:read_all')
      ? ['Activities only you can see, and tracks inside privacy zones, are left out: that box was not ticked.']
      : []),
    ...(lacks('profile:read_all') ? ['Weight, FTP, zones and gear are left out: that box was not ticked.'] : []),
    ...(lacks('read_all') ? ['Private routes and segments are left out: that box was not ticked.'] : []),
    ...(premium === false && summit !== true
      ? ['Without a Strava subscription the zones of activities are not handed out.']
      : []),
  ];
}

function scopesOf(text: string | undefined): string[] {
  const named = (text ?? '').split(/[\s,+]+/).filter((scope) => /^[a-z_:]{1,40}$/.test(scope));
  return withImplied(named);
}

function withImplied(scopes: readonly string[]): string[] {
  return [...new Set(scopes.flatMap((scope) => [scope, IMPLIED[scope] ?? scope]))];
}

function requireActivities(scopes: readonly string[]): void {
  if (!scopes.includes('activity:read')) {
    throw new PlatformFailure(NAME, { kind: 'missing_scope', scope: 'activity:read_all' });
  }
}
