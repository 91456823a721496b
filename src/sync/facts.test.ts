import { describe, expect, it } from 'vitest';
import type { ActivityFact, SourceKind } from '../core/source.ts';
import { storeFact } from './facts.ts';
import { chooseAthlete, type Paceline } from './open.ts';
import { splitActivity } from './rejoin.ts';
import { loadSettings } from './settings.ts';
import { asFit, compute, effort, groupsOf, inNewHome, recorded, START_S, storeFiles } from './workout.test-data.ts';

const ride = effort({ seed: 1 });
const file = asFit(recorded(ride));
const DAY = '2026-03-01';
const RIDDEN_M = ride.channels.distance_m.at(-1)!;

function fact(more: Partial<ActivityFact> = {}): ActivityFact {
  return {
    external_id: '100',
    join: { by: 'start', start_s: START_S + 20, duration_s: 1800 },
    sport: 'ride',
    sport_as_written: 'Ride',
    name: 'Over the hill',
    note: null,
    private_note: null,
    gear: null,
    rpe: null,
    tags: [],
    media: [],
    values: { elapsed_s: 1810, moving_s: 1790, distance_m: 15_000 },
    other: {},
    suspect: [],
    ...more,
  };
}

const by_day = (values: ActivityFact['values'] = { timer_s: 1800 }): ActivityFact =>
  fact({
    join: { by: 'day', local_date: DAY, duration_s: values.timer_s ?? null, distance_m: values.distance_m ?? null },
    values,
  });

async function tell(
  home: Paceline,
  told: ActivityFact,
  source: SourceKind = 'strava_archive',
  recording: number | null = null,
) {
  const { id } = await chooseAthlete(home.store);
  const settings = await loadSettings(home.store.db, id);
  return home.store.db.transaction().execute((db) => storeFact(db, settings, source, told, recording));
}

async function activities(home: Paceline) {
  await compute(home);
  return home.store.db.selectFrom('activity').selectAll().where('is_parent', '=', 0).orderBy('start_s').execute();
}

/** File before fact and fact before file. */
async function bothWays(told: ActivityFact, check: (home: Paceline) => Promise<void>, content = file): Promise<void> {
  await inNewHome(async (home) => {
    await storeFiles(home, [['ride.fit', content]]);
    await tell(home, told);
    await check(home);
  });
  await inNewHome(async (home) => {
    expect((await tell(home, told)).alone).toBe(true);
    await compute(home);
    await storeFiles(home, [['ride.fit', content]]);
    await check(home);
  });
}

