import { describe, expect, it } from 'vitest';
import { Failure } from '../core/failure.ts';
import { changeAthlete, setThresholds } from './athlete-settings.ts';
import { openPaceline, type Paceline } from './open.ts';
import { countStale, recomputeInBackground, recomputeStale } from './recompute.ts';
import { splitActivity, switchRepair } from './rejoin.ts';
import { markOutdated } from './stale.ts';
import type { WorkerPool } from './worker-pool.ts';
import {
  asFit,
  compute,
  effort,
  inNewHome,
  newHome,
  ON_THIS_THREAD,
  recorded,
  START_S,
  storeFiles,
} from './workout.test-data.ts';

const DAY_S = 86_400;
const ride = (day: number, seed = day + 1) =>
  asFit(recorded(effort({ seed, start_s: START_S + day * DAY_S, duration_s: 1500 }), { serial: `${seed}` }));
const run = (day: number) =>
  asFit(recorded(effort({ seed: 99, start_s: START_S + day * DAY_S + 20_000, duration_s: 1500 }), { sport: 'run' }));

/** Rides on the 1st, 2nd and 3rd of March, a run on the 2nd; all computed. */
async function withFour(use: (home: Paceline) => Promise<void>): Promise<void> {
  await inNewHome(async (home) => {
    await storeFiles(home, [
      ['0.fit', ride(0)],
      ['1.fit', ride(1)],
      ['2.fit', ride(2)],
      ['run.fit', run(1)],
    ]);
    await compute(home);
    await use(home);
  });
}

const ftp = (value: number, family: 'ride' | null = 'ride') => ({ kind: 'ftp_w', family, value }) as const;

async function staleOf({ store }: Paceline): Promise<string[]> {
  const rows = await store.db
    .selectFrom('activity')
    .select(['family', 'local_date'])
    .where('stale', '=', 1)
    .orderBy('local_date')
    .execute();
  return rows.map((row) => `${row.family} ${row.local_date.slice(8)}`);
}

const COMPUTED = ['metric', 'lap', 'effort', 'zone_time', 'curve', 'repair'] as const;

async function rowsOf({ store }: Paceline, activity_id: number): Promise<number> {
  let count = 0;
  for (const table of COMPUTED)
    count += (await store.db.selectFrom(table).select('activity_id').where('activity_id', '=', activity_id).execute())
      .length;
  return count;
}

