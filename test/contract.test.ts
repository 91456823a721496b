/** What holds for every platform, through the real engine, over real HTTP, against its fake: history, resuming, expiry, limits, deletion, purge. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { PLATFORMS } from '../src/connectors/platforms.ts';
import type { Connector } from '../src/core/connector.ts';
import { listAccounts } from '../src/platform/accounts.ts';
import { openPaceline, type Paceline } from '../src/sync/open.ts';
import { purgeAccount } from '../src/sync/purge-account.ts';
import { type InventedAthlete, inventAthlete, type PlatformName } from './platforms/athlete.ts';
import { connectFake, syncFake, syncFakes } from './platforms/connect.ts';
import type { FakePlatform } from './platforms/fake.ts';
import { startPlatform } from './platforms/start.ts';
import { countActivities, stateOf } from './platforms/state.ts';
import { CHECKOUT, cleanEnvironment, run } from './program.ts';

/** Workouts a platform starts with; one more waits to be added. */
const COUNT = 14;

function newHome(): string {
  return mkdtempSync(join(inject('runFolder'), 'contract-'));
}

describe.each(PLATFORMS.map((connector) => [connector.id, connector] as const))('%s', (id, connector) => {
  let fake: FakePlatform;
  let paceline: Paceline;
  let athlete: InventedAthlete;
  let extra: InventedAthlete['workouts'][number];

  async function open(home = newHome()): Promise<void> {
    paceline = await openPaceline(home);
  }

  beforeEach(async () => {
    const whole = inventAthlete({ workouts: COUNT + 1, longest_s: 900, platforms: [id as PlatformName] });
    extra = whole.workouts.at(-1)!;
    athlete = { ...whole, workouts: whole.workouts.slice(0, COUNT) };
    fake = await startPlatform(id as PlatformName, { athlete });
    await open();
  });

  afterEach(async () => {
    await paceline.store.close();
    await fake.close();
    expect(fake.violations).toEqual([]);
  });

  const names = async () =>
    (await paceline.store.db.selectFrom('activity').select('name').execute()).map((row) => row.name).sort();
  const connected = async (to: Connector = connector) => connectFake(paceline, to, fake);

  it('fetches the whole history, and nothing the second time', async () => {
    await connected();
    const first = await syncFake(paceline);
    expect(first.trouble).toBeNull();
    expect(first.streams.filter((stream) => stream.trouble)).toEqual([]);
    expect(first.backlog).toBe(0);
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
    const recorded = await paceline.store.db
      .selectFrom('recording')
      .select('record_count')
      .where('record_count', '>', 500)
      .execute();
    expect(recorded).toHaveLength(athlete.workouts.filter((workout) => !workout.manual).length);
    const before = await stateOf(paceline.store.db);
    fake.server.calls.length = 0;
    const second = await syncFake(paceline);
    expect(fake.server.calls.length).toBeLessThanOrEqual(3);
    for (const { added, changed, deleted } of second.streams) expect([added, changed, deleted]).toEqual([0, 0, 0]);
    expect(await stateOf(paceline.store.db)).toEqual(before);
  });

  it('brings a new workout, another title, another load, and takes away what was deleted', async () => {
    await connected();
    await syncFake(paceline);
    fake.add(extra);
    fake.rename(COUNT, 'Renamed by hand');
    fake.changeLoad(COUNT - 1, 321);
    const last = athlete.workouts.at(-3)!;
    fake.remove(last.number);
    const report = await syncFake(paceline);
    const activities = report.streams.find((stream) => stream.stream === 'activities')!;
    expect(activities).toMatchObject({ trouble: null });
    expect(activities.deleted).toBeGreaterThanOrEqual(1);
    expect(activities.added).toBeGreaterThanOrEqual(1);
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
    const now = await names();
    expect(now).toContain('Renamed by hand');
    expect(now).toContain(extra.name);
    expect(now).not.toContain(last.name);
    const changes = await paceline.store.db.selectFrom('change').selectAll().execute();
    const fields = changes.flatMap((change) => JSON.parse(change.fields) as { before: string; after: string }[]);
    expect(fields.map((field) => field.after)).toContain('Renamed by hand');
    expect(changes.filter((change) => change.kind === 'deleted').length).toBeGreaterThanOrEqual(1);
  });

  it('goes on where it was stopped, whichever page that was, to the same end', { timeout: 300_000 }, async () => {
    await connected();
    await syncFake(paceline);
    const wanted = await stateOf(paceline.store.db);
    const calls = fake.server.calls.length;
    for (let stop = 2; stop < calls; stop += Math.max(1, Math.floor(calls / 6))) {
      await paceline.store.close();
      await open();
      await connected();
      fake.server.calls.length = 0;
      const abort = new AbortController();
      const timer = setInterval(() => {
        if (fake.server.calls.length >= stop) abort.abort(new Error('stopped here'));
      }, 1);
      await syncFake(paceline, { signal: abort.signal }).catch((error: Error) => {
        expect(error.message).toBe('stopped here');
      });
      clearInterval(timer);
      const again = await syncFake(paceline);
      expect(again.trouble).toBeNull();
      // Streams whose turn comes after the first three calls follow with the next syncs.
      for (let more = 0; more < 8 && (await stateOf(paceline.store.db)).length !== wanted.length; more++) {
        await syncFake(paceline);
      }
      expect(await stateOf(paceline.store.db)).toEqual(wanted);
    }
  });

  it('survives SIGKILL in the middle', { timeout: 300_000 }, async () => {
    await connected();
    const { home } = paceline.store;
    fake.server.delay_ms = 15;
    for (const share of [0.3, 0.7]) {
      const before = fake.server.calls.length;
      const child = spawn(process.execPath, [CHECKOUT, 'sync'], {
        env: cleanEnvironment(home, { [fake.base_url_env]: fake.url }),
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      while (fake.server.calls.length < before + 3 + share * COUNT && child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      child.kill('SIGKILL');
      await ended;
    }
    fake.server.delay_ms = 0;
    const report = await syncFake(paceline);
    expect(report.trouble).toBeNull();
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
  });

  it('renews an expired login in the middle, once', async () => {
    await connected();
    fake.server.fail(/activit|workout/i, { status: 200, times: 0, after: 10_000 });
    let hits = 0;
    const timer = setInterval(() => {
      if (fake.server.calls.length > 8 && hits++ === 0) fake.expireLogins();
    }, 1);
    const report = await syncFake(paceline);
    clearInterval(timer);
    if (connector.renew) {
      expect(report.trouble).toBeNull();
      expect(await countActivities(paceline.store.db)).toBe(COUNT);
    } else expect(report.trouble ?? '').not.toContain('undefined');
  });

  it('says plainly when the person has to sign in again, and loses nothing', async () => {
    await connected();
    await syncFake(paceline);
    const before = await stateOf(paceline.store.db);
    fake.expireLogins(true);
    const report = await syncFake(paceline);
    expect(report.trouble).toContain(`paceline connect ${id}`);
    const [account] = await listAccounts(paceline.store.db);
    expect(account!.state).toBe('needs_login');
    expect(await stateOf(paceline.store.db)).toEqual(before);
  });

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 1500).toUTCString()],
    ['nothing', () => null],
  ])('waits when it is told to slow down, with Retry-After as %s', async (_form, header) => {
    await connected();
    const value = header();
    fake.server.fail(/activit|workout/i, {
      status: 429,
      headers: value === null ? {} : { 'retry-after': value },
      body: { message: 'Too Many Requests', errors: 'Rate Limit Exceeded' },
    });
    const report = await syncFake(paceline);
    expect(report.trouble).toBeNull();
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
  });

  it('stops and says when it goes on when the wait is long', async () => {
    await connected();
    fake.server.fail(/activit|workout/i, { status: 429, headers: { 'retry-after': '900' }, body: {} });
    const report = await syncFake(paceline);
    expect(report.paused_until_s).toBeGreaterThan(Date.now() / 1000 + 800);
    const [account] = await listAccounts(paceline.store.db);
    expect(account!.state).toBe('ready');
    // Another process keeps to it as well.
    fake.server.calls.length = 0;
    await syncFake(paceline);
    expect(fake.server.calls).toEqual([]);
  });

  it('rides out server errors, dropped connections and answers that are no JSON', async () => {
    await connected();
    fake.server.fail(/activit|workout/i, { status: 503, body: 'busy' });
    fake.server.fail(/activit|workout/i, { drop: 'before', after: 2 });
    fake.server.fail(/activit|workout/i, { drop: 'middle', after: 4 });
    const report = await syncFake(paceline);
    expect(report.trouble).toBeNull();
    for (let more = 0; more < 3; more++) await syncFake(paceline);
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
  });

  it('does not mind a clock that is off', async () => {
    fake.server.clock_s = Math.floor(Date.now() / 1000) + 200;
    await connected();
    const report = await syncFake(paceline);
    expect(report.trouble).toBeNull();
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
  });

  it('keeps a sport nobody knows yet', async () => {
    fake.inventSport(COUNT);
    await connected();
    await syncFake(paceline);
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
  });

  it('counts what the platform holds back, and never makes an empty activity of it', async () => {
    if (!fake.withhold(COUNT)) return;
    await connected();
    await syncFake(paceline);
    expect(await countActivities(paceline.store.db)).toBe(COUNT - 1);
    const held = await paceline.store.db.selectFrom('item').select('name').where('withheld', 'is not', null).execute();
    expect(held).toHaveLength(1);
  });

  it('believes that many were deleted at once only when it is said twice', async () => {
    await connected();
    await syncFake(paceline);
    for (const { number } of athlete.workouts.slice(0, COUNT - 3)) fake.remove(number);
    await syncFake(paceline, { full: true });
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
    await syncFake(paceline, { full: true });
    expect(await countActivities(paceline.store.db)).toBe(3);
  });

  it('is fetched once by two processes at a time', { timeout: 120_000 }, async () => {
    await connected();
    const options = { home: paceline.store.home, env: { [fake.base_url_env]: fake.url } };
    const [first, second] = await Promise.all([run(['sync', '--json'], options), run(['sync', '--json'], options)]);
    expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
    const files = [first, second].map(
      (ran) => (JSON.parse(ran.stdout) as { accounts: { files: number }[] }).accounts[0]!.files,
    );
    expect(Math.min(...files)).toBe(0);
    expect(await countActivities(paceline.store.db)).toBe(COUNT);
  });

  it('leaves nothing of itself when it is purged', async () => {
    const account = await connected();
    await syncFake(paceline);
    await purgeAccount(paceline.store, paceline.versions, account);
    expect(await stateOf(paceline.store.db)).toEqual([]);
    for (const table of ['payload', 'item', 'stream', 'change', 'sample_block'] as const) {
      const { n } = await paceline.store.db
        .selectFrom(table)
        .select((e) => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      expect([table, n]).toEqual([table, 0]);
    }
    const originals = join(paceline.store.home, 'originals');
    expect(existsSync(originals) ? filesBelow(originals) : []).toEqual([]);
    const database = readFileSync(paceline.store.path);
    expect(athlete.workouts.filter((workout) => database.includes(`"${workout.name}"`))).toEqual([]);
  });

  it('keeps its secrets in one place', async () => {
    await connected();
    await syncFakes(paceline);
    const secret = Object.entries(fake.answers).filter(([field]) => /secret|password|key|cookie|token/.test(field));
    const found = filesBelow(paceline.store.home).filter((path) => {
      const bytes = readFileSync(path);
      return secret.some(([, value]) => bytes.includes(value));
    });
    expect(found.every((path) => path.endsWith('secrets.json'))).toBe(true);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
