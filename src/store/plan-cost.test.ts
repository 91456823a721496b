import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlanLine, planCost } from './plan-cost.ts';
import { openSqlite } from './store.ts';

const database = openSqlite(':memory:');
beforeAll(() =>
  database.exec(`CREATE TABLE activity (id INTEGER PRIMARY KEY, local_date TEXT);
    CREATE TABLE lap (activity_id INTEGER, place INTEGER, PRIMARY KEY (activity_id, place)) WITHOUT ROWID;
    CREATE TABLE fact (source_kind TEXT, external_id TEXT, UNIQUE (source_kind, external_id));
    CREATE VIEW activities AS SELECT id, local_date FROM activity activity_row;
    CREATE VIEW laps AS SELECT activity_id, place FROM lap lap_row;`),
);
afterAll(() => database.close());

const SIZES = new Map([
  ['activity_row', 3000],
  ['lap_row', 40_000],
]);

const cost = (sql: string) =>
  planCost(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as PlanLine[], SIZES);

describe('planCost', () => {
  it('counts a scan once and a cross join as a product', () => {
    expect(cost('SELECT * FROM activities').steps).toBe(3000);
    expect(cost('SELECT count(*) FROM activities a, activities b').steps).toBe(3000 + 9e6);
    expect(cost('SELECT count(*) FROM activities a, activities b, activities c').steps).toBeGreaterThan(2e10);
  });

  it('knows that a key finds one row and an activity a few', () => {
    expect(cost('SELECT * FROM laps l JOIN activities a ON a.id = l.activity_id').steps).toBeLessThan(3e6);
  });

  it('knows that a platform has one thing of an id', () => {
    const sql = `SELECT * FROM laps l LEFT JOIN fact f ON f.source_kind = 'strava' AND f.external_id = CAST(l.place AS TEXT)`;
    expect(cost(sql).steps).toBeLessThan(1e5);
  });

  it('adds what stands beside, and multiplies what depends on each row', () => {
    expect(cost('SELECT id FROM activities UNION ALL SELECT place FROM laps').steps).toBe(43_000);
    const correlated = cost('SELECT (SELECT max(place) FROM laps l WHERE l.place < a.id) FROM activities a').steps;
    expect(correlated).toBeGreaterThanOrEqual(3000 * 40_000);
  });

  it('takes materialised parts for as large as what they are made of', () => {
    const twice = cost(
      `WITH x AS MATERIALIZED (SELECT * FROM laps) SELECT count(*) FROM x a JOIN x b ON a.place < b.place`,
    );
    expect(twice.steps).toBeGreaterThan(1e9);
  });

  it('notices recursion', () => {
    expect(cost('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT * FROM c').recursive).toBe(
      true,
    );
    expect(cost('SELECT 1').recursive).toBe(false);
  });
});
