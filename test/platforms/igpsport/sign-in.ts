/** Logins of the fake, and who a token belongs to. */

import { randomBytes } from 'node:crypto';
import type { FakeRequest, FakeResponse } from '../server.ts';
import { type FakeState, ok, refused } from './state.ts';
import { issueToken, readToken } from './token.ts';

export interface SignIn {
  /** Logins asked for, good and bad. */
  readonly attempts: number;
  logIn(request: FakeRequest): FakeResponse;
  /** `own`: this account; `stranger`: a token of the other region, which here is somebody else's; null: not accepted. */
  whose(request: FakeRequest): 'own' | 'stranger' | null;
  endTokens(): void;
}

export function signInDesk(state: FakeState): SignIn {
  const ended = new Set<string>();
  const open = new Set<string>();
  let attempts = 0;
  return {
    get attempts() {
      return attempts;
    },
    logIn(request) {
      attempts++;
      const body = (request.json() ?? {}) as Record<string, unknown>;
      if (body.appId !== 'igpsport-web') return refused(1004, 'parameter error');
      if (body.username !== state.username || body.password !== state.password) return refused(1002, 'Password error');
      const { omit_memberid, memberid_as_text, expires_in_s } = state.switches;
      const now = state.now();
      const member = memberid_as_text ? String(state.member_id) : state.member_id;
      const access_token = issueToken({
        ...(omit_memberid ? {} : { memberid: member, sub: String(state.member_id) }),
        nbf: now,
        exp: now + expires_in_s,
        // Two logins of one second still give two tokens.
        ...{ jti: randomBytes(8).toString('hex') },
      });
      open.add(access_token);
      return ok({
        token_type: 'Bearer',
        access_token,
        refresh_token: 'r-4f1',
        expires_in: expires_in_s,
        scope: 'openid offline_access mobile.api user.api device.api activity.api',
        boundPhone: true,
      });
    },
    whose({ headers }) {
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
      const claims = readToken(token);
      if (!claims || claims.exp <= state.now() || ended.has(token)) return null;
      return open.has(token) ? 'own' : 'stranger';
    },
    endTokens() {
      for (const token of open) ended.add(token);
      open.clear();
    },
  };
}
