import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../core/failure.ts';
import { createReadOnlySql, type ReadOnlySql } from '../store/read-only-sql.ts';
import { VIEW_NAMES } from '../store/views.ts';
import type { Answer } from './answer.ts';
import { queryDataInput } from './inputs/query-data.ts';
import { queryData } from './query-data.ts';
import { seedActivities } from './recording.test-data.ts';
import type { Seeded } from './seed.test-data.ts';

let context: Seeded;
let runner: ReadOnlySql;

beforeAll(async () => {
  const seeded = await seedActivities(
    Array.from({ length: 400 }, (_, i) => ({
      local_date: `2026-0${1 + (i % 5)}-${String(1 + (i % 28)).padStart(2, '0')}`,
      name: `Ride ${i}`,
      note: 'long note '.repeat(150),
      metrics: { load: i, distance_m: 1000 * i },
      efforts: Array.from({ length: 10 }, (_, k) => ({ kind: 'interval', start_s: k * 100, duration_s: 60 })),
    })),
  );
  context = seeded.context;
  runner = createReadOnlySql(undefined, 400);
});

afterAll(async () => {
  await runner.close();
  await context.dispose();
});

const ask = (sql: string, more: object = {}): Promise<Answer> =>
  queryData(context, queryDataInput.parse({ sql, ...more }), runner);
const fail = async (sql: string): Promise<Failure> => (await ask(sql).catch((error: Failure) => error)) as Failure;

describe('query_data', () => {
  it('runs a SELECT over the views', async () => {
    const answer = await ask("SELECT count(*) AS n, sum(load) AS load FROM activities WHERE family = 'ride'");
    expect(answer.columns).toEqual(['n', 'load']);
    expect(answer.rows).toEqual([[400, 79_800]]);
  });

  it('keeps the order, names equal columns apart, and says when rows are left out', async () => {
    const answer = await ask('SELECT id AS x, load AS x FROM activities ORDER BY load DESC', { limit: 3 });
    expect(answer.columns).toEqual(['x', 'x:1']);
    expect(answer.rows).toEqual([
      [400, 399],
      [399, 398],
      [398, 397],
    ]);
    expect(answer.notes[0]).toContain('there are more');
  });

  it('shows whole numbers exactly, no blobs, and long text cut', async () => {
    const { rows } = await ask("SELECT 9007199254740993, 1.0 / 3, x'00ff', NULL, note FROM activities LIMIT 1");
    const [big, third, blob, nothing, note] = (rows as unknown[][])[0]!;
    expect([big, third, blob, nothing]).toEqual(['9007199254740993', 0.3333333, '(2 bytes, not shown)', null]);
    expect((note as string).length).toBe(1001);
  });

  it('stays within its size', async () => {
    const answer = await ask('SELECT name, note FROM activities', { limit: 1000 });
    expect(JSON.stringify(answer).length).toBeLessThan(30_000);
    expect(answer.notes[0]).toContain('too long');
  });

  it('explains what is wrong and where to look', async () => {
    expect(await fail('SELECT nope FROM activities')).toMatchObject({
      code: 'sql_error',
      message: expect.stringContaining('nope'),
      next: expect.stringContaining('schema'),
    });
    expect(await fail('DELETE FROM activities')).toMatchObject({ code: 'sql_refused' });
    expect(await fail('WITH x AS (SELECT 1) DELETE FROM setting')).toMatchObject({ code: 'sql_error' });
    expect(await fail("SELECT load_extension('x')")).toMatchObject({ code: 'sql_error' });
    await expect(queryData(context, {}, runner)).rejects.toMatchObject({ code: 'no_sql' });
  });

  it('does not start what could not end', async () => {
    const recursion = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c';
    expect(await fail(recursion)).toMatchObject({ code: 'sql_recursive' });
    expect(await fail('SELECT count(*) FROM efforts a, efforts b, efforts c')).toMatchObject({ code: 'sql_too_large' });
  });

  it('stops what takes too long and answers the next statement with the same thread', async () => {
    const slow =
      "SELECT count(*) FROM efforts a, efforts b WHERE length(hex(a.activity_id) || hex(b.start_s) || printf('%050d', b.activity_id)) = 1";
    expect(await fail(slow)).toMatchObject({ code: 'sql_too_slow' });
    expect(runner.stuck()).toBe(false);
    expect((await ask('SELECT 1 AS one')).rows).toEqual([[1]]);
  });

  it('answers several at once, one after the other', async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => ask(`SELECT ${n} AS n`)));
    expect(answers.map((answer) => answer.rows)).toEqual([[[1]], [[2]], [[3]]]);
  });

  it('describes every view', async () => {
    const answer = await queryData(context, { schema: true });
    expect(Object.keys(answer.views as object)).toEqual(VIEW_NAMES);
    expect(JSON.stringify(answer)).toContain('np_w (normalized power)');
    expect(JSON.stringify(answer).length).toBeLessThan(15_000);
  });
});
