/** The connector against a server made of the published description alone: filled fields, no meaning. It must end, and keep sense. */

import { describe, expect, it } from 'vitest';
import { startDescribed } from '../../../test/platforms/intervals/described-server.ts';
import { readDescription } from '../../../test/platforms/intervals/description.ts';
import type { Item, Page } from '../../core/connector.ts';
import { THRESHOLDS } from '../../core/thresholds.ts';
import { isDate } from '../../core/time.ts';
import { directSession, pagesOf } from './direct-session.test-data.ts';
import { INTERVALS } from './intervals.ts';

const description = readDescription();

function checkSense({ core, raw }: Item): void {
  expect(JSON.stringify(raw)).not.toMatch(/"(icu_api_key|email|shareToken)"/);
  switch (core.kind) {
    case 'activity':
      expect(isDate(core.local_date)).toBe(true);
      for (const value of Object.values(core.fact.values)) expect(Number.isFinite(value)).toBe(true);
      for (const { kind, value, family } of core.thresholds) {
        const { min, max, families } = THRESHOLDS[kind];
        expect(value >= min && value <= max).toBe(true);
        if (family !== null) expect(families).toContain(family);
      }
      break;
    case 'wellness':
      expect(isDate(core.local_date)).toBe(true);
      for (const { key, value } of core.readings) if (key !== 'note') expect(value).toBeGreaterThanOrEqual(0);
      break;
    case 'planned':
      expect(isDate(core.entry.local_date)).toBe(true);
      if (core.entry.last_date !== null) expect(core.entry.last_date > core.entry.local_date).toBe(true);
      break;
    case 'gear':
      expect(core.name).not.toBe('');
  }
}

describe.skipIf(description === null)('a server made of the description', () => {
  const kinds = [
    { values: 'example' },
    { values: 'example', suffixes: 'needed' },
    ...Array.from({ length: 12 }, (_, seed) => ({ values: 'random', seed }) as const),
  ] as const;

  it.each(kinds)('%o', async (kind) => {
    const server = await startDescribed(description!, kind);
    try {
      const session = await directSession({ url: server.url }, { api_key: 'anything' }).catch((error) => {
        // An athlete without an id is nobody.
        expect(error).toMatchObject({ trouble: { kind: 'unexpected' } });
        return null;
      });
      if (!session) return;
      for (const { id } of INTERVALS.streams) {
        for (const from of [null, '2026-10-16']) {
          server.calls.length = 0;
          const pages: Page[] = await pagesOf(session, id, { from });
          expect([id, server.calls.length <= 40]).toEqual([id, true]);
          for (const item of pages.flatMap((page) => page.items)) {
            checkSense(item);
            if (item.core.kind !== 'activity' || !item.core.has_more) continue;
            const detail = await INTERVALS.detail!(session, item);
            expect(detail.originals).toEqual([]);
          }
        }
      }
    } finally {
      await server.close();
    }
  });
});
