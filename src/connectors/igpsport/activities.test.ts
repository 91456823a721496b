/** The list of activities and one activity in full, against the fake over real HTTP. */

import { describe, expect, it } from 'vitest';
import { inventAthlete } from '../../../test/platforms/athlete.ts';
import type { FileKind } from '../../../test/platforms/igpsport/state.ts';
import type { FakeIgpsport } from '../../../test/platforms/igpsport.ts';
import type { Item, ItemCore } from '../../core/connector.ts';
import { readDocument } from '../../formats/read.ts';
import { failing, paths, run, signedIn, start, TODAY, trouble } from './fake-session.test-data.ts';
import { IGPSPORT } from './igpsport.ts';

type ActivityCore = Extract<ItemCore, { kind: 'activity' }>;

function activity(item: Item | undefined): ActivityCore {
  if (item?.core.kind !== 'activity') throw new Error('not an activity');
  return item.core;
}

describe('activities', () => {
  it('lists the whole history, newest first, 20 a page', async () => {
    const fake = await start({ workouts: 130 });
    const session = await signedIn(fake);
    const { items, pages } = await run(session, 'activities');
    expect(pages).toHaveLength(7);
    expect(pages[0]!.total).toBe(130);
    expect(pages.at(-1)).toMatchObject({ next: null, complete: { from: null, to: null } });
    expect(new Set(items.map(({ external_id }) => external_id)).size).toBe(130);
    const days = items.map((item) => activity(item).local_date);
    expect(days).toEqual(days.toSorted().reverse());
    expect(fake.violations).toEqual([]);
  });

  it('maps a row: SI units, the athlete’s day, no link to the file', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    const [item] = (await run(session, 'activities')).items;
    const workout = inventAthlete({ workouts: 30, platforms: ['igpsport'], today: TODAY, longest_s: 900 }).workouts.at(
      -1,
    )!;
    expect(item!.external_id).toBe('40000030');
    expect(activity(item)).toMatchObject({
      local_date: workout.local_date,
      has_more: true,
      withheld: null,
      fact: {
        join: {
          by: 'day',
          local_date: workout.local_date,
          duration_s: workout.duration_s,
          distance_m: workout.distance_m,
        },
        name: workout.name,
        values: { distance_m: workout.distance_m, moving_s: workout.duration_s },
      },
    });
    expect(activity(item).samples_version).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(item)).not.toContain(fake.storage.url);
  });

  it('costs one call when nothing changed', async () => {
    const fake = await start({ workouts: 300, days_between: 0.8 });
    const session = await signedIn(fake);
    fake.server.calls.length = 0;
    const { pages } = await run(session, 'activities', { from: '2026-10-16' });
    expect(fake.server.calls).toHaveLength(1);
    expect(Object.fromEntries(fake.server.calls[0]!.query)).toMatchObject({
      beginTime: '2026-10-16',
      endTime: '2026-11-16',
      sort: '1',
    });
    // Only as far back as the page reached.
    const oldest = pages[0]!.items.map((item) => activity(item).local_date).at(-1)!;
    expect(pages[0]!.complete!.from! > oldest).toBe(true);
    expect(pages[0]!.complete!.to).toBe('2026-11-16');
  });

  it('looks through the whole window after a long pause', async () => {
    const fake = await start({ workouts: 300, days_between: 0.8 });
    const session = await signedIn(fake);
    const { pages, items } = await run(session, 'activities', { from: '2026-08-01' });
    expect(pages.at(-1)!.complete).toEqual({ from: '2026-08-01', to: '2026-11-16' });
    expect(items.length).toBeGreaterThan(100);
    expect(items.every((item) => activity(item).local_date >= '2026-08-01')).toBe(true);
  });

  it('goes on after the last stored page', async () => {
    const fake = await start({ workouts: 70 });
    const session = await signedIn(fake);
    const first = await run(session, 'activities', { stop_after: 2 });
    const second = await run(session, 'activities', { resume: first.pages.at(-1)!.next });
    expect(first.items.length + second.items.length).toBe(70);
    expect(second.pages.at(-1)!.complete).toEqual({ from: null, to: null });
  });

  it('concludes nothing about deletions from a list that shifted under way', async () => {
    const fake = await start({ workouts: 70 });
    const session = await signedIn(fake);
    const first = await run(session, 'activities', { stop_after: 2 });
    fake.remove(69);
    const second = await run(session, 'activities', { resume: first.pages.at(-1)!.next });
    expect(second.pages.at(-1)).not.toHaveProperty('complete');
  });

  it('stops when the last page comes again and nothing tells how many there are', async () => {
    const fake = await start({ workouts: 40 });
    fake.switches.repeat_last_page = true;
    const session = await signedIn(fake);
    const { items, pages } = await run(session, 'activities');
    expect([items.length, pages.length]).toEqual([40, 3]);
  });

  it('reads other spellings, full times, rows without a date and the ride id 0', async () => {
    const fake = await start({ workouts: 30 });
    fake.switches.other_spelling = true;
    fake.switches.full_datetime = true;
    fake.switches.zero_id = 28;
    fake.switches.undated.add(27);
    fake.inventSport(26);
    const session = await signedIn(fake);
    const { items } = await run(session, 'activities');
    expect(items).toHaveLength(30);
    const zero = activity(items.find(({ external_id }) => external_id === '0'));
    expect(zero.local_date).toMatch(/^2026-11-/);
    expect(zero.fact.values.distance_m).toBeGreaterThan(0);
    const undated = activity(items.find(({ external_id }) => external_id === '40000027'));
    expect(undated).toMatchObject({ local_date: '', has_more: true, fact: { join: { by: 'file' } } });
    const unknown = activity(items.find(({ external_id }) => external_id === '40000026'));
    expect(unknown.fact).toMatchObject({ sport: 'other', sport_as_written: 'exerciseType 42' });
    const run_item = activity(items.find(({ external_id }) => external_id === '40000024'));
    expect(run_item.fact.sport).toBe('run');
  });

  it('knows a replaced file by its version and a new title as no other file', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    const of = async () => activity((await run(session, 'activities')).items[0]);
    const before = await of();
    fake.rename(30, 'Renamed');
    const renamed = await of();
    expect([renamed.fact.name, renamed.samples_version]).toEqual(['Renamed', before.samples_version]);
    const raw = JSON.stringify((await run(session, 'activities')).items[0]!.raw);
    fake.replaceFile(30);
    expect((await of()).samples_version).not.toBe(before.samples_version);
    // The engine looks at an item again only when its payload changed.
    expect(JSON.stringify((await run(session, 'activities')).items[0]!.raw)).not.toBe(raw);
  });

  it('tells a changed API apart from an empty account', async () => {
    const fake = await start();
    const session = await signedIn(fake);
    const list = /queryMyActivity/;
    fake.server.fail(list, { status: 200, body: { code: 0, message: 'success', data: { pageNo: 1 } } });
    expect(trouble('unexpected')(await failing(run(session, 'activities')))).toBe(true);
    fake.server.fail(list, { status: 200, body: '<html>maintenance</html>' });
    expect(trouble('unexpected')(await failing(run(session, 'activities')))).toBe(true);
    fake.server.fail(list, { status: 200, body: { message: 'no code' } });
    expect(trouble('unexpected')(await failing(run(session, 'activities')))).toBe(true);
    fake.server.fail(list, { status: 429, headers: { 'retry-after': '3' } });
    expect(trouble('rate_limited')(await failing(run(session, 'activities')))).toBe(true);
    fake.server.fail(list, { status: 502 });
    expect(trouble('server')(await failing(run(session, 'activities')))).toBe(true);
    fake.server.fail(list, { status: 200, body: { code: 200, message: '', data: null } });
    const empty = await run(session, 'activities');
    expect(empty.items).toEqual([]);
    expect(empty.pages[0]).not.toHaveProperty('complete');
  });
});