describe('a fact without its file', () => {
  it.each<[string, ActivityFact]>([
    ['by its start', fact()],
    ['by its start, without a sport', fact({ sport: null })],
    [
      'by its start, although the platform counts other seconds',
      fact({ values: { moving_s: 1500, distance_m: 15_000 } }),
    ],
    ['by its day and duration', by_day()],
    ['by its day, duration and distance', by_day({ timer_s: 1790, distance_m: RIDDEN_M + 200 })],
  ])('joins what was recorded %s, whichever came first', async (_title, told) => {
    await bothWays(told, async (home) => {
      const [activity, ...others] = await activities(home);
      expect(others).toEqual([]);
      expect(activity).toMatchObject({ name: 'Over the hill', start_s: START_S, end_s: START_S + 1799, sport: 'ride' });
      expect(JSON.parse(activity!.origins)).toMatchObject({ name: 'strava_archive' });
      expect(JSON.stringify(activity!.device_values)).toContain('moving_s' in told.values ? 'moving_s' : 'timer_s');
    });
  });

  it.each<[string, ActivityFact]>([
    ['of another sport', fact({ sport: 'run' })],
    ['at another time', fact({ join: { by: 'start', start_s: START_S + 7200, duration_s: 1800 } })],
    ['of another length on the same day', by_day({ timer_s: 3000 })],
    ['over another distance on the same day', by_day({ timer_s: 1800, distance_m: 40_000 })],
  ])('%s is an activity of its own', async (_title, told) => {
    await bothWays(told, async (home) => expect(await activities(home)).toHaveLength(2));
  });

  it('pairs two equal lines with two equal commutes, in any order', async () => {
    const there = asFit(recorded(effort({ seed: 4, start_s: START_S, duration_s: 1200 })));
    const back = asFit(recorded(effort({ seed: 5, start_s: START_S + 30_000, duration_s: 1200 })));
    const lines = ['a', 'b'].map((external_id) => ({ ...by_day({ timer_s: 1200 }), external_id }));
    const steps = [
      (home: Paceline) => storeFiles(home, [['there.fit', there]]),
      (home: Paceline) => storeFiles(home, [['back.fit', back]]),
      ...lines.map((line) => (home: Paceline) => tell(home, line, 'trainingpeaks_archive')),
    ];
    for (const order of [
      [0, 1, 2, 3],
      [2, 3, 0, 1],
      [2, 0, 3, 1],
      [3, 1, 2, 0],
    ]) {
      await inNewHome(async (home) => {
        for (const step of order) await steps[step]!(home);
        const groups = await groupsOf(home);
        expect(groups).toHaveLength(2);
        expect(groups.every((group) => group.includes('.fit + trainingpeaks_archive:'))).toBe(true);
      });
    }
  });

  it('counts hours and kilometres, marked as the source’s', async () => {
    await inNewHome(async (home) => {
      await tell(home, fact({ join: { by: 'none', local_date: DAY, start_s: START_S }, rpe: 7 }));
      const [activity] = await activities(home);
      const metric = await home.store.db.selectFrom('metric').selectAll().executeTakeFirstOrThrow();
      expect(metric).toMatchObject({ elapsed_s: 1810, moving_s: 1790, distance_m: 15_000 });
      expect(JSON.parse(activity!.warnings)).toMatchObject({ moving_s: ['from_source_summary'] });
      expect(activity).toMatchObject({ rpe: 7, has_power: 0 });
    });
  });

  it('lies on the athlete’s day, not on that of Greenwich', async () => {
    await inNewHome(async (home) => {
      const { id } = await chooseAthlete(home.store);
      await home.store.db.updateTable('athlete').set({ time_zone: 'Pacific/Auckland' }).where('id', '=', id).execute();
      const start_s = Date.parse('2026-03-01T18:00:00Z') / 1000;
      await tell(home, fact({ join: { by: 'none', local_date: '2026-03-01', start_s } }));
      await tell(home, {
        ...by_day({ timer_s: 50 }),
        external_id: 'x',
        join: { by: 'day', local_date: '2026-06-30', duration_s: 50, distance_m: null },
      });
      expect((await activities(home)).map((row) => row.local_date)).toEqual(['2026-03-02', '2026-06-30']);
    });
  });

  it('is kept when neither time nor length is known, and joined by nothing', async () => {
    await inNewHome(async (home) => {
      const told = fact({ join: { by: 'file', label: 'gone.fit', start_s: null } });
      expect(await tell(home, told)).toMatchObject({ outcome: 'unjoined', activity_id: null });
      expect(await tell(home, fact({ external_id: '2', values: {} }))).toMatchObject({ outcome: 'unjoined' });
      expect(await activities(home)).toEqual([]);
    });
  });

  it('can be separated by hand from what it was joined to', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [['ride.fit', file]]);
      const { activity_id } = await tell(home, by_day());
      const ids = await splitActivity(home.store, activity_id!);
      expect(ids).toHaveLength(2);
      expect(await tell(home, by_day())).toMatchObject({ outcome: 'unchanged', alone: true });
      await tell(home, { ...by_day(), name: 'Renamed' });
      expect((await activities(home)).map((row) => row.name).sort()).toEqual(['Morning ride', 'Renamed']);
    });
  });
});

