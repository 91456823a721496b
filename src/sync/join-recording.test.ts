import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Paceline } from './open.ts';
import { mergeActivities, splitActivity, switchRepair } from './rejoin.ts';
import {
  ALL,
  asFit,
  asGpx,
  asTcx,
  compute,
  effort,
  groupsOf,
  inNewHome,
  PLACE,
  recorded,
  START_S,
  storeFiles,
  type View,
} from './workout.test-data.ts';

const HEART = ['heart_rate_bpm'] as const;
const ride = effort({ seed: 1 });
const friend = effort({ seed: 2, along: ride });
const later = effort({ seed: 3, start_s: START_S + 3600 });

/** What becomes of two recordings, in both orders. */
async function pair(a: Uint8Array | string, b: Uint8Array | string, ends = ['fit', 'fit']): Promise<number> {
  const files = [
    [`a.${ends[0]}`, a],
    [`b.${ends[1]}`, b],
  ] as const;
  const forward = await inNewHome(async (home) => {
    await storeFiles(home, files);
    return groupsOf(home);
  });
  const backward = await inNewHome(async (home) => {
    await storeFiles(home, [...files].reverse());
    return groupsOf(home);
  });
  expect(backward).toEqual(forward);
  return forward.length;
}

const one = (view?: View) => asFit(recorded(ride, { serial: '7', ...view }));

describe('one workout', () => {
  const base = asFit(recorded(ride));
  it.each<[string, Uint8Array]>([
    ['with clocks 37 s apart', one({ clock_s: 37, noise: 0.04 })],
    ['with clocks 110 s apart the other way', one({ clock_s: -110, noise: 0.04 })],
    ['sampled every 5 s', one({ every_s: 5 })],
    ['with only the heart in common', one({ channels: HEART, clock_s: 3 })],
    ['with only the place in common', one({ channels: PLACE, clock_s: 3 })],
    ['started 10 minutes late', one({ from_s: 600 })],
    ['ended after 5 minutes', one({ to_s: 300 })],
    [
      'of a virtual ride, whose place is another',
      one({ sport: 'virtual_ride', channels: ['power_w', 'heart_rate_bpm'] }),
    ],
    ['by a file that does not name the sport', one({ sport: 'other' })],
  ])('%s', async (_title, other) => {
    expect(await pair(base, other)).toBe(1);
  });

  it('in FIT, TCX and GPX', async () => {
    const recording = recorded(ride);
    expect(await pair(base, asTcx(recording), ['fit', 'tcx'])).toBe(1);
    expect(await pair(asTcx(recording), asGpx(recording), ['tcx', 'gpx'])).toBe(1);
    expect(await pair(base, asGpx(recorded(ride, { channels: PLACE })), ['fit', 'gpx'])).toBe(1);
  });

  it('without a channel in common, at the same time', async () => {
    const watch = asFit(recorded(ride, { channels: HEART }));
    expect(await pair(watch, one({ channels: PLACE, from_s: 40 }))).toBe(1);
    expect(await pair(watch, one({ channels: PLACE, from_s: 700 }))).toBe(2);
  });

  it('of a device that died and was restarted, beside one that lasted', async () => {
    const first = one({ to_s: 700 });
    const second = one({ from_s: 760 });
    expect(await pair(first, second)).toBe(2);
    await inNewHome(async (home) => {
      const files = [
        ['first.fit', first],
        ['second.fit', second],
        ['whole.fit', asFit(recorded(ride))],
      ] as const;
      const stored = await storeFiles(home, files);
      expect(await groupsOf(home)).toEqual(['first.fit + second.fit + whole.fit']);
      expect(stored.map((s) => s.outcome)).toEqual(['added', 'added', 'merged']);
      await compute(home);
      const distance = await home.store.db.selectFrom('metric').select('distance_m').executeTakeFirstOrThrow();
      expect(distance.distance_m).toBeCloseTo(ride.channels.distance_m.at(-1)! - ride.channels.distance_m[0]!, -1);
    });
  });
});

