/** Several platforms that tell of the same life: the exact number of workouts, decisions by hand, terms, limits, retention, speed. */

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { comparePlatformFitness } from '../src/actions/compare-platform-fitness.ts';
import { PLATFORMS } from '../src/connectors/platforms.ts';
import { nowSeconds } from '../src/core/time.ts';
import { currentContext } from '../src/server/open-home.ts';
import { openPaceline, type Paceline } from '../src/sync/open.ts';
import { purgeAccount } from '../src/sync/purge-account.ts';
import { mergeActivities, splitActivity } from '../src/sync/rejoin.ts';
import { inventAthlete, type PlatformName } from './platforms/athlete.ts';
import { connectFake, syncFake, syncFakes } from './platforms/connect.ts';
import type { FakePlatform } from './platforms/fake.ts';
import { startPlatform } from './platforms/start.ts';
import { countActivities, stateOf } from './platforms/state.ts';
import { startStrava } from './platforms/strava.ts';

const connectorOf = (name: PlatformName) => PLATFORMS.find(({ id }) => id === name)!;

let paceline: Paceline;
let fakes: FakePlatform[];

beforeEach(async () => {
  paceline = await openPaceline(mkdtempSync(join(inject('runFolder'), 'mirror-')));
  fakes = [];
});

afterEach(async () => {
  await paceline.store.close();
  for (const fake of fakes) await fake.close();
});

async function connectAll(names: readonly PlatformName[], workouts: number) {
  const athlete = inventAthlete({ workouts, longest_s: 900, platforms: names });
  for (const name of names) {
    const fake = await startPlatform(name, { athlete });
    fakes.push(fake);
    await connectFake(paceline, connectorOf(name), fake);
  }
  return athlete;
}

const ALL: readonly PlatformName[] = ['intervals', 'igpsport', 'trainingpeaks', 'strava'];

describe('four platforms', { timeout: 300_000 }, () => {
  it('make as many activities as there were workouts, and nothing changes the second time', async () => {
    const athlete = await connectAll(ALL, 60);
    expect(athlete.workouts.filter((workout) => workout.on.size > 1).length).toBeGreaterThan(24);
    const { accounts } = await syncFakes(paceline);
    expect(accounts.map((account) => account.trouble)).toEqual([null, null, null, null]);
    expect(await countActivities(paceline.store.db)).toBe(athlete.workouts.length);
    const before = await stateOf(paceline.store.db);
    for (const fake of fakes) fake.server.calls.length = 0;
    await syncFakes(paceline);
    expect(await stateOf(paceline.store.db)).toEqual(before);
    for (const fake of fakes) expect(fake.server.calls.length).toBeLessThanOrEqual(3);
  });

  it('keep to what was decided by hand', async () => {
    const athlete = await connectAll(['intervals', 'trainingpeaks'], 16);
    await syncFakes(paceline);
    const { db } = paceline.store;
    const joined = await db
      .selectFrom('activity_recording')
      .select('activity_id')
      .groupBy('activity_id')
      .having((e) => e.fn.countAll<number>(), '>', 1)
      .executeTakeFirst();
    const count = athlete.workouts.length;
    const parts = joined
      ? await splitActivity(paceline.store, joined.activity_id)
      : await db
          .selectFrom('activity')
          .select('id')
          .limit(2)
          .execute()
          .then((rows) => rows.map((row) => row.id));
    expect(await countActivities(db)).toBe(joined ? count + 1 : count);
    await syncFakes(paceline, { full: true });
    expect(await countActivities(db)).toBe(joined ? count + 1 : count);
    await mergeActivities(paceline.store, parts);
    await syncFakes(paceline, { full: true });
    expect(await countActivities(db)).toBe(joined ? count : count - 1);
  });

  it('take back only what was theirs', async () => {
    await connectAll(['intervals', 'strava'], 20);
    await syncFakes(paceline);
    const { db } = paceline.store;
    const before = (await stateOf(db)).filter((line) => /^facts .*"intervals"/.test(line));
    const account = await db
      .selectFrom('account')
      .select('id')
      .where('platform', '=', 'strava')
      .executeTakeFirstOrThrow();
    const { listAccounts } = await import('../src/platform/accounts.ts');
    const strava = (await listAccounts(db)).find(({ id }) => id === account.id)!;
    await purgeAccount(paceline.store, paceline.versions, strava);
    await syncFakes(paceline);
    const after = await stateOf(db);
    expect(after.filter((line) => line.includes('strava'))).toEqual([]);
    expect(after.filter((line) => /^facts /.test(line))).toEqual(before);
  });
});