describe('a fact told again', () => {
  it('changes nothing when it is the same', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [['ride.fit', file]]);
      await tell(home, fact());
      const before = await activities(home);
      expect(await tell(home, fact())).toMatchObject({ outcome: 'unchanged', alone: false });
      expect(await home.store.db.selectFrom('activity').selectAll().execute()).toEqual(before);
    });
  });

  it('renames, and moves when the time was corrected', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [['ride.fit', file]]);
      await tell(home, fact({ join: { by: 'start', start_s: START_S + 9000, duration_s: 1800 } }));
      expect(await activities(home)).toHaveLength(2);
      await tell(home, fact({ name: 'Corrected' }));
      const rows = await activities(home);
      expect(rows.map((row) => row.name)).toEqual(['Corrected']);
      expect(await home.store.db.selectFrom('recording').selectAll().execute()).toHaveLength(2);
    });
  });

  it('belongs to its file once that has come', async () => {
    await inNewHome(async (home) => {
      // The table is three hours off, so time alone does not join them.
      const told = fact({ join: { by: 'file', label: 'ride.fit', start_s: START_S + 10_800 } });
      await tell(home, told);
      await compute(home);
      const [stored] = await storeFiles(home, [['ride.fit', file]]);
      expect(await groupsOf(home)).toHaveLength(2);
      const joined = await tell(home, told, 'strava_archive', stored!.recording_ids[0]!);
      expect(joined).toMatchObject({ outcome: 'stored', alone: false, table_offset_s: 10_800 });
      expect((await activities(home)).map((row) => row.name)).toEqual(['Over the hill']);
      expect(await groupsOf(home)).toEqual(['ride.fit']);
    });
  });
});

describe('facts of several sources', () => {
  const names: readonly [SourceKind, string][] = [
    ['strava_archive', 'of Strava'],
    ['garmin_archive', 'of Garmin'],
    ['trainingpeaks_archive', 'of TrainingPeaks'],
  ];

  it('win by their source, not by when they came', async () => {
    for (const order of [names, [...names].reverse()]) {
      await inNewHome(async (home) => {
        for (const [source, name] of order)
          await tell(
            home,
            fact({
              name,
              rpe: source === 'garmin_archive' ? 4 : null,
              gear: source === 'strava_archive' ? null : name,
            }),
            source,
          );
        await storeFiles(home, [['ride.fit', asFit(recorded(ride, { name: 'of the file' }))]]);
        const [activity, ...others] = await activities(home);
        expect(others).toEqual([]);
        expect(activity).toMatchObject({ name: 'of Strava', rpe: 4, gear: 'of TrainingPeaks' });
        expect(JSON.parse(activity!.origins)).toMatchObject({
          name: 'strava_archive',
          rpe: 'garmin_archive',
          gear: 'trainingpeaks_archive',
        });
      });
    }
  });

  it('refine a sport, but do not change its kind', async () => {
    const outcome = (sport: ActivityFact['sport'], recorded_sport: 'ride' | 'other' = 'ride') =>
      inNewHome(async (home) => {
        const [stored] = await storeFiles(home, [['ride.fit', asFit(recorded(ride, { sport: recorded_sport }))]]);
        await tell(home, fact({ sport }), 'strava_archive', stored!.recording_ids[0]!);
        return (await activities(home))[0]!.sport;
      });
    expect(await outcome('gravel_ride')).toBe('gravel_ride');
    expect(await outcome('run')).toBe('ride');
    expect(await outcome('run', 'other')).toBe('run');
    expect(await outcome(null)).toBe('ride');
  });
});

describe('a fact about a whole event', () => {
  const swim = effort({ seed: 11, duration_s: 900 });
  const bike = effort({ seed: 13, duration_s: 1500, start_s: START_S + 1030 });
  const event = asFit(
    recorded(swim, { sport: 'open_water_swim', channels: ['heart_rate_bpm'] }),
    recorded(bike, { sport: 'ride' }),
  );
  const line = fact({
    sport: 'multisport',
    name: 'Lakeside triathlon',
    join: { by: 'start', start_s: START_S, duration_s: 2530 },
    values: { elapsed_s: 2530 },
  });

  it('names the event and is no activity beside it, whichever came first', async () => {
    await bothWays(
      line,
      async (home) => {
        const legs = await activities(home);
        expect(legs.map((leg) => leg.name)).toEqual(['Morning open water swim', 'Morning ride']);
        const parents = await home.store.db.selectFrom('activity').selectAll().where('is_parent', '=', 1).execute();
        expect(parents.map((row) => row.name)).toEqual(['Lakeside triathlon']);
        expect(await tell(home, line)).toMatchObject({ outcome: 'unchanged', alone: false });
        await tell(home, { ...line, name: 'Renamed' });
        const renamed = await home.store.db.selectFrom('activity').select('name').where('is_parent', '=', 1).execute();
        expect(renamed).toEqual([{ name: 'Renamed' }]);
      },
      event,
    );
  });
});