describe('a changed threshold', () => {
  it('makes stale exactly what depends on it', async () => {
    await withFour(async (home) => {
      expect(await setThresholds(home, 1, [ftp(250)], '2026-03-02')).toBe(2);
      expect(await staleOf(home)).toEqual(['ride 02', 'ride 03']);
      await compute(home);
      expect(await setThresholds(home, 1, [ftp(260)], '2026-03-03')).toBe(1);
      expect(await staleOf(home)).toEqual(['ride 03']);
      await compute(home);
      expect(await setThresholds(home, 1, [ftp(260)], '2026-03-03')).toBe(0);
      expect(await setThresholds(home, 1, [{ kind: 'weight_kg', family: null, value: 70 }], '2026-03-02')).toBe(3);
      await compute(home);
      expect(await changeAthlete(home, 1, { name: 'Someone', units: 'imperial' })).toBe(0);
      expect(await changeAthlete(home, 1, { sex: 'female' })).toBe(4);
      await compute(home);
      const rows = await home.store.db
        .selectFrom('activity as a')
        .innerJoin('metric as m', 'm.activity_id', 'a.id')
        .select(['a.local_date', 'm.tss', 'a.thresholds_used'])
        .where('a.family', '=', 'ride')
        .orderBy('a.local_date')
        .execute();
      expect(rows.map((row) => row.tss !== null)).toEqual([false, true, true]);
      expect(rows.map((row) => JSON.parse(row.thresholds_used).ftp_w)).toEqual([
        undefined,
        [250, '2026-03-02', 'athlete'],
        [260, '2026-03-03', 'athlete'],
      ]);
    });
  });

  it('counts when only its date or origin changes, because both are told', async () => {
    await withFour(async (home) => {
      await setThresholds(home, 1, [ftp(250)], '2026-03-01');
      await compute(home);
      expect(await setThresholds(home, 1, [ftp(250)], '2026-03-02')).toBe(2);
      expect(await staleOf(home)).toEqual(['ride 02', 'ride 03']);
    });
  });

  it('is refused when it makes no sense', async () => {
    await withFour(async (home) => {
      await expect(setThresholds(home, 1, [ftp(2500)], '2026-03-01')).rejects.toBeInstanceOf(Failure);
      await expect(setThresholds(home, 1, [ftp(250)], '2026-02-30')).rejects.toBeInstanceOf(Failure);
      await expect(changeAthlete(home, 1, { time_zone: 'Mars/Olympus' })).rejects.toBeInstanceOf(Failure);
      expect(await staleOf(home)).toEqual([]);
    });
  });

  it('of another process is seen by one that is computing', async () => {
    const home = newHome();
    const [a, b] = [await openPaceline(home), await openPaceline(home)];
    await storeFiles(a, [['0.fit', ride(0)]]);
    let meddled = false;
    const slow: WorkerPool = {
      ...ON_THIS_THREAD,
      async run<T>(task: Parameters<WorkerPool['run']>[0]): Promise<T> {
        const result = await ON_THIS_THREAD.run<T>(task);
        if (!meddled) await setThresholds(b, 1, [ftp(250)], '2026-01-01');
        meddled = true;
        return result;
      },
    };
    await recomputeStale(a, slow);
    expect(await countStale(a.store.db)).toBe(1);
    await recomputeStale(b, slow);
    const row = await a.store.db.selectFrom('activity').select('thresholds_used').executeTakeFirstOrThrow();
    expect(JSON.parse(row.thresholds_used).ftp_w).toEqual([250, '2026-01-01', 'athlete']);
    await a.store.close();
    await b.store.close();
  });
});

