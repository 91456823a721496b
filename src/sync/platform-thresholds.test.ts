/** What a platform says held on a day holds there, whatever the order in which it tells of it. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import { chooseAthlete, openPaceline } from './open.ts';
import { storePlatformThreshold } from './platform-thresholds.ts';

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}`;

it('keeps what held on each day it was told of, from two accounts in any order', async () => {
  const paceline = await openPaceline(mkdtempSync(join(inject('runFolder'), 'thresholds-')));
  const { db } = paceline.store;
  const athlete = await chooseAthlete(paceline.store);
  const account = (external_id: string) =>
    db
      .insertInto('account')
      .values({
        athlete_id: athlete.id,
        platform: 'intervals',
        external_id,
        region: null,
        name: null,
        time_zone: null,
        login: external_id,
        way: 'key',
        accepted_at: null,
        keep_days: null,
        connected_at: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
  const accounts = [(await account('a')).id, (await account('b')).id];
  const told = fc.record({
    date: fc.integer({ min: 1, max: 20 }),
    value: fc.constantFrom(240, 250, 260),
    account: fc.constantFrom(0, 1),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(told, { maxLength: 25 }), async (all) => {
      await db.deleteFrom('threshold').execute();
      // One value a day and account: what a platform says.
      const lines = [...new Map(all.map((one) => [`${one.account}/${one.date}`, one])).values()];
      for (const { date, value, account: which } of lines) {
        const row = { kind: 'ftp_w' as const, family: 'ride' as const, value, valid_from: day(date) };
        await storePlatformThreshold(db, athlete.id, accounts[which]!, row, day(28));
      }
      const rows = await db.selectFrom('threshold').selectAll().orderBy('valid_from').execute();
      expect(new Set(rows.map((row) => row.valid_from)).size).toBe(rows.length);
      const single = lines.every((line) => line.account === lines[0]?.account);
      if (!single) return;
      for (const { date, value } of lines) {
        expect(rows.findLast((row) => row.valid_from <= day(date))?.value).toBe(value);
      }
    }),
    { numRuns: 60 },
  );
  await paceline.store.close();
});
