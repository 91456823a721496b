/** Strava exports for tests: full rows of 103 columns by key, and what opening an export says. */

import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { ActivityFact, SourceContents } from '../../core/source.ts';
import { csvOf, type Files, newFolder } from '../folder/archive.test-data.ts';
import { openSource } from '../open-source.ts';
import { ACTIVITY_COLUMNS } from './activity-columns.ts';

export const ENGLISH = [...ACTIVITY_COLUMNS.map(([, english]) => english!), 'Media'];
export const GERMAN = [...ACTIVITY_COLUMNS.map(([, , german]) => german ?? ''), 'Medien'];
export const at = (key: string) => ACTIVITY_COLUMNS.findIndex(([name]) => name === key);

/** One full row of 103 columns; keys as in ACTIVITY_COLUMNS. */
export function row(cells: Readonly<Record<string, string | number>>): string[] {
  const values = Array.from({ length: 103 }, () => '');
  const defaults = {
    id: '100',
    date: 'Oct 7, 2020, 2:43:11 PM',
    name: 'Lunch Ride',
    type: 'Ride',
    elapsed_s_shown: '3600',
    elapsed_s: '3600.0',
    moving_s: '3500.0',
    distance_shown: '30.12',
    distance_m: '30120.5',
    file: 'activities/7001.fit.gz',
  };
  for (const [key, value] of Object.entries({ ...defaults, ...cells }))
    values[key === 'media' ? 102 : at(key)] = String(value);
  return values;
}

/** Cuts a full table down to an older width: `full` columns of the order, with Media behind them or not. */
export function narrow(
  rows: readonly string[][],
  full: number,
  media: boolean,
  without: readonly number[] = [],
): string[][] {
  return rows.map((cells) => {
    const kept = cells.slice(0, full).filter((_, index) => !without.includes(index));
    return media ? [...kept, cells.at(-1)!] : kept;
  });
}

export async function open(files: Files): Promise<SourceContents> {
  const source = await openSource(await newFolder(files));
  await source.close();
  return source;
}

export async function factOf(rows: readonly (readonly string[])[], files: Files = {}): Promise<ActivityFact> {
  const source = await open({ 'activities.csv': csvOf(rows), 'activities/7001.fit.gz': gzipSync('x'), ...files });
  expect(source.kind).toBe('strava_archive');
  expect(source.facts).toHaveLength(rows.length - 1);
  return source.facts[0]!;
}
