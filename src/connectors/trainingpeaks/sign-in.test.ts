/** Signing in with the cookie, renewing, and who the login is. */

import { afterEach, describe, expect, it } from 'vitest';
import type { Modes } from '../../../test/platforms/trainingpeaks/modes.ts';
import type { TrainingPeaksFake } from '../../../test/platforms/trainingpeaks.ts';
import type { Session } from '../../core/connector.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { callerTo, signedIn, startFake } from './fake-session.test-data.ts';
import { TRAININGPEAKS } from './trainingpeaks.ts';

let fake: TrainingPeaksFake;
afterEach(() => fake?.close());

async function session(modes: Partial<Modes> = {}, workouts = 40): Promise<Session> {
  fake = await startFake({ workouts }, modes);
  return signedIn(fake);
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((failure: unknown) => failure);
  return isTrouble(error, 'login_expired') ? 'login_expired' : String(error);
}

describe('login', () => {
  it('exchanges the cookie and tells who it is', async () => {
    const { account, secrets } = await session();
    expect(account).toMatchObject({
      external_id: '7001234',
      name: 'Ida Erfunden',
      time_zone: 'Europe/Vienna',
      others: [],
      notes: ['Premium'],
    });
    expect(Object.keys(secrets).sort()).toEqual(['access_token', 'cookie', 'expires_at', 'first_seen']);
    const expires_s = TRAININGPEAKS.expires_s(secrets)!;
    expect(expires_s - Date.now() / 1000).toBeGreaterThan(3200);
    expect(expires_s - Date.now() / 1000).toBeLessThan(3310);
    expect(JSON.stringify(account)).not.toMatch(/@|made-up/);
  });

  it('is the coach, not the first athlete of the list', async () => {
    fake = await startFake({}, { coach: true });
    fake.state.roster = [{ athleteId: 42, firstName: 'Otto', lastName: 'Other' }];
    const signed = await signedIn(fake);
    expect(signed.account).toMatchObject({
      external_id: '7001234',
      others: [{ external_id: '42', name: 'Otto Other' }],
      notes: expect.arrayContaining(['coach']),
    });
    const other: Session = { ...signed, account: { ...signed.account, external_id: '42' } };
    expect(await TRAININGPEAKS.check(other)).toMatchObject({ external_id: '42', name: 'Otto Other' });
  });

  it.each(['success_false', 'no_token', 'redirect', 'html', 'forbidden'] as const)(
    'takes a token answer of the kind %s for an ended login',
    async (token) => {
      fake = await startFake({}, { token });
      expect(await kindOf(signedIn(fake))).toBe('login_expired');
    },
  );

  it('renews with the same cookie and keeps it when that fails', async () => {
    const { secrets } = await session();
    fake.expireLogins();
    const fresh = await TRAININGPEAKS.renew!(callerTo(fake.url), secrets);
    expect(fresh).toMatchObject({ cookie: secrets.cookie, first_seen: secrets.first_seen });
    expect(fresh.access_token).not.toBe(secrets.access_token);
    fake.expireLogins(true);
    expect(await kindOf(TRAININGPEAKS.renew!(callerTo(fake.url), secrets))).toBe('login_expired');
  });

  it('takes a cookie the platform replaces, and not one it clears', async () => {
    const { secrets } = await session();
    const token = { success: true, token: { access_token: 'new', expires_in: '3600' } };
    const answer = (cookie: string) =>
      fake.server.fail(/users\/v3\/token/, { status: 200, headers: { 'set-cookie': cookie }, body: token });
    answer('Production_tpAuth=; expires=Thu, 01 Jan 1970 00:00:00 GMT');
    expect((await TRAININGPEAKS.renew!(callerTo(fake.url), secrets)).cookie).toBe(secrets.cookie);
    answer('Production_tpAuth=V0014-another-one-altogether; path=/; HttpOnly');
    expect((await TRAININGPEAKS.renew!(callerTo(fake.url), secrets)).cookie).toBe('V0014-another-one-altogether');
  });

  it('says when the cookie grows old', async () => {
    const signed = await session();
    const first_seen = signed.now() - 25 * 86_400;
    const { notes } = await TRAININGPEAKS.check({ ...signed, secrets: { ...signed.secrets, first_seen } });
    expect(notes.join()).toContain('25 days old');
  });

  it('reads an unwrapped user', async () => {
    expect((await session({ user_wrapped: false, basic: true })).account).toMatchObject({
      external_id: '7001234',
      notes: [expect.stringContaining('Basic')],
    });
  });
});