describe('one activity', () => {
  async function detailOf(fake: FakeIgpsport, number: number) {
    const session = await signedIn(fake);
    const { items } = await run(session, 'activities');
    const item = items.find(({ external_id }) => external_id === String(40_000_000 + number))!;
    fake.server.calls.length = 0;
    return IGPSPORT.detail!(session, item);
  }

  it('brings the device file, the fuller fact at the file’s own instant, and laps without the total', async () => {
    const fake = await start();
    const workout = inventAthlete({ workouts: 30, platforms: ['igpsport'], today: TODAY, longest_s: 900 })
      .workouts[28]!;
    const detail = await detailOf(fake, 29);
    expect(paths(fake)).toEqual(['40000029', '40000029']);
    expect(fake.storage.calls).toHaveLength(1);
    expect(detail.missing).toBeNull();
    expect(detail.originals[0]!.label).toBe('igpsport-40000029.fit');
    expect(Buffer.from(detail.originals[0]!.bytes).equals(Buffer.from(workout.fit()))).toBe(true);
    expect(detail.fact).toMatchObject({
      name: workout.name,
      join: { by: 'start', start_s: workout.start_s, duration_s: workout.duration_s },
      values: {
        elapsed_s: workout.duration_s,
        ascent_m: workout.ascent_m,
        average_hr_bpm: workout.average_hr_bpm,
        np_w: workout.average_power_w! + 12,
        tss: workout.load,
        left_balance_pct: 51.5,
      },
      other: { device: 'iGPSPORT BSC300' },
    });
    expect(detail.parts.map(({ name }) => name)).toEqual(['detail', 'laps']);
    expect(detail.parts[1]!.raw).toHaveLength(2);
    expect(JSON.stringify([detail.parts, detail.fact])).not.toContain(fake.storage.url);
    expect(fake.violations).toEqual([]);
  });

  it.each(['row', 'detail', 'request'] as const)(
    'finds the file when its address stands in the %s',
    async (link_in) => {
      const fake = await start({ region: 'cn' });
      Object.assign(fake.switches, { link_in, link_as_object: true, storage_redirects: true });
      const detail = await detailOf(fake, 29);
      expect(detail.originals).toHaveLength(1);
      expect(fake.violations).toEqual([]);
    },
  );

  it.each([
    'clean',
    'sparse',
    'stops',
    'no_power',
    'no_heart_rate',
    'two_sessions',
    'truncated',
    'gpx',
  ] satisfies FileKind[])('hands over a file that is %s', async (kind) => {
    const fake = await start({ workouts: 5 });
    fake.switches.files.set(4, kind);
    const detail = await detailOf(fake, 4);
    const [file] = detail.originals;
    const document = readDocument(file!.bytes, file!.label);
    expect(document.kind).toBe('activity');
    expect(detail.fact!.join.by).toBe(kind === 'gpx' ? 'day' : 'start');
    expect(file!.label.endsWith(kind === 'gpx' ? '.gpx' : '.fit')).toBe(true);
  });

  it('hands over a file whose finer speed is always 0', async () => {
    const fake = await start({ workouts: 5 });
    fake.switches.files.set(4, 'enhanced_speed_zero');
    expect((await detailOf(fake, 4)).originals).toHaveLength(1);
  });

  it.each([
    ['huge', false],
    ['gone', true],
  ] satisfies [FileKind, boolean][])(
    'says what is missing when the file is %s, and still brings the fact',
    async (kind, for_good) => {
      const fake = await start({ workouts: 5 });
      fake.switches.files.set(4, kind);
      const detail = await detailOf(fake, 4);
      expect(detail.originals).toEqual([]);
      expect(detail.missing).toMatchObject({ for_good });
      expect(detail.fact).toMatchObject({ join: { by: 'day' }, values: { elapsed_s: expect.any(Number) } });
    },
  );

  it('has trouble with a page in the place of a file, so that it is asked for again', async () => {
    const fake = await start({ workouts: 5 });
    fake.switches.files.set(4, 'web_page');
    await expect(detailOf(fake, 4)).rejects.toMatchObject({ trouble: { kind: 'server' } });
  });

  it('asks again for the file of a fresh activity, but not for one that never had any', async () => {
    const fake = await start({ workouts: 22, days_between: 1 });
    // Typed by hand.
    expect((await detailOf(fake, 5)).missing).toMatchObject({ for_good: true });
    expect((await detailOf(fake, 22)).missing).toMatchObject({ for_good: true });
    fake.server.fail(/queryMyActivity/, {
      body: {
        code: 0,
        data: { rows: [{ rideId: 40_000_022, startTime: '2026.11.14', analysisStatus: 0, dataStatus: 0 }] },
      },
      status: 200,
    });
    expect((await detailOf(fake, 22)).missing).toMatchObject({ for_good: false });
  });

  it('says that a deleted activity is gone', async () => {
    const fake = await start({ workouts: 5 });
    const session = await signedIn(fake);
    const [item] = (await run(session, 'activities')).items;
    fake.remove(5);
    expect(await IGPSPORT.detail!(session, item!)).toMatchObject({
      originals: [],
      fact: null,
      parts: [],
      missing: { for_good: true },
    });
  });
});
