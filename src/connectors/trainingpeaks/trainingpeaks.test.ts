/** Workouts, their details, and what goes wrong, against the fake platform over real HTTP. */

import { afterEach, describe, expect, it } from 'vitest';
import { emptyRow, workoutIdOf } from '../../../test/platforms/trainingpeaks/invented-rows.ts';
import type { Modes } from '../../../test/platforms/trainingpeaks/modes.ts';
import type { TrainingPeaksFake } from '../../../test/platforms/trainingpeaks.ts';
import type { Item, Session } from '../../core/connector.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { addDays, dayNumber } from '../../core/time.ts';
import { removeGzip } from '../../formats/gzip.ts';
import { run, signedIn, startFake, TODAY } from './fake-session.test-data.ts';
import { TRAININGPEAKS } from './trainingpeaks.ts';

let fake: TrainingPeaksFake;
afterEach(() => fake?.close());

async function session(modes: Partial<Modes> = {}, workouts = 40): Promise<Session> {
  fake = await startFake({ workouts }, modes);
  return signedIn(fake);
}

function callsOf(path: RegExp): number {
  return fake.server.calls.filter((call) => path.test(call.path)).length;
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no trouble';
  } catch (error) {
    return isTrouble(error, 'login_expired', 'plan', 'forbidden', 'not_found', 'server', 'rate_limited', 'unexpected')
      ? error.trouble.kind
      : String(error);
  }
}

const activities = (items: Iterable<Item>) => [...items].filter(({ core }) => core.kind === 'activity');

describe('workouts', () => {
  it('lists the whole history, the plan, and says from when to when', async () => {
    const { items, pages } = await run(await session({}, 400), 'activities');
    expect(activities(items.values())).toHaveLength(400);
    const planned = [...items.keys()].filter((id) => id.endsWith(':planned'));
    expect(planned).toHaveLength(66 + 4);
    const dates = activities(items.values()).map(({ core }) => (core.kind === 'activity' ? core.local_date : ''));
    expect([...dates].sort().reverse()).toEqual(dates);
    const { complete, next } = pages.at(-1)!;
    expect(next).toBeNull();
    // To the day the account was opened, and two empty years beyond it.
    expect(complete!.from! <= '2022-03-01').toBe(true);
    expect(complete!.to! > addDays(TODAY, 75)).toBe(true);
    expect(fake.server.calls.every(({ status }) => status === 200)).toBe(true);
  });

  it('asks for every day once, in windows of at most 90 days', async () => {
    const signed = await session();
    await run(signed, 'activities');
    const windows = fake.server.calls
      .flatMap(({ path }) => /\/workouts\/([\d-]{10})\/([\d-]{10})$/.exec(path)?.slice(1) ?? [])
      .flatMap((day, i, days) => (i % 2 === 0 ? [[dayNumber(day), dayNumber(days[i + 1]!)] as const] : []))
      .sort(([a], [b]) => a - b);
    expect(windows.length).toBeGreaterThan(10);
    for (const [i, [first, last]] of windows.entries()) {
      expect(last - first).toBeLessThan(90);
      if (i > 0) expect(first).toBe(windows[i - 1]![1] + 1);
    }
  });

  it('looks back and ahead with one call', async () => {
    const signed = await session();
    const before = fake.server.calls.length;
    const { pages } = await run(signed, 'activities', addDays(TODAY, -14));
    expect(fake.server.calls.length - before).toBe(1);
    expect(pages).toHaveLength(1);
    expect(pages[0]!.complete).toEqual({ from: addDays(TODAY, -14), to: addDays(TODAY, 75) });
    await run(signed, 'activities', addDays(TODAY, -40));
    expect(fake.server.calls.length - before).toBe(2);
  });

  it('goes on after each page where it was broken off', async () => {
    const signed = await session({}, 400);
    const whole = await run(signed, 'activities');
    for (const [i, page] of whole.pages.entries()) {
      if (page.next === null) continue;
      const rest = await run(signed, 'activities', null, JSON.parse(JSON.stringify(page.next)));
      expect(rest.pages.map(({ items }) => items.length)).toEqual(whole.pages.slice(i + 1).map((p) => p.items.length));
      expect(rest.pages.at(-1)!.complete).toEqual(whole.pages.at(-1)!.complete);
    }
  });

  it('crosses a pause of years within the life of the account', async () => {
    const signed = await session({}, 5);
    const old = { ...emptyRow('2024-01-20'), workoutId: 77, totalTime: 1 };
    fake.state.rows.set(77, old);
    fake.state.rows.set(78, { ...old, workoutId: 78, workoutDay: '2022-09-01T00:00:00' });
    const { items } = await run(signed, 'activities');
    expect(items.has('77')).toBe(true);
    expect(items.has('78')).toBe(true);
  });

  it('halves a range that is refused', async () => {
    const { items } = await run(await session({ limit_days: 31 }, 60), 'activities', addDays(TODAY, -60));
    expect(activities(items.values()).length).toBeGreaterThan(45);
  });

  it.each<Partial<Modes>>([
    { wrap: true },
    { empty: 'null' },
    { empty: 'nothing' },
    { empty: '204' },
    { numbers_as_text: true },
  ])('reads the list in every form: %o', async (modes) => {
    const { items } = await run(await session(modes, 60), 'activities');
    expect(activities(items.values())).toHaveLength(60);
    for (const { core } of activities(items.values())) {
      if (core.kind === 'activity') expect(core.fact.values.timer_s).toBeGreaterThan(500);
    }
  });

  it('reads what a free account gets', async () => {
    const signed = await session({ basic: true });
    const { items } = await run(signed, 'activities');
    const [item] = activities(items.values()).filter(({ core }) => core.kind === 'activity' && core.has_more);
    if (item?.core.kind !== 'activity') throw new Error('no activity');
    expect(item.core.fact.values.average_power_w).toBeUndefined();
    expect(item.core.fact.values.tss).toBeUndefined();
    const { originals, missing } = await TRAININGPEAKS.detail!(signed, item);
    expect(originals).toEqual([]);
    expect(missing).toMatchObject({ for_good: false, reason: expect.stringContaining('free account') });
  });
});

