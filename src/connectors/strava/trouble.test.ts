/** What Strava's refusals mean, and what its headers say of the budgets. */

import { describe, expect, it } from 'vitest';
import type { Answer, Json } from '../../core/connector.ts';
import { LIMITS } from './rate-limits.ts';
import { troubleOf } from './trouble.ts';

const API_CALL = { url: 'https://www.strava.com/api/v3/athlete' };
const TOKEN_CALL = { url: 'https://www.strava.com/oauth/token', method: 'POST' } as const;

function answer(status: number, json: Json, text = ''): Answer {
  return { status, json, text, headers: {}, bytes: new Uint8Array(0) };
}

const fault = (resource: string, field: string, code: string) => ({
  message: 'no',
  errors: [{ resource, field, code }],
});

describe('trouble', () => {
  it.each<[string, number, Json, unknown]>([
    ['a dead token', 401, fault('Athlete', 'access_token', 'invalid'), { kind: 'login_expired' }],
    ['a removed app', 401, fault('Application', '', 'invalid'), { kind: 'login_expired' }],
    ['nothing said', 401, null, { kind: 'login_expired' }],
    [
      'a missing box',
      401,
      fault('AccessToken', 'activity:read_permission', 'missing'),
      { kind: 'missing_scope', scope: 'activity:read' },
    ],
    [
      'an invented box',
      401,
      fault('AccessToken', '<b>hello</b>_permission', 'missing'),
      { kind: 'missing_scope', scope: 'activity:read' },
    ],
    ['a subscription', 402, null, { kind: 'plan', detail: 'it is part of the Strava subscription' }],
    ['somebody else', 403, fault('Athlete', 'id', 'invalid'), { kind: 'forbidden' }],
    ['too much, the old way', 403, fault('Application', 'rate limit', 'exceeded'), { kind: 'rate_limited' }],
    ['gone', 404, null, { kind: 'not_found' }],
    ['gone for good', 410, null, { kind: 'not_found' }],
    ['too much', 429, { errors: 'Rate Limit Exceeded', status: 429, message: 'Too Many' }, { kind: 'rate_limited' }],
    ['too much, as a list', 429, fault('Application', 'read rate limit', 'exceeded'), { kind: 'rate_limited' }],
    ['a broken activity', 500, { message: 'error' }, { kind: 'server' }],
    ['a redirect', 302, null, { kind: 'unexpected', detail: 'status 302' }],
    [
      'a wrong parameter',
      400,
      fault('Application', 'after', 'future'),
      { kind: 'bad_request', detail: 'status 400 Application after future' },
    ],
  ])('%s', (_name, status, json, trouble) => {
    expect(troubleOf(answer(status, json), API_CALL)).toEqual(trouble);
  });

  it('tells a sleeping app', () => {
    const inactive = answer(403, fault('Application', 'Status', 'Inactive'));
    expect(troubleOf(inactive, API_CALL)).toMatchObject({
      kind: 'plan',
      detail: expect.stringContaining('switched off'),
    });
  });

  it.each<[number, Json, string]>([
    [400, fault('RefreshToken', 'refresh_token', 'invalid'), 'login_expired'],
    [400, fault('RequestToken', 'code', 'invalid'), 'login_expired'],
    [400, fault('AuthorizationCode', 'code', 'invalid'), 'login_expired'],
    [400, fault('Application', 'client_id', 'invalid'), 'wrong_credentials'],
    [401, fault('Application', '', 'invalid'), 'wrong_credentials'],
    [401, null, 'wrong_credentials'],
    [503, null, 'server'],
    [429, { errors: 'Rate Limit Exceeded' }, 'rate_limited'],
  ])('signing in: %i %j', (status, json, kind) => {
    expect(troubleOf(answer(status, json), TOKEN_CALL)).toMatchObject({ kind });
  });

  it('takes data for data, and a page for trouble', () => {
    expect(troubleOf(answer(200, []), API_CALL)).toBeNull();
    expect(troubleOf(answer(200, null, '<html>'), API_CALL)).toMatchObject({ kind: 'unexpected' });
    expect(troubleOf(answer(200, null, '<gpx>'), { ...API_CALL, accept: 'text' })).toBeNull();
    expect(troubleOf(answer(200, null), { url: 'https://www.strava.com/oauth/revoke', method: 'POST' })).toBeNull();
  });
});

describe('budgets', () => {
  it('leaves alone what a write says of the read budget', () => {
    expect(
      LIMITS.read({
        'x-ratelimit-limit': '200,2000',
        'x-ratelimit-usage': '17, 300',
        'x-readratelimit-limit': '100,1000',
        'x-readratelimit-usage': ',',
      }),
    ).toEqual([
      { id: 'read_quarter', limit: 100, used: null },
      { id: 'read_day', limit: 1000, used: null },
      { id: 'overall_quarter', limit: 200, used: 17 },
      { id: 'overall_day', limit: 2000, used: 300 },
    ]);
  });

  it('takes no news for no news', () => {
    expect(LIMITS.read({})).toBeNull();
    expect(LIMITS.read({ 'x-ratelimit-limit': '0,0', 'x-ratelimit-usage': '0,0' })).toBeNull();
    expect(LIMITS.read({ 'x-ratelimit-limit': 'many', 'x-ratelimit-usage': '-1,NaN' })).toBeNull();
    expect(LIMITS.read({ 'X-RateLimit-Usage': '5' })).toEqual([{ id: 'overall_quarter', limit: null, used: 5 }]);
  });
});
