import { afterEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../store/store.ts';
import { remember } from './remember.ts';
import { type Seeded, seed } from './seed.test-data.ts';

let open: Seeded[] = [];
afterEach(async () => {
  for (const context of open) await context.dispose();
  open = [];
});

async function fresh(): Promise<Seeded> {
  const context = await seed();
  open.push(context);
  return context;
}

describe('remember', () => {
  it('computes once until the database changes, by this connection or another', async () => {
    const context = await fresh();
    let runs = 0;
    const ask = () => remember(context, ['x', 1], async () => ++runs);
    expect([await ask(), await ask()]).toEqual([1, 1]);
    await context.add([{ local_date: '2026-01-01' }]);
    expect(await ask()).toBe(2);
    const other = openSqlite(context.store.path);
    other.exec("INSERT INTO setting VALUES ('a', 'b')");
    other.close();
    expect([await ask(), await ask()]).toEqual([3, 3]);
  });

  it('keeps athletes, days and questions apart', async () => {
    const context = await fresh();
    const ask = (change: object, key: unknown) =>
      remember({ ...context, ...change }, [key], async () => JSON.stringify([change, key]));
    expect(await ask({}, 'a')).not.toBe(await ask({}, 'b'));
    expect(await ask({ today: '2026-01-01' }, 'a')).toMatch('2026-01-01');
    expect(await ask({ athlete: { ...context.athlete, id: 2 } }, 'a')).toMatch('athlete');
  });

  it('does not keep what was computed while the database changed', async () => {
    const context = await fresh();
    let runs = 0;
    const ask = () =>
      remember(context, ['x'], async () => {
        if (runs++ === 0) await context.add([{ local_date: '2026-01-01' }]);
        return runs;
      });
    expect([await ask(), await ask(), await ask()]).toEqual([1, 2, 2]);
  });
});
