import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../core/failure.ts';
import { addDays } from '../core/time.ts';
import { createReadOnlySql, type ReadOnlySql } from '../store/read-only-sql.ts';
import { VIEW_NAMES } from '../store/views.ts';
import type { Answer } from './answer.ts';
import { compareActivities } from './compare-activities.ts';
import { comparePeriods } from './compare-periods.ts';
import type { QueryContext } from './context.ts';
import { estimateThresholds } from './estimate-thresholds.ts';
import { findEfforts } from './find-efforts.ts';
import { getActivity } from './get-activity.ts';
import { getActivityStreams } from './get-activity-streams.ts';
import { getAthlete } from './get-athlete.ts';
import { getDataStatus } from './get-data-status.ts';
import { getPerformanceCurve } from './get-performance-curve.ts';
import { getRecords } from './get-records.ts';
import { getTrainingLoad } from './get-training-load.ts';
import { getWellness } from './get-wellness.ts';
import { listActivities } from './list-activities.ts';
import { addAccount, addChange, addFact, addItem, addPlanned, release, TEST_PLATFORMS } from './platform.test-data.ts';
import { queryData } from './query-data.ts';
import { addRecording, seedActivities, series } from './recording.test-data.ts';
import type { Seeded } from './seed.test-data.ts';
import { summarizeTraining } from './summarize-training.ts';

/** Stands in every name, id and text of the restricted source. */
const MARK = 'Zuckerhut';
/** Values that occur nowhere else. */
const NUMBERS = ['777.25', '313131', '88.125', '41.375', '4777'];
const DAY = '2026-06-10';
const ALL_SECTIONS = [
  'summary',
  'laps',
  'zones',
  'intervals',
  'climbs',
  'best_efforts',
  'histogram',
  'repairs',
  'lengths',
  'sets',
  'sources',
  'notes',
] as const;

interface Home {
  readonly context: Seeded;
  readonly account_id: number;
  /** Told of by the restricted source alone, by it and a file, by it alone and not computed yet, and by a file. */
  readonly alone: string;
  readonly both: string;
  readonly new_one: string;
  readonly plain: string;
  readonly event: string;
}

/** A ride from a file, one from a file and the restricted source, and some the restricted source alone tells of. */
async function home(): Promise<Home> {
  const { context, ids } = await seedActivities(
    [
      { local_date: DAY, name: MARK, note: MARK, gear: MARK, withheld: 'strava' },
      { local_date: '2026-06-11', name: 'Both', metrics: { load: 50, average_power_w: 200, moving_s: 3600 } },
      { local_date: '2026-06-12', name: MARK, gear: MARK, stale: true },
      { local_date: '2026-06-13', name: 'Plain', gear: 'Bike', metrics: { load: 40, moving_s: 1800 } },
      { local_date: '2026-06-14', name: MARK, sport: 'multisport', is_parent: true },
    ],
    { platforms: TEST_PLATFORMS },
  );
  const [alone, both, new_one, plain, event] = ids as [number, number, number, number, number];
  await context.add([{ local_date: '2026-06-14', name: MARK, withheld: 'strava', parent_id: event }]);
  const account_id = await addAccount(context, {
    platform: 'strava',
    external_id: `${MARK}-1`,
    name: MARK,
    released: false,
    synced_at: 1_781_000_000,
  });
  const secret = {
    source_kind: 'strava',
    name: MARK,
    note: MARK,
    device: { manufacturer: MARK, product: MARK, serial: MARK, software: null },
    device_values: { np_w: 777.25, distance_m: 313_131 },
    samples: {
      time_s: series(60, (i) => 1_780_000_000 + i),
      channels: { altitude_m: series(60, () => 4777) },
      extra: [],
    },
  };
  const restricted = [];
  for (const [i, id] of [alone, both, new_one].entries()) {
    const recording_id = await addRecording(context, id, { ...secret, label: `${MARK}-${i}.fit` });
    restricted.push(recording_id);
    const data = { name: MARK, note: MARK, private_note: MARK, tags: [MARK], media: [MARK], other: { kudos: 777.25 } };
    await addFact(context, { source_kind: 'strava', external_id: `${MARK}-${id}`, recording_id, data });
  }
  const own = await addRecording(context, both, {
    name: 'Both',
    samples: { time_s: series(60, (i) => 1_780_000_000 + i), channels: { power_w: series(60, () => 200) }, extra: [] },
  });
  await addRecording(context, plain, {});
  // A fact of the restricted source may be told of a recording that came from a file.
  await addFact(context, { source_kind: 'strava', external_id: MARK, recording_id: own, data: { note: MARK } });
  const { db } = context.store;
  await db
    .insertInto('gear')
    .values([
      { athlete_id: 1, name: MARK, kind: 'bike', source_kind: 'strava' },
      { athlete_id: 1, name: 'Bike', kind: 'shoes', source_kind: 'strava' },
    ])
    .execute();
  context.store.insertMany(
    'wellness',
    ['athlete_id', 'local_date', 'key', 'source_kind', 'number', 'text'],
    [
      [1, DAY, 'resting_hr_bpm', 'strava', 41.375, null],
      [1, DAY, 'note', 'strava', null, MARK],
      [1, DAY, 'weight_kg', 'strava', 88.125, null],
      [1, DAY, 'weight_kg', 'folder', 70, null],
    ],
  );
  await db
    .insertInto('threshold')
    .values({
      athlete_id: 1,
      kind: 'ftp_w',
      family: 'ride',
      value: 777.25,
      valid_from: '2026-01-01',
      origin: 'platform',
      account_id,
    })
    .execute();
  const item_id = await addItem(context, { account_id, external_id: `${MARK}-${alone}`, local_date: DAY, name: MARK });
  await addChange(context, { account_id, item_id, fields: [{ field: 'name', before: MARK, after: `${MARK} 2` }] });
  await addPlanned(context, {
    item_id,
    source_kind: 'strava',
    local_date: DAY,
    title: MARK,
    activity_external_id: `${MARK}-${alone}`,
  });
  return {
    context: await context.again(),
    account_id,
    alone: `a${alone}`,
    both: `a${both}`,
    new_one: `a${new_one}`,
    plain: `a${plain}`,
    event: `a${event}`,
  };
}