describe('a clock that is hours off', () => {
  const clock_s = 7200;
  it('is seen through when the file is a copy, sample by sample', async () => {
    const copy = asGpx(recorded(ride, { clock_s, channels: ['heart_rate_bpm', ...PLACE] }));
    expect(await pair(asFit(recorded(ride)), copy, ['fit', 'gpx'])).toBe(1);
    expect(await pair(asFit(recorded(ride)), one({ clock_s: -19 * 1800 }))).toBe(1);
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['a.fit', asFit(recorded(ride))],
        ['b.gpx', copy],
      ]);
      await compute(home);
      const row = await home.store.db.selectFrom('activity').selectAll().executeTakeFirstOrThrow();
      expect([row.start_s, row.end_s]).toEqual([START_S, START_S + 1799]);
    });
  });

  it.each<[string, View]>([
    ['another sensor', { clock_s, noise: 0.05 }],
    ['an odd difference', { clock_s: clock_s + 400 }],
    ['another length', { clock_s, to_s: 1700 }],
    ['nothing of the body', { clock_s, channels: ['speed_mps'] }],
  ])('is not assumed with %s', async (_title, view) => {
    expect(await pair(asFit(recorded(ride)), one(view))).toBe(2);
  });

  it('is not assumed of the same session done twice', async () => {
    const again = effort({ seed: 40, start_s: START_S + 7200 });
    again.channels.power_w.set(ride.channels.power_w);
    again.channels.cadence_rpm.set(ride.channels.cadence_rpm);
    const indoor = { sport: 'indoor_ride', channels: ['power_w', 'cadence_rpm', 'heart_rate_bpm'] } as const;
    expect(await pair(asFit(recorded(ride, indoor)), asFit(recorded(again, indoor)))).toBe(2);
  });
});

describe('different workouts', () => {
  const base = asFit(recorded(ride));
  it.each<[string, Uint8Array]>([
    ['another person on the same ride', asFit(recorded(friend, { serial: '7' }))],
    ['another person on the same ride, clocks apart', asFit(recorded(friend, { serial: '7', clock_s: 20 }))],
    ['a run at the same time', one({ sport: 'run' })],
    ['somewhere else at the same time', asFit(recorded(effort({ seed: 9 }), { channels: PLACE, serial: '7' }))],
    ['half an hour later', asFit(recorded(effort({ seed: 31, start_s: START_S + 1800 }), { serial: '7' }))],
  ])('%s', async (_title, other) => {
    expect(await pair(base, other)).toBe(2);
  });

  it('a commute inside a day that was logged as a whole', async () => {
    const day = effort({ seed: 5, duration_s: 30_000 });
    const log = asGpx(recorded(day, { sport: 'other', channels: PLACE, every_s: 10 }));
    const commute = asFit(recorded(day, { from_s: 12_000, to_s: 13_500 }));
    expect(await pair(log, commute, ['gpx', 'fit'])).toBe(2);
    const left_on = asFit(recorded(day, { every_s: 10 }));
    expect(await pair(left_on, commute)).toBe(2);
  });

  it('never joins a ride and a run through a file that names no sport', async () => {
    const unnamed = asGpx(recorded(ride, { sport: 'other', channels: PLACE }));
    const files = [
      ['ride.fit', one()],
      ['run.fit', asFit(recorded(ride, { sport: 'run', channels: PLACE }))],
      ['unnamed.gpx', unnamed],
    ] as const;
    await everyOrder(files, (groups) => {
      expect(groups).toHaveLength(2);
      expect(groups.filter((group) => group.includes('ride') && group.includes('run'))).toEqual([]);
    });
  });

  it('never joins two people through a third recording of the place', async () => {
    const files = [
      ['me.fit', one()],
      ['friend.fit', asFit(recorded(friend, { serial: '8' }))],
      ['place.gpx', asGpx(recorded(ride, { channels: PLACE }))],
    ] as const;
    await everyOrder(files, (groups) => expect(groups).toHaveLength(2));
  });
});

