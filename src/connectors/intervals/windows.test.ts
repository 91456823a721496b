/** Lists without pages: every day is brought once, whatever gaps there are and wherever a run was stopped. */

import { describe, expect, it } from 'vitest';
import type { Json, Page, Session } from '../../core/connector.ts';
import { dateOf } from './activity-time.ts';
import { windowPages } from './windows.ts';

const LAST = '2026-11-15';

async function run(
  list: (oldest: string, newest: string) => readonly Json[],
  { from = null, resume = null, last = LAST }: { from?: string | null; resume?: Json; last?: string } = {},
): Promise<Page[]> {
  const pages: Page[] = [];
  const session = {} as unknown as Session;
  const dated = windowPages(
    { session, resume, from, full: from === null, stored: async () => [] },
    {
      last,
      list: async (oldest, newest) => list(oldest, newest),
      read: (raw) => {
        const local_date = dateOf(raw);
        const core = { kind: 'other', name: null, local_date } as const;
        return { item: raw === null ? null : { external_id: String(raw), raw, core }, local_date };
      },
    },
  );
  for await (const page of dated) {
    pages.push(page);
    if (pages.length > 100) throw new Error('no end');
  }
  return pages;
}

const heeding = (days: readonly string[]) => (oldest: string, newest: string) =>
  days.filter((day) => day >= oldest && day <= newest);
const idsOf = (pages: readonly Page[]) => pages.flatMap(({ items }) => items.map((item) => item.external_id)).sort();

describe('windows', () => {
  const days = ['2011-03-01', '2019-01-01', '2024-05-05', '2025-11-14', '2025-11-15', '2026-11-15'];

  it('bring everything, the newest year first, over gaps of years', async () => {
    const pages = await run(heeding(days));
    expect(idsOf(pages)).toEqual(days);
    expect(pages[0]?.items.map((item) => item.external_id)).toEqual(['2025-11-15', '2026-11-15']);
    expect(pages.at(-1)).toMatchObject({ next: null, complete: { from: null, to: LAST } });
    expect(pages.length).toBeLessThan(6);
  });

  it('go on where they stopped, also on a later day', async () => {
    const pages = await run(heeding(days));
    for (const [i, { next }] of pages.slice(0, -1).entries()) {
      const rest = await run(heeding([...days, '2026-12-01']), { resume: next, last: '2026-12-02' });
      expect(new Set(idsOf([...pages.slice(0, i + 1), ...rest]))).toEqual(new Set([...days, '2026-12-01']));
      expect(rest.at(-1)?.complete).toEqual({ from: null, to: '2026-12-02' });
    }
  });

  it('are one where little is asked for', async () => {
    const pages = await run(heeding(days), { from: '2026-10-16' });
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({ next: null, complete: { from: '2026-10-16', to: LAST } });
  });

  it('end, and take nothing as gone, where the dates are not heeded or cannot be read', async () => {
    const deaf = await run(() => ['2026-11-15', '2026-11-14']);
    expect(idsOf(deaf)).toEqual(['2026-11-14', '2026-11-15']);
    expect(deaf.at(-1)?.complete).toBeUndefined();
    let count = 0;
    const noise = await run(() => [`no date ${count++}`]);
    expect(noise.length).toBeLessThan(4);
    expect(noise.at(-1)?.complete).toBeUndefined();
    const [one] = await run(() => [null, '2026-11-15'], { from: '2026-10-16' });
    expect(one?.items).toHaveLength(1);
    expect(one?.complete).toBeUndefined();
  });
});