/** Every query with the inputs that show most. */
function questions(at: Home, runner: ReadOnlySql): Record<string, (context: QueryContext) => Promise<Answer>> {
  const period = { after: addDays(DAY, -30), before: '2026-06-17' };
  const activity = (id: string) => (context: QueryContext) =>
    getActivity(context, { id, sections: [...ALL_SECTIONS], device_values: true });
  return {
    list: (c) => listActivities(c, { fields: ['note', 'gear', 'sources', 'load', 'np_w'] }),
    'list by text': (c) => listActivities(c, { text: MARK }),
    'list by source': (c) => listActivities(c, { source: 'strava' }),
    'list by gear': (c) => listActivities(c, { gear: MARK }),
    'list around': (c) => listActivities(c, { around: at.plain }),
    both: activity(at.both),
    plain: activity(at.plain),
    streams: (c) => getActivityStreams(c, { id: at.both, points: 10 }),
    efforts: (c) => findEfforts(c, { kind: 'best_power' }),
    'compare activities': (c) => compareActivities(c, { ids: [at.both, at.plain], metrics: ['all'], curve: 'power' }),
    'compare periods': (c) => comparePeriods(c, {}),
    load: (c) => getTrainingLoad(c, { ...period }),
    summary: (c) => summarizeTraining(c, { ...period, by: 'day' }),
    curve: (c) => getPerformanceCurve(c, {}),
    records: (c) => getRecords(c, {}),
    'records of one': (c) => getRecords(c, { activity: at.both }),
    estimates: (c) => estimateThresholds(c, {}),
    athlete: (c) => getAthlete(c, { date: '2026-06-17' }),
    wellness: (c) => getWellness(c, { ...period, keys: ['resting_hr_bpm', 'weight_kg', 'note'] }),
    'wellness by month': (c) => getWellness(c, { ...period, resolution: 'month', keys: ['weight_kg'] }),
    status: (c) => getDataStatus(c, { failures: 100, joined: 100, changes: 100 }),
    ...Object.fromEntries(
      VIEW_NAMES.map((view) => [
        `view ${view}`,
        (c: QueryContext) => queryData(c, { sql: `SELECT * FROM ${view}`, limit: 1000 }, runner),
      ]),
    ),
  };
}

let runner: ReadOnlySql;
let closed: Home;
let released: Home;

beforeAll(async () => {
  runner = createReadOnlySql();
  closed = await home();
  const open = await home();
  await release(open.context, open.account_id);
  // What the engine does then: everything the source has a part in is put together again.
  await open.context.store.db
    .updateTable('activity')
    .set({ stale: 1, withheld: null })
    .where('stale', '=', 2)
    .execute();
  released = { ...open, context: await open.context.again() };
});

afterAll(async () => {
  await runner.close();
  await closed.context.dispose();
  await released.context.dispose();
});