type Named = readonly (readonly [string, Uint8Array | string])[];

async function everyOrder(files: Named, check: (groups: string[]) => void): Promise<void> {
  const orders = permutations(files);
  const found: string[][] = [];
  for (const order of orders) {
    found.push(
      await inNewHome(async (home) => {
        await storeFiles(home, order);
        return groupsOf(home);
      }),
    );
  }
  for (const groups of found) expect(groups).toEqual(found[0]);
  check(found[0]!);
}

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((item, i) => permutations(all.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

// A swim, a way and a ride, as one watch wrote them into one file.
const swim = effort({ seed: 11, duration_s: 900 });
const change = effort({ seed: 12, duration_s: 120, start_s: START_S + 905 });
const bike = effort({ seed: 13, duration_s: 1500, start_s: START_S + 1030 });
const legs = (serial: string, noise = 0) => [
  recorded(swim, { sport: 'open_water_swim', channels: HEART, serial, noise }),
  recorded(change, { sport: 'transition', channels: HEART, serial, noise }),
  recorded(bike, { channels: ['heart_rate_bpm', ...PLACE], serial, noise }),
];
const event = asFit(...legs('1'));
const same_event = asFit(...legs('2', 0.02));
const computer = asFit(recorded(bike, { serial: '3', clock_s: 12 }));

describe('multisport events', () => {
  it('become legs and one parent', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [['event.fit', event]]);
      await compute(home);
      const rows = await home.store.db.selectFrom('activity').selectAll().orderBy('start_s').orderBy('id').execute();
      const parent = rows.find((row) => row.is_parent === 1)!;
      expect(rows.filter((row) => row.parent_id === parent.id).map((row) => row.sport)).toEqual([
        'open_water_swim',
        'transition',
        'ride',
      ]);
      expect(parent).toMatchObject({ sport: 'multisport', start_s: START_S, end_s: START_S + 1030 + 1499, stale: 0 });
      expect(parent.name).toBe('Multisport: open water swim, ride');
    });
  });

  it('have one parent when a second file tells of the same event, and a leg takes in what else recorded it', async () => {
    const files = [
      ['event.fit', event],
      ['again.fit', same_event],
      ['computer.fit', computer],
    ] as const;
    await everyOrder(files, (groups) => {
      const name = 'Multisport: open water swim, ride';
      expect(groups).toEqual([
        `again.fit + event.fit in ${name}`,
        `again.fit#1 + event.fit#1 in ${name}`,
        `again.fit#2 + computer.fit + event.fit#2 in ${name}`,
      ]);
    });
    await inNewHome(async (home) => {
      await storeFiles(home, files);
      const parents = await home.store.db.selectFrom('activity').select('id').where('is_parent', '=', 1).execute();
      expect(parents).toHaveLength(1);
    });
  });

  it('take in legs that only the second file has', async () => {
    const two = asFit(legs('1')[0]!, legs('1')[2]!);
    await everyOrder(
      [
        ['two.fit', two],
        ['three.fit', same_event],
      ],
      (groups) => {
        expect(groups).toHaveLength(3);
        expect(groups.every((group) => group.endsWith('in Multisport: open water swim, ride'))).toBe(true);
      },
    );
  });

  it('keep out a device that ran through the whole event', async () => {
    const heart = new Float64Array(2530);
    heart.set(swim.channels.heart_rate_bpm);
    heart.fill(120, 900, 905);
    heart.set(change.channels.heart_rate_bpm, 905);
    heart.fill(120, 1025, 1030);
    heart.set(bike.channels.heart_rate_bpm, 1030);
    const strap = recorded(
      { ...swim, duration_s: 2530, channels: { ...swim.channels, heart_rate_bpm: heart } },
      {
        sport: 'other',
        channels: HEART,
      },
    );
    await everyOrder(
      [
        ['event.fit', event],
        ['strap.fit', asFit(strap)],
      ],
      (groups) => expect(groups).toHaveLength(4),
    );
  });

  it('survive splitting and merging by hand', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['event.fit', event],
        ['computer.fit', computer],
      ]);
      const before = await groupsOf(home);
      const leg = await activityOf(home, 'computer.fit');
      const parts = await splitActivity(home.store, leg);
      expect(await groupsOf(home)).toContain('computer.fit');
      expect((await groupsOf(home)).filter((group) => group.includes('Multisport'))).toHaveLength(3);
      await storeFiles(home, [['again.fit', same_event]]);
      expect(await groupsOf(home)).toHaveLength(4);
      await mergeActivities(home.store, parts);
      expect(await groupsOf(home)).toEqual(
        before
          .map((group) => group.replace(/event\.fit/, 'event.fit'))
          .map((group) =>
            group.startsWith('computer')
              ? group.replace('computer.fit', 'again.fit#2 + computer.fit')
              : group.replace(/^event\.fit(#\d)?/, 'again.fit$1 + event.fit$1'),
          )
          .sort(),
      );
    });
  });
});

