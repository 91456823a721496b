/** Access tokens as iGPSPORT's one authentication server issues them for both regions: JWTs signed with HS256. */

import { createHmac } from 'node:crypto';

/** Both regions share it, which is why each accepts the other's tokens. */
const KEY = 'invented key of an invented authentication server';

export interface Claims {
  readonly memberid?: string | number;
  readonly sub?: string;
  readonly exp: number;
  readonly nbf: number;
}

export function issueToken(claims: Claims): string {
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const body = part({
    iss: 'http://authserver',
    client_id: 'qiwu.mobile',
    scope: ['openid', 'offline_access', 'mobile.api'],
    ...claims,
  });
  return `${head}.${body}.${signature(`${head}.${body}`)}`;
}

/** Null for a token that was not issued here or in the other region. */
export function readToken(token: string): Claims | null {
  const [head = '', body = '', mark = ''] = token.split('.');
  if (mark !== signature(`${head}.${body}`)) return null;
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64url');
}