describe('a source that is not released', () => {
  it('stands in no answer: no name, no id, no value', async () => {
    for (const [name, ask] of Object.entries(questions(closed, runner))) {
      const { scope: _scope, ...answer } = await ask(closed.context);
      const text = JSON.stringify(answer);
      for (const secret of [MARK, ...NUMBERS]) expect(text, `${name}: ${text}`).not.toContain(secret);
    }
  });

  it('is there once it is released', async () => {
    const found = new Map<string, string>();
    for (const [name, ask] of Object.entries(questions(released, runner))) {
      const { scope: _scope, ...answer } = await ask(released.context);
      found.set(name, JSON.stringify(answer));
    }
    const showing = [...found].filter(([, text]) => text.includes(MARK)).map(([name]) => name);
    expect(showing).toEqual(
      expect.arrayContaining(['list', 'list by text', 'list by gear', 'both', 'status', 'wellness', 'view activities']),
    );
    for (const view of ['planned_entries', 'source_changes', 'accounts']) expect(showing).toContain(`view ${view}`);
    expect(found.get('list by source')).toContain(released.both);
    expect(found.get('athlete')).toContain('777');
    expect(found.get('view thresholds')).toContain('777.25');
    expect(found.get('wellness')).toContain('41');
    expect(found.get('view recordings')).toContain('strava');
    expect(found.get('streams')).toContain('4777');
  });

  it('keeps the activity that came from elsewhere too', async () => {
    const answer = await getActivity(closed.context, { id: closed.both, sections: ['sources', 'notes'] });
    expect(JSON.stringify(answer.sources)).toContain('folder');
    const streams = await getActivityStreams(closed.context, { id: closed.both, points: 5 });
    expect(JSON.stringify(streams)).toContain('200');
  });

  it('says how many activities are withheld in the period, why, and how to choose otherwise', async () => {
    const note =
      "2 activities are withheld because Strava's terms do not let its API data be shown to a model. To choose otherwise: paceline connect strava --show-models --combine";
    for (const name of ['list', 'summary', 'load', 'curve', 'records', 'status', 'view activities']) {
      expect((await questions(closed, runner)[name]!(closed.context)).notes, name).toContain(note);
    }
    const one = await listActivities(closed.context, { after: '2026-06-14' });
    expect(one.notes.join(' ')).toMatch(/1 activity is being recomputed.*1 activity is withheld/);
    const none = await listActivities(closed.context, { before: '2026-06-01' });
    expect(none.notes.join(' ')).not.toContain('withheld');
    const wellness = await getWellness(closed.context, { before: DAY });
    expect(wellness.notes.join(' ')).toContain('Readings of 1 day are withheld because');
  });

  it('refuses a withheld activity by its id and says why', async () => {
    const failure = (id: string) =>
      getActivity(closed.context, { id }).then(
        () => null,
        (error: Failure) => error,
      );
    expect(await failure(closed.alone)).toMatchObject({
      code: 'withheld_by_source',
      message: expect.stringContaining("Strava's terms"),
      next: expect.stringContaining('paceline connect strava --show-models'),
    });
    expect(await failure(closed.new_one)).toMatchObject({ code: 'withheld_by_source' });
    expect(await failure(closed.event)).toMatchObject({ code: 'withheld_by_source' });
    expect((await failure('a99999'))!.next).not.toContain(`${closed.alone},`);
    await expect(getActivityStreams(closed.context, { id: closed.alone })).rejects.toMatchObject({
      code: 'withheld_by_source',
    });
  });

  it('names the choice that is missing', async () => {
    const { context, account_id } = await home();
    await context.store.db.updateTable('account').set({ show_models: 1 }).where('id', '=', account_id).execute();
    const { notes } = await listActivities(await context.again(), {});
    expect(notes.join(' ')).toMatch(
      /be merged with other data\. To choose otherwise: paceline connect strava --combine$/,
    );
    await context.dispose();
  });

  it('leaves an athlete with nothing else without an error', async () => {
    const { context } = await seedActivities([{ local_date: DAY, name: MARK, withheld: 'strava' }]);
    await addAccount(context, { platform: 'strava', released: false });
    const now = await context.again();
    for (const ask of [
      () => listActivities(now, {}),
      () => summarizeTraining(now, {}),
      () => getTrainingLoad(now, {}),
      () => getRecords(now, {}),
      () => getPerformanceCurve(now, {}),
      () => getDataStatus(now, {}),
    ]) {
      const answer = await ask();
      expect(JSON.stringify(answer)).not.toContain(MARK);
      expect(answer.notes.join(' ')).toContain('1 activity is withheld');
    }
    await context.dispose();
  });
});