describe('a stale activity', () => {
  it('has no values, laps, efforts, curves or zones left, nor a month with it', async () => {
    await withFour(async (home) => {
      const { db } = home.store;
      await db
        .insertInto('curve_month')
        .values({ athlete_id: 1, family: 'ride', indoor: 0, kind: 'power_w', month: '2026-03', data: Uint8Array.of(1) })
        .execute();
      expect(await rowsOf(home, 1)).toBeGreaterThan(10);
      await switchRepair(home.store, 1, 'power-spikes', false);
      expect(await staleOf(home)).toEqual(['ride 01']);
      expect(await rowsOf(home, 1)).toBe(0);
      expect(await db.selectFrom('curve_month').select('month').execute()).toEqual([]);
      await compute(home);
      expect(await rowsOf(home, 1)).toBeGreaterThan(10);
      const { repairs_off } = await db
        .selectFrom('activity')
        .select('repairs_off')
        .where('id', '=', 1)
        .executeTakeFirstOrThrow();
      expect(repairs_off).toBe('["power-spikes"]');
    });
  });

  it.each(['joined', 'split'])('results when a recording is %s, and keeps nothing of before', async (how) => {
    await inNewHome(async (home) => {
      const again = asFit(
        recorded(effort({ seed: 1, start_s: START_S, duration_s: 1500 }), { serial: '77', noise: 0.02 }),
      );
      await storeFiles(home, [['0.fit', ride(0)]]);
      if (how === 'split') await storeFiles(home, [['again.fit', again]]);
      await compute(home);
      await home.store.db
        .insertInto('curve_month')
        .values({ athlete_id: 1, family: 'ride', indoor: 0, kind: 'power_w', month: '2026-03', data: Uint8Array.of(1) })
        .execute();
      if (how === 'split') await splitActivity(home.store, 1);
      else await storeFiles(home, [['again.fit', again]]);
      expect(await countStale(home.store.db)).toBe(how === 'split' ? 2 : 1);
      expect(await rowsOf(home, 1)).toBe(0);
      expect(await home.store.db.selectFrom('curve_month').select('month').execute()).toEqual([]);
    });
  });

  it('stays so when it changes while it is computed', async () => {
    await withFour(async (home) => {
      await switchRepair(home.store, 1, 'power-spikes', false);
      let meddled = false;
      await recomputeStale(home, {
        ...ON_THIS_THREAD,
        async run<T>(task: Parameters<WorkerPool['run']>[0]): Promise<T> {
          if (!meddled) await switchRepair(home.store, 1, 'power-spikes', true);
          meddled = true;
          return ON_THIS_THREAD.run<T>(task);
        },
      });
      expect(await staleOf(home)).toEqual(['ride 01']);
    });
  });

  it('that cannot be computed says why, and does not stop the others', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['0.fit', ride(0)],
        ['1.fit', ride(1)],
      ]);
      const failing: WorkerPool = {
        ...ON_THIS_THREAD,
        async run<T>(task: Parameters<WorkerPool['run']>[0]): Promise<T> {
          if (task.kind === 'compute' && task.activity.parts[0]!.id === 1)
            throw new Failure('worker_stopped', 'took too long');
          return ON_THIS_THREAD.run<T>(task);
        },
      };
      expect(await recomputeStale(home, failing)).toBe(2);
      expect(await countStale(home.store.db)).toBe(0);
      const rows = await home.store.db.selectFrom('activity').select(['warnings', 'absent']).orderBy('id').execute();
      expect(rows[0]!.warnings).toContain('could not be computed: took too long');
      expect(JSON.parse(rows[0]!.absent).distance_m).toBe('insufficient_data');
      expect(rows[1]!.warnings).not.toContain('could not be computed');
      // It is tried again at the next import, not by every command.
      await home.store.db.transaction().execute((db) => markOutdated(db, 1, home.versions));
      expect(await countStale(home.store.db)).toBe(1);
      await compute(home);
      expect(await rowsOf(home, 1)).toBeGreaterThan(10);
    });
  });
});

describe('recomputing in the background', () => {
  it('uses threads, and ends soon when told to', async () => {
    await inNewHome(async (home) => {
      await storeFiles(
        home,
        Array.from({ length: 12 }, (_, i) => [`${i}.fit`, ride(i)] as const),
      );
      const abort = new AbortController();
      const running = recomputeInBackground(home, {
        signal: abort.signal,
        onProgress: (done) => done >= 2 && abort.abort(),
      });
      await expect(running).rejects.toThrow('abort');
      const left = await countStale(home.store.db);
      expect(left).toBeGreaterThan(0);
      expect(await recomputeInBackground(home)).toBe(left);
      expect(await countStale(home.store.db)).toBe(0);
      expect(await recomputeInBackground(home)).toBe(0);
    });
  });

  it('in two processes at once computes everything once and loses nothing', async () => {
    const home = newHome();
    const [a, b] = [await openPaceline(home), await openPaceline(home)];
    await storeFiles(
      a,
      Array.from({ length: 8 }, (_, i) => [`${i}.fit`, ride(i)] as const),
    );
    await Promise.all([recomputeInBackground(a), recomputeInBackground(b)]);
    expect(await countStale(a.store.db)).toBe(0);
    expect(await a.store.db.selectFrom('metric').select('activity_id').execute()).toHaveLength(8);
    await a.store.close();
    await b.store.close();
  });
});

describe('a changed definition', () => {
  it('makes everything stale when the home is opened next', async () => {
    const home = newHome();
    const before = await openPaceline(home);
    await storeFiles(before, [['0.fit', ride(0)]]);
    await compute(before);
    await before.store.db.updateTable('activity').set({ fingerprint: 'of an older version' }).execute();
    await before.store.db.updateTable('setting').set({ value: 'old' }).where('key', '=', 'versions').execute();
    await before.store.close();
    const after = await openPaceline(home);
    expect(await countStale(after.store.db)).toBe(1);
    await after.store.close();
  });
});
