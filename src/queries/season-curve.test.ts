import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addDays, dateOfDay, dayNumber } from '../core/time.ts';
import { storedDurations } from '../metrics/mean-maximal.ts';
import type { Period } from './period.ts';
import { curveAt, seasonCurve, splitMonths } from './season-curve.ts';
import { type SeedActivity, type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(options: Parameters<typeof seed>[0] = {}): Promise<Seeded> {
  const context = await seed(options);
  open.push(context);
  return context;
}

/** A curve that falls with duration, `watts` at one second. */
function curve(watts: number, length_s: number) {
  const durations_s = storedDurations(length_s);
  return {
    durations_s,
    values: durations_s.map((d) => Math.round(watts / (1 + Math.log(d) / 10))),
    start_s: durations_s.map(() => 7),
  };
}

const RIDE = { family: 'ride', sport: null } as const;
const ALL = { after: null, before: null };

const ask = (context: Seeded, more: Partial<Parameters<typeof seasonCurve>[1]> = {}) =>
  seasonCurve(context, { kind: 'power_w', sport: RIDE, indoor: null, ...ALL, ...more });

describe('season curve', () => {
  it('is the pointwise best of every period, from the cache as from the activities', async () => {
    const context = await fresh({ today: '2026-06-15' });
    const first = dayNumber('2025-11-01');
    const rides = Array.from({ length: 60 }, (_, i) => ({
      local_date: dateOfDay(first + Math.floor(i * 3.7)),
      watts: 500 + ((i * 7919) % 400),
      length_s: 200 + ((i * 104_729) % 5000),
      sport: i % 3 === 0 ? ('virtual_ride' as const) : ('ride' as const),
    }));
    const ids = await context.add(
      rides.map(
        (r): SeedActivity => ({
          local_date: r.local_date,
          sport: r.sport,
          curves: { power_w: curve(r.watts, r.length_s) },
        }),
      ),
    );
    const expected = (period: Period, indoor: boolean | null, duration_s: number) => {
      let best: { value: number; id: number } | null = null;
      for (const [i, ride] of rides.entries()) {
        if (period.after !== null && ride.local_date < period.after) continue;
        if (period.before !== null && ride.local_date > period.before) continue;
        if (indoor !== null && indoor !== (ride.sport === 'virtual_ride')) continue;
        const own = curve(ride.watts, ride.length_s);
        const at = own.durations_s.indexOf(duration_s);
        if (at >= 0 && (!best || own.values[at]! > best.value)) best = { value: own.values[at]!, id: ids[i]! };
      }
      return best;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -5, max: 240 }),
        fc.integer({ min: 0, max: 240 }),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(null, true, false),
        async (start, length, open_start, open_end, indoor) => {
          const period = {
            after: open_start ? null : dateOfDay(first + start),
            before: open_end ? null : dateOfDay(first + start + length),
          };
          const found = await ask(context, { ...period, indoor });
          for (const duration_s of [1, 30, 200, 300, 1200, 3600]) {
            const best = expected(period, indoor, duration_s);
            const point = found && curveAt(found, duration_s);
            expect(point?.value ?? null).toBe(best?.value ?? null);
            // Equal values: any of their holders will do, and the first to be merged is kept.
            if (best && point)
              expect(rides[ids.indexOf(point.activity_id)]!.watts).toBe(rides[ids.indexOf(best.id)]!.watts);
          }
        },
      ),
      { numRuns: 60 },
    );
    const { count } = await context.store.db
      .selectFrom('curve_month')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBeGreaterThan(8);
  });

  it('keeps the full length of the longest activity only', async () => {
    const context = await fresh();
    await context.add([
      { local_date: '2026-01-02', curves: { power_w: curve(300, 101) } },
      { local_date: '2026-02-02', curves: { power_w: curve(200, 203) } },
    ]);
    const found = (await ask(context))!;
    expect([...found.durations_s].slice(-2)).toEqual([200, 203]);
    expect([...found.durations_s]).not.toContain(101);
  });

  it('divides by the weight of the day and leaves out days without one', async () => {
    const context = await fresh({
      thresholds: [
        { kind: 'weight_kg', value: 80, valid_from: '2026-02-01' },
        { kind: 'weight_kg', value: 60, valid_from: '2026-03-01' },
      ],
    });
    const [, heavy, light] = await context.add([
      { local_date: '2026-01-15', curves: { power_w: curve(900, 100) } },
      { local_date: '2026-02-15', curves: { power_w: curve(400, 100) } },
      { local_date: '2026-03-15', curves: { power_w: curve(330, 100) } },
    ]);
    const found = (await ask(context, { kind: 'power_wpkg' }))!;
    expect(curveAt(found, 1)).toMatchObject({ value: 5.5, activity_id: light });
    expect(curveAt((await ask(context, { kind: 'power_wpkg', before: '2026-02-28' }))!, 1)).toMatchObject({
      value: 5,
      activity_id: heavy,
    });
    expect(await ask(context, { kind: 'power_wpkg', before: '2026-01-31' })).toBeNull();
  });

  it('takes no curve from recordings with a sign of bad data, from stale ones or from other sports', async () => {
    const context = await fresh();
    const [good] = await context.add([
      { local_date: '2026-01-02', curves: { power_w: curve(300, 100), heart_rate_bpm: curve(180, 100) } },
      { local_date: '2026-01-03', curves: { power_w: curve(900, 100) }, warnings: { signs: ['stuck_power'] } },
      { local_date: '2026-01-04', curves: { heart_rate_bpm: curve(230, 100) }, warnings: { signs: ['cadence_lock'] } },
      { local_date: '2026-01-05', curves: { power_w: curve(950, 100) }, stale: true },
      { local_date: '2026-01-06', curves: { power_w: curve(990, 100) }, sport: 'run' },
    ]);
    expect(curveAt((await ask(context))!, 1)).toMatchObject({ value: 300, activity_id: good });
    expect(curveAt((await ask(context, { kind: 'heart_rate_bpm' }))!, 1)!.value).toBe(180);
    expect(await ask(context, { sport: { family: 'ride', sport: 'gravel_ride' } })).toBeNull();
    expect(curveAt((await ask(context, { sport: { family: 'run', sport: 'run' } }))!, 1)!.value).toBe(990);
  });

  it('leaves out speeds nobody reaches', async () => {
    const context = await fresh();
    const jump = { durations_s: [1, 2, 3], values: [30, 13, 5], start_s: [0, 0, 0] };
    await context.add([{ local_date: '2026-01-02', sport: 'run', curves: { speed_mps: jump } }]);
    const found = (await ask(context, { kind: 'speed_mps', sport: { family: 'run', sport: null } }))!;
    expect([...found.durations_s]).toEqual([3]);
    await context.add([{ local_date: '2026-02-02', sport: 'ride', curves: { speed_mps: jump } }]);
    expect(curveAt((await ask(context, { kind: 'speed_mps' }))!, 1)!.value).toBe(30);
  });

  it('sees a new activity once its month is dropped from the cache', async () => {
    const context = await fresh();
    await context.add([{ local_date: '2026-01-02', curves: { power_w: curve(300, 100) } }]);
    expect(curveAt((await ask(context))!, 1)!.value).toBe(300);
    await context.add([{ local_date: '2026-01-20', curves: { power_w: curve(400, 100) } }]);
    await context.store.db.deleteFrom('curve_month').where('month', '=', '2026-01').execute();
    expect(curveAt((await ask(context))!, 1)!.value).toBe(400);
  });

  it('splits any period into whole months and rest without gap or overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 18_000, max: 20_400 }), fc.integer({ min: 0, max: 500 }), (start, length) => {
        const period = { after: dateOfDay(start), before: dateOfDay(start + length) };
        const { whole, rest } = splitMonths(period, '2040-01-01');
        const days = new Set<string>();
        const add = (from: string, to: string) => {
          for (let d = from; d <= to; d = addDays(d, 1)) {
            expect(days.has(d)).toBe(false);
            days.add(d);
          }
        };
        for (const part of rest) add(part.after!, part.before!);
        if (whole) add(`${whole.first}-01`, addDays(`${addDays(`${whole.last}-28`, 4).slice(0, 7)}-01`, -1));
        expect(days.size).toBe(length + 1);
        expect([...days].sort()[0]).toBe(period.after);
      }),
    );
  });

  it('interpolates the work between stored durations, never the power', () => {
    const found = {
      durations_s: Float64Array.of(60, 120),
      values: Float64Array.of(400, 300),
      start_s: Float64Array.of(0, 5),
      activity_ids: Float64Array.of(1, 2),
    };
    expect(curveAt(found, 90)).toEqual({ value: (400 * 60 + 300 * 120) / 2 / 90, activity_id: 2, start_s: 5 });
    expect(curveAt(found, 59)).toBeNull();
    expect(curveAt(found, 121)).toBeNull();
  });
});