describe("Strava's terms", () => {
  it('keep its data out of everything unless the person chooses otherwise', async () => {
    const athlete = inventAthlete({ workouts: 16, longest_s: 900, platforms: ['intervals', 'strava'] });
    for (const name of ['intervals', 'strava'] as const) {
      const fake = await startPlatform(name, { athlete });
      fakes.push(fake);
      await connectFake(paceline, connectorOf(name), fake, { accept_terms: true });
    }
    await syncFakes(paceline);
    const { db } = paceline.store;
    expect(await countActivities(db)).toBe(athlete.workouts.length);
    const rows = await db.selectFrom('activity').select(['name', 'stale', 'withheld', 'origins']).execute();
    const only_strava = athlete.workouts.filter(({ on }) => on.has('strava') && on.size === 1);
    expect(rows.filter((row) => row.withheld === 'strava')).toHaveLength(only_strava.length);
    for (const row of rows.filter((r) => r.withheld)) {
      expect(row.stale).toBe(2);
      expect(only_strava.map((workout) => workout.name)).not.toContain(row.name);
    }
    expect(rows.filter((row) => row.origins.includes('strava'))).toEqual([]);
  });

  it('are accepted before anything is fetched', async () => {
    const athlete = inventAthlete({ workouts: 3, longest_s: 900, platforms: ['strava'] });
    const fake = await startPlatform('strava', { athlete });
    fakes.push(fake);
    await expect(connectFake(paceline, connectorOf('strava'), fake, {})).rejects.toThrow('terms');
  });

  it('let samples go after seven days and what is no longer listed with them', async () => {
    const athlete = inventAthlete({ workouts: 6, longest_s: 900, platforms: ['strava'] });
    const fake = await startPlatform('strava', { athlete });
    fakes.push(fake);
    await connectFake(paceline, connectorOf('strava'), fake, { accept_terms: true, show_models: true, combine: true });
    await syncFake(paceline);
    const { db } = paceline.store;
    const week_ago = nowSeconds() - 8 * 86_400;
    await db.updateTable('item').set({ detail_at: week_ago }).execute();
    await syncFake(paceline);
    const left = await db.selectFrom('recording').select('record_count').where('record_count', '>', 0).execute();
    expect(left).toEqual([]);
    expect(await countActivities(db)).toBe(athlete.workouts.length);
    await db.updateTable('item').set({ seen_at: week_ago }).execute();
    for (const { number } of athlete.workouts) fake.remove(number);
    await syncFake(paceline);
    expect(await countActivities(db)).toBe(0);
    expect((await stateOf(db)).filter((line) => /^(activities|facts|recordings|parts) /.test(line))).toEqual([]);
  });

  it('are kept within its limits, and the person is told when it goes on', async () => {
    const athlete = inventAthlete({ workouts: 120, longest_s: 700, platforms: ['strava'] });
    const fake = await startStrava({ athlete });
    fakes.push(fake);
    await connectFake(paceline, connectorOf('strava'), fake);
    const report = await syncFake(paceline);
    expect(fake.server.calls.filter((call) => call.status === 429)).toEqual([]);
    const reads = fake.server.calls.filter((call) => call.path.startsWith('/api/v3'));
    // The end of a quarter that is near is waited for, so there may be two.
    const quarters = Map.groupBy(reads, (call) => Math.floor(call.at_s / 900));
    for (const [, calls] of quarters) expect(calls.length).toBeLessThanOrEqual(100);
    expect(report.trouble).toContain('used up');
    expect(report.paused_until_s).toBeGreaterThan(nowSeconds());
    expect(report.paused_until_s).toBeLessThan(nowSeconds() + 910);
    expect(report.done_by_s).toBeGreaterThan(report.paused_until_s!);
    expect(report.backlog).toBeGreaterThan(0);
    // All that is known from the list is there already.
    expect(await countActivities(paceline.store.db)).toBe(120);
  });
});

describe("TrainingPeaks' fitness", () => {
  it('is compared with ours', async () => {
    const athlete = inventAthlete({ workouts: 8, longest_s: 700, platforms: ['trainingpeaks'] });
    const fake = await startPlatform('trainingpeaks', { athlete });
    fakes.push(fake);
    await connectFake(paceline, connectorOf('trainingpeaks'), fake);
    await syncFake(paceline);
    const said = await comparePlatformFitness(await currentContext(paceline, undefined));
    expect(said).toMatch(
      /^TrainingPeaks has CTL \d+\.\d on 20\d\d-\d\d-\d\d, Paceline \d+\.\d; over \d+ days they differ by/,
    );
  });
});

describe('the local day', () => {
  it('is that of the platform where there is no position, wherever this machine is', async () => {
    const athlete = inventAthlete({ workouts: 6, longest_s: 700, platforms: ['strava'] });
    const fake = await startPlatform('strava', { athlete });
    fakes.push(fake);
    await connectFake(paceline, connectorOf('strava'), fake);
    await paceline.store.db.updateTable('athlete').set({ time_zone: 'Pacific/Auckland' }).execute();
    await syncFake(paceline);
    const rows = await paceline.store.db
      .selectFrom('activity')
      .select(['name', 'local_date', 'utc_offset_s'])
      .execute();
    const by_name = new Map(rows.map((row) => [row.name, row]));
    for (const { name, local_date, utc_offset_s } of athlete.workouts) {
      expect(by_name.get(name)).toEqual({ name, local_date, utc_offset_s });
    }
  });
});

describe('syncing', () => {
  it('adds little to the time the platform takes', { timeout: 120_000 }, async () => {
    const athlete = inventAthlete({ workouts: 40, longest_s: 900, platforms: ['intervals'] });
    const fake = await startPlatform('intervals', { athlete });
    fakes.push(fake);
    fake.server.delay_ms = 60;
    await connectFake(paceline, connectorOf('intervals'), fake);
    const report = await syncFake(paceline);
    // Calls run side by side, so the whole takes less than the answers added up.
    expect(report.took_s).toBeLessThan(1.2 * report.platform_s);
  });
});
