/** Logins against the fake over real HTTP: what is kept, renewal, the two regions, and calls that want a signature. */

import { describe, expect, it } from 'vitest';
import { callerFor, failing, run, sessionFor, signedIn, start, trouble } from './fake-session.test-data.ts';
import { IGPSPORT } from './igpsport.ts';

describe('signing in', () => {
  it('keeps what is needed to come back, and nothing that names the person', async () => {
    const fake = await start();
    const session = await signedIn(fake, { ftp: '251', lthr: '12' });
    expect(session.account).toMatchObject({ external_id: '123456', name: 'Ida E.', region: 'intl', time_zone: null });
    expect(session.account.notes.join(' ')).toMatch(/unofficial.*not between 80 and 220 bpm/);
    expect(session.secrets).toMatchObject({ region: 'intl', member_id: '123456', ftp_w: 251 });
    expect(session.secrets).not.toHaveProperty('lthr_bpm');
    const expires = Number(session.secrets.expires_at);
    expect(IGPSPORT.expires_s(session.secrets)).toBe(expires - 300);
    expect(fake.violations).toEqual([]);
  });

  it('renews a short login half-way rather than before it began', async () => {
    const fake = await start();
    fake.switches.expires_in_s = 60;
    const { secrets } = await signedIn(fake);
    expect(IGPSPORT.expires_s(secrets)).toBe(Number(secrets.expires_at) - 30);
  });

  it('tells wrong credentials, which may be the wrong region', async () => {
    const fake = await start();
    const error = await failing(signedIn(fake, { password: 'other' }));
    expect(trouble('wrong_credentials')(error)).toBe(true);
    expect((error as { next?: string }).next).toMatch(/region/);
  });

  it('takes China for a Chinese mobile number when nobody said', async () => {
    const fake = await start({ region: 'cn' });
    const { account } = await signedIn(fake, { region: '' });
    expect(account).toMatchObject({ region: 'cn', external_id: '654321', time_zone: 'Asia/Shanghai' });
  });

  it('finds the member id elsewhere when the token has none, and takes it as text', async () => {
    const fake = await start();
    fake.switches.memberid_as_text = true;
    expect((await signedIn(fake)).account.external_id).toBe('123456');
    fake.switches.omit_memberid = true;
    expect((await signedIn(fake)).account.external_id).toBe('123456');
    fake.switches.no_user_info = true;
    expect((await signedIn(fake)).account).toMatchObject({ external_id: '123456', name: null });
  });

  it('logs in again once when the token has ended, whichever way that is said', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    for (const in_envelope of [false, true]) {
      fake.switches.errors_in_envelope = in_envelope;
      fake.expireLogins();
      const before = fake.logins;
      expect((await run(session, 'activities', { from: '2026-11-01' })).items.length).toBeGreaterThan(0);
      expect(fake.logins - before).toBe(1);
    }
    fake.expireLogins(true);
    expect(trouble('wrong_credentials')(await failing(run(session, 'activities')))).toBe(true);
  });

  it('refuses a renewed login that leads to somebody else', async () => {
    const fake = await start();
    const { secrets } = await signedIn(fake);
    const caller = callerFor({ url: fake.url, time_zone: 'UTC' });
    expect(trouble('wrong_region')(await failing(IGPSPORT.renew!(caller, { ...secrets, member_id: '7' })))).toBe(true);
    expect(await IGPSPORT.renew!(caller, secrets)).toMatchObject({ member_id: '123456', password: secrets.password });
  });

  it('notices a token of the other region, which is accepted there for another person', async () => {
    const [intl, cn] = [await start(), await start({ region: 'cn' })];
    const { account, secrets } = await signedIn(intl);
    const elsewhere = sessionFor({ url: cn.url, time_zone: 'UTC' }, account, secrets);
    expect(trouble('wrong_region')(await failing(run(elsewhere, 'profile')))).toBe(true);
    expect(trouble('wrong_region')(await failing(run(elsewhere, 'thresholds')))).toBe(true);
    expect(trouble('wrong_region')(await failing(IGPSPORT.check(elsewhere)))).toBe(true);
    const other = sessionFor({ url: cn.url, time_zone: 'UTC' }, account, { ...secrets, region: 'cn' });
    expect(trouble('wrong_region')(await failing(run(other, 'activities')))).toBe(true);
  });

  it('checks with a call that every valid token may make', async () => {
    const fake = await start({ region: 'cn' });
    const session = await signedIn(fake);
    expect(await IGPSPORT.check(session)).toMatchObject({ external_id: '654321', name: 'Ida E.' });
    fake.switches.no_user_info = true;
    expect(await IGPSPORT.check(session)).toMatchObject({ external_id: '654321', name: 'Ida E.' });
  });
});

describe('signed calls', () => {
  it('are not made unless a route asks for it', async () => {
    const fake = await start({ region: 'cn' });
    fake.switches.signing = 'if_present';
    const session = await signedIn(fake);
    await run(session, 'activities');
    expect(fake.violations).toEqual([]);
  });

  it('are made where a fresh login is still refused, and remembered', async () => {
    const fake = await start({ region: 'cn' });
    const session = await signedIn(fake);
    fake.switches.signed_routes = /queryMyCollect/;
    const before = fake.logins;
    expect((await run(session, 'segments')).items).toHaveLength(2);
    expect(fake.logins - before).toBe(1);
    fake.server.calls.length = 0;
    expect((await run(session, 'segments')).items).toHaveLength(2);
    expect(fake.server.calls).toHaveLength(1);
  });

  it('work for every route, with one login more', async () => {
    const fake = await start({ region: 'cn', workouts: 25 });
    const session = await signedIn(fake);
    fake.switches.signing = 'required';
    const before = fake.logins;
    const { items } = await run(session, 'activities');
    expect(items).toHaveLength(25);
    expect(await IGPSPORT.detail!(session, items[0]!)).toMatchObject({ missing: null });
    for (const stream of ['thresholds', 'workouts', 'statistics', 'segments', 'segment-details']) {
      expect((await run(session, stream)).items.length).toBeGreaterThan(0);
    }
    expect(fake.logins - before).toBeLessThanOrEqual(1);
  });

  it('are known to be needed from signing in on', async () => {
    const fake = await start({ region: 'cn' });
    fake.switches.signing = 'required';
    fake.switches.omit_memberid = true;
    const session = await signedIn(fake);
    expect(session.account).toMatchObject({ external_id: '654321', name: 'Ida E.' });
    expect(session.secrets.signing).toBe('needed');
    fake.server.calls.length = 0;
    await run(session, 'activities', { from: '2026-11-01' });
    await run(session, 'profile');
    expect(fake.server.calls.map(({ status }) => status)).toEqual([200, 200]);
    // Where signing is of no use any more, it goes on without.
    fake.switches.signing = 'off';
    expect((await run(session, 'thresholds')).items).toHaveLength(1);
    expect((await IGPSPORT.renew!(session, session.secrets)).signing).toBe('off');
  });

  it('do not hide that the login is refused', async () => {
    const fake = await start({ region: 'cn' });
    const session = await signedIn(fake);
    fake.server.fail(/queryMyActivity/, { status: 401, times: 20 });
    expect(trouble('login_expired')(await failing(run(session, 'activities')))).toBe(true);
  });
});
