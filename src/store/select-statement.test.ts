import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../core/failure.ts';
import { checkedSelect } from './select-statement.ts';

describe('checkedSelect', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['  select 1 ; ', '  select 1 '],
    ['SELECT 1; -- done;', 'SELECT 1'],
    ['SELECT \';\' AS "a;b" -- not; here', 'SELECT \';\' AS "a;b" -- not; here'],
    ['WITH x AS (SELECT 1) SELECT * FROM x;;', 'WITH x AS (SELECT 1) SELECT * FROM x'],
    ["SELECT 'it''s' /* ; */ FROM activities", "SELECT 'it''s' /* ; */ FROM activities"],
    ['SELECT a.main, temp FROM x a', 'SELECT a.main, temp FROM x a'],
  ])('takes %s', (sql, expected) => {
    expect(checkedSelect(sql)).toBe(expected);
  });

  it.each([
    '',
    ';',
    '-- nothing',
    'DELETE FROM activities',
    'PRAGMA user_version',
    "ATTACH 'x.db' AS x",
    'EXPLAIN SELECT 1',
    'VALUES (1)',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP TABLE x',
    'SELECT * FROM main.activity',
    'SELECT * FROM "main" . activity',
    'SELECT * FROM `temp`.activities',
    'SELECT * FROM [main].[setting]',
    'SELECT * FROM sqlite_schema',
    "SELECT * FROM pragma_table_info('activity')",
    'SELECT zeroblob(1)',
    'SELECT paceline_tick()',
    'SELECT ?',
    'SELECT :name',
    'SELECT 1) UNION SELECT (2',
    'SELECT (1',
    "SELECT 'open",
    'SELECT "open',
    'SELECT 1 /* open',
    'SELECT 1 \u0000',
    `SELECT '${'x'.repeat(20_000)}'`,
  ])('refuses %s', (sql) => {
    expect(() => checkedSelect(sql)).toThrow(Failure);
  });

  it('reads any text without taking long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("'", '"', '--', '/*', '*/', '\n', 'x', ';', '(', ')', '*', '/', '[', ']', '`'), {
          maxLength: 4000,
        }),
        (parts) => {
          try {
            checkedSelect(`SELECT ${parts.join('')}`);
          } catch (error) {
            expect(error).toBeInstanceOf(Failure);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