describe('details', () => {
  async function itemOf(signed: Session, number: number): Promise<Item> {
    const { items } = await run(signed, 'activities', addDays(TODAY, -60));
    return items.get(String(workoutIdOf(number)))!;
  }

  it.each<Partial<Modes>>([{}, { file_as_json: true }, { single_as_list: true }, { mean_max_bare: true }])(
    'fetches the device file: %o',
    async (modes) => {
      const signed = await session(modes);
      // One file id is negative, one file is packed.
      for (const number of [38, 37, 36]) {
        const detail = await TRAININGPEAKS.detail!(signed, await itemOf(signed, number));
        expect(detail.missing).toBeNull();
        const [file] = detail.originals;
        const bytes = await removeGzip(file!.bytes);
        expect(Buffer.from(bytes.subarray(8, 12)).toString()).toBe('.FIT');
        expect(detail.parts.map(({ name }) => name)).toContain('details');
      }
      expect(fake.server.calls.some(({ path }) => /rawfiledata\/-\d+$/.test(path))).toBe(true);
    },
  );

  it('takes all files of a workout, and does without one that is gone', async () => {
    const signed = await session();
    const id = workoutIdOf(38);
    const [file] = fake.state.files.get(id)!;
    fake.state.files.set(id, [file!, { id: -5, name: 'watch.fit', bytes: () => Buffer.from('second') }]);
    expect((await TRAININGPEAKS.detail!(signed, await itemOf(signed, 38))).originals).toHaveLength(2);
    fake.server.fail(/rawfiledata\/-5/, { status: 404 });
    expect((await TRAININGPEAKS.detail!(signed, await itemOf(signed, 38))).originals).toHaveLength(1);
  });

  it('asks for comments, records and the private note only where the row says there are any', async () => {
    const signed = await session();
    await TRAININGPEAKS.detail!(signed, await itemOf(signed, 38));
    expect(callsOf(/comments|privateWorkoutNote|personalrecord/)).toBe(0);
    const entry = { id: 1, comment: 'good', commenterName: 'Coach Karl', isCoach: true };
    fake.state.comments.set(workoutIdOf(30), [entry]);
    Object.assign(fake.row(30), { workoutComments: [entry], hasPrivateWorkoutNoteForCaller: true });
    fake.state.private_notes.set(workoutIdOf(30), 'felt odd');
    const detail = await TRAININGPEAKS.detail!(signed, await itemOf(signed, 30));
    expect(detail.parts.map(({ name }) => name).sort()).toEqual(['comments', 'details', 'records']);
    expect(detail.fact).toMatchObject({ private_note: 'felt odd', external_id: String(workoutIdOf(30)) });
    expect(JSON.stringify(detail.parts)).not.toContain('Karl');
  });

  it('says so when there is no file, and when the workout is gone', async () => {
    const signed = await session();
    const item = await itemOf(signed, 38);
    fake.state.files.set(workoutIdOf(38), []);
    expect((await TRAININGPEAKS.detail!(signed, item)).missing).toMatchObject({ for_good: true });
    fake.remove(38);
    expect((await TRAININGPEAKS.detail!(signed, item)).missing).toMatchObject({ for_good: true });
  });
});

describe('trouble', () => {
  const path = /\/workouts\/\d{4}/;
  const list = (signed: Session) => run(signed, 'activities', addDays(TODAY, -14));

  it.each([
    [{ status: 401 }, 'login_expired'],
    [{ status: 403, body: 'Premium required' }, 'plan'],
    [{ status: 403 }, 'forbidden'],
    [{ status: 404 }, 'not_found'],
    [{ status: 429, headers: { 'retry-after': '2' } }, 'rate_limited'],
    [{ status: 503, body: '<html>maintenance</html>' }, 'server'],
    [{ status: 200, body: '<!doctype html><html><title>Log in</title></html>' }, 'login_expired'],
    [{ status: 200, body: '<!doctype html><html><title>Back soon</title></html>' }, 'unexpected'],
    [{ status: 302, headers: { location: 'https://home.trainingpeaks.com/login' } }, 'login_expired'],
    [{ status: 200, body: '[{"workoutId": 39000' }, 'server'],
    [{ status: 200, body: { message: 'hello' } }, 'unexpected'],
    [{ status: 200, body: { errors: [] } }, 'unexpected'],
    [{ status: 200, body: { count: 0, workouts: [] } }, 'no trouble'],
  ])('%j is %s', async (fault, kind) => {
    const signed = await session();
    fake.server.fail(path, fault);
    expect(await kindOf(list(signed))).toBe(kind);
  });

  it('knows a workout that is gone by its 400, and a foreign athlete by a 403', async () => {
    const signed = await session();
    const gone = { url: `https://tpapi.trainingpeaks.com/fitness/v6/athletes/7001234/workouts/1` };
    expect(await kindOf(signed.call(gone))).toBe('not_found');
    const other = { ...signed, account: { ...signed.account, external_id: '99' } };
    expect(await kindOf(list(other))).toBe('forbidden');
  });

  it('does not repeat what the platform said', async () => {
    const signed = await session();
    fake.server.fail(path, { status: 400, body: 'secret-looking text', times: 99 });
    const failure = await list(signed).catch((error: unknown) => error);
    expect(isTrouble(failure, 'bad_request')).toBe(true);
    expect(String(failure)).not.toContain('secret-looking');
  });
});