async function activityOf({ store }: Paceline, label: string, place = 0): Promise<number> {
  const row = await store.db
    .selectFrom('file as f')
    .innerJoin('recording as r', 'r.hash', 'f.hash')
    .innerJoin('activity_recording as ar', 'ar.recording_id', 'r.id')
    .select('ar.activity_id')
    .where('f.label', '=', label)
    .where('r.place_in_file', '=', place)
    .executeTakeFirstOrThrow();
  return row.activity_id;
}

describe('decisions by hand', () => {
  const a = asFit(recorded(ride));
  const b = one({ clock_s: 9, noise: 0.02 });
  const c = asFit(recorded(ride, { serial: '9', channels: PLACE }));

  it('split what was joined, and outlive everything that is imported later', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['a.fit', a],
        ['b.fit', b],
      ]);
      await compute(home);
      const [first, second] = await splitActivity(home.store, await activityOf(home, 'a.fit'));
      expect(first).toBe(await activityOf(home, 'a.fit'));
      expect(second).toBe(await activityOf(home, 'b.fit'));
      const again = await storeFiles(home, [
        ['b.fit', b],
        ['c.fit', c],
      ]);
      expect(again[0]!.outcome).toBe('skipped');
      const groups = await groupsOf(home);
      expect(groups).toHaveLength(2);
      expect(groups.some((group) => group.includes('a.fit') && group.includes('b.fit'))).toBe(false);
      const rows = await home.store.db.selectFrom('activity_recording').select('joined_by').execute();
      expect(rows.map((row) => row.joined_by)).toContain('hand');
    });
  });

  it('merge what was not joined, also when a piece comes later', async () => {
    await inNewHome(async (home) => {
      const [first, second] = [one({ to_s: 700 }), one({ from_s: 760 })];
      await storeFiles(home, [
        ['1.fit', first],
        ['2.fit', second],
        ['later.fit', asFit(recorded(later))],
      ]);
      await compute(home);
      const ids = [await activityOf(home, '1.fit'), await activityOf(home, '2.fit')];
      expect(await mergeActivities(home.store, ids)).toBe(ids[0]);
      expect(await groupsOf(home)).toEqual(['1.fit + 2.fit', 'later.fit']);
      await storeFiles(home, [['watch.fit', asFit(recorded(ride, { serial: '4', channels: HEART, to_s: 700 }))]]);
      expect(await groupsOf(home)).toEqual(['1.fit + 2.fit + watch.fit', 'later.fit']);
      await compute(home);
      const row = await home.store.db
        .selectFrom('activity')
        .selectAll()
        .where('id', '=', ids[0]!)
        .executeTakeFirstOrThrow();
      expect([row.start_s, row.end_s, row.stale]).toEqual([START_S, START_S + 1799, 0]);
      const parts = await splitActivity(home.store, ids[0]!);
      expect(parts).toHaveLength(3);
    });
  });

  it('keep a repair switched off when activities are united', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['1.fit', one({ to_s: 700 })],
        ['2.fit', one({ from_s: 760 })],
      ]);
      await switchRepair(home.store, await activityOf(home, '2.fit'), 'power-spikes', false);
      await storeFiles(home, [['whole.fit', asFit(recorded(ride))]]);
      const rows = await home.store.db.selectFrom('activity').select('repairs_off').execute();
      expect(rows).toEqual([{ repairs_off: '["power-spikes"]' }]);
    });
  });

  it('refuse what makes no sense', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['event.fit', event],
        ['a.fit', asFit(recorded(later))],
      ]);
      const id = await activityOf(home, 'a.fit');
      await expect(splitActivity(home.store, id)).rejects.toThrow('only one recording');
      await expect(mergeActivities(home.store, [id])).rejects.toThrow('Two or more');
      await expect(mergeActivities(home.store, [id, 4711])).rejects.toThrow('Two or more');
      const { id: parent } = await home.store.db
        .selectFrom('activity')
        .select('id')
        .where('is_parent', '=', 1)
        .executeTakeFirstOrThrow();
      await expect(mergeActivities(home.store, [id, parent])).rejects.toThrow('multisport event cannot be merged');
    });
  });
});

