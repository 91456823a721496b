/** Account rows: one per athlete and platform id, named as people name them, with the choices that were made. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { AccountIdentity } from '../core/connector.ts';
import { addAthlete, openPaceline, type Paceline } from '../sync/open.ts';
import { type SmallPlatform, startSmallPlatform } from './account.test-data.ts';
import { accountName, addAccount, chooseAccount, listAccounts, type NewAccount } from './accounts.ts';

let small: SmallPlatform;
let paceline: Paceline;
let athlete_id: number;
let other_athlete: number;

beforeAll(async () => {
  small = await startSmallPlatform({ policy: { models: 'by_choice', combine: 'by_choice', keep_days: 7 } });
});
afterAll(() => small.server.close());
beforeEach(async () => {
  paceline = await openPaceline(mkdtempSync(join(inject('runFolder'), 'accounts-')));
  athlete_id = (await addAthlete(paceline.store, 'Mira')).id;
  other_athlete = (await addAthlete(paceline.store, 'Jon')).id;
  return () => paceline.store.close();
});

function identity(external_id: string, more: Partial<AccountIdentity> = {}): AccountIdentity {
  return { external_id, name: 'Mira', region: null, time_zone: null, scopes: [], others: [], notes: [], ...more };
}

const add = (external_id: string, more: Partial<NewAccount> = {}) =>
  addAccount(paceline.store.db, {
    athlete_id,
    connector: small.connector,
    identity: identity(external_id),
    login: `intervals:${external_id}`,
    way: 'key',
    now_s: 100,
    ...more,
  });

describe('accounts', () => {
  it('the same one is brought up to date, with the choices it had', async () => {
    const first = await add('i1', { choices: { show_models: true, keep_days: null, accepted_at: 5 } });
    expect(first).toMatchObject({ show_models: true, combine: false, keep_days: null, accepted_at: 5, state: 'ready' });
    const again = await add('i1', { now_s: 200, identity: identity('i1', { name: 'M.', scopes: ['read'] }) });
    expect(again).toMatchObject({ id: first.id, name: 'M.', scopes: ['read'], show_models: true, keep_days: null });
    expect(again.connected_at).toBe(200);
    await add('i1', { choices: { keep_days: 30 } });
    await add('i1', { athlete_id: other_athlete });
    await add('i1', { identity: identity('i1', { region: 'cn' }) });
    expect(await listAccounts(paceline.store.db)).toHaveLength(3);
    expect((await listAccounts(paceline.store.db, { athlete_id }))[0]).toMatchObject({ keep_days: 30 });
  });

  it('added twice at the same moment it is still one', async () => {
    const [one, two] = await Promise.all([add('i9'), add('i9')]);
    expect(one.id).toBe(two.id);
  });

  it('text from the platform is cleaned, and an account needs an id', async () => {
    const zone = identity('i1', { name: 'M\u202era\u0000', time_zone: 'Nowhere/Else', notes: ['a\nb', ''] });
    expect(await add('i1', { identity: zone })).toMatchObject({ name: 'Mra', time_zone: null, notes: ['a b'] });
    for (const bad of ['', ' i1', 'i\u0000', 'x'.repeat(100)]) {
      await expect(add(bad), bad).rejects.toMatchObject({ code: 'no_identity' });
    }
  });

  it('are chosen by platform where that is clear, else by name', async () => {
    const { db } = paceline.store;
    await expect(chooseAccount(db, 'intervals')).rejects.toMatchObject({ next: expect.stringContaining('connect') });
    const one = await add('i1');
    expect((await chooseAccount(db, 'Intervals')).id).toBe(one.id);
    const cn = await add('7', { identity: identity('7', { region: 'cn' }) });
    expect(accountName(cn)).toBe('intervals:cn:7');
    for (const name of ['intervals:cn:7', 'INTERVALS:7']) expect((await chooseAccount(db, name)).id).toBe(cn.id);
    await expect(chooseAccount(db, 'intervals')).rejects.toMatchObject({
      code: 'which_account',
      next: 'Name one of them: intervals:i1, intervals:cn:7.',
    });
    await expect(chooseAccount(db, 'secret-key')).rejects.toMatchObject({ message: 'There is no such account.' });
  });
});