describe('clock differences', () => {
  it('add up along a chain of recordings that only meet in pairs', async () => {
    await inNewHome(async (home) => {
      await storeFiles(home, [
        ['a.fit', one({ to_s: 1000, channels: ['power_w'] })],
        ['b.fit', asFit(recorded(ride, { serial: '8', clock_s: 20 }))],
        ['c.fit', asFit(recorded(ride, { serial: '9', clock_s: 50, channels: HEART }))],
      ]);
      const rows = await home.store.db
        .selectFrom('activity_recording')
        .select('evidence')
        .orderBy('recording_id')
        .execute();
      const offsets = rows.map(({ evidence }) => (evidence === null ? 0 : JSON.parse(evidence).clock_offset_s));
      expect(offsets).toEqual([0, -20, -50]);
    });
  });
});

describe('the order of import', () => {
  it('makes no difference to what belongs together, nor to any value', async () => {
    const files: [string, Uint8Array | string][] = [
      ['event.fit', event],
      ['again.fit', same_event],
      ['computer.fit', computer],
      [
        'friend.fit',
        asFit(recorded(effort({ seed: 21, along: bike, start_s: bike.start_s, duration_s: 1500 }), { serial: '5' })),
      ],
      ['track.gpx', asGpx(recorded(bike, { sport: 'other', channels: PLACE }))],
      ['later.fit', asFit(recorded(later))],
      ['later.tcx', asTcx(recorded(later, { clock_s: 4, channels: ALL.filter((id) => id !== 'power_w') }))],
      ['run.fit', asFit(recorded(later, { sport: 'run', channels: HEART }))],
    ];
    const outcome = (order: readonly [string, Uint8Array | string][]) =>
      inNewHome(async (home) => {
        await storeFiles(home, order);
        await compute(home);
        const values = await home.store.db
          .selectFrom('activity as a')
          .innerJoin('metric as m', 'm.activity_id', 'a.id')
          .selectAll()
          .execute();
        const plain = values.map(({ id, activity_id, parent_id, revision, origins, device_values, ...rest }) =>
          JSON.stringify(rest),
        );
        return { groups: await groupsOf(home), values: plain.sort() };
      });
    const expected = await outcome(files);
    expect(expected.groups).toHaveLength(6);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...files.keys()], { minLength: files.length }), async (order) => {
        expect(await outcome(order.map((i) => files[i]!))).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  }, 240_000);
});
