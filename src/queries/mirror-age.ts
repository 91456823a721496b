/** How old the copy of what platforms have is: the one figure about the mirror that every answer may carry. */

import { nowSeconds } from '../core/time.ts';
import type { QueryContext } from './context.ts';
import { remember } from './remember.ts';
import { labelOf } from './source-policy.ts';

export interface MirrorAge {
  /** Unix seconds of the oldest last sync among accounts that are signed in; null when one was never synced. */
  readonly synced_s: number | null;
  /** A sentence such as "The mirror of Intervals.icu is 3 h old." */
  readonly note: string;
}

/** null when no account is signed in whose data may be shown. Cheap: reads the database only after a change. */
export async function mirrorAge(context: QueryContext, now_s: number = nowSeconds()): Promise<MirrorAge | null> {
  const all = await remember(context, ['mirror-age'], () =>
    context.store.db
      .selectFrom('account')
      .select(['platform', 'synced_at'])
      .where('athlete_id', '=', context.athlete.id)
      .where('state', '=', 'ready')
      .orderBy('id')
      .execute(),
  );
  const accounts = all.filter(({ platform }) => !context.restricted.has(platform));
  if (accounts.length === 0) return null;
  const labels = (some: readonly { platform: string }[]) =>
    [...new Set(some.map(({ platform }) => labelOf(context, platform)))].join(' and ');
  const never = accounts.filter(({ synced_at }) => synced_at === null);
  if (never.length > 0) return { synced_s: null, note: `${labels(never)} has not been fetched completely yet.` };
  const oldest = Math.min(...accounts.map(({ synced_at }) => synced_at!));
  // Of several, those that were synced together with the oldest are not worth telling apart.
  const behind = accounts.filter(({ synced_at }) => synced_at! - oldest < 3600);
  return { synced_s: oldest, note: `The mirror of ${labels(behind)} is ${ageWords(now_s - oldest)} old.` };
}

/** 200 -> "3 min", 10,000 -> "3 h", 200,000 -> "2 days". Clocks that were set back count as now. */
export function ageWords(seconds: number): string {
  const minutes = Math.max(0, seconds) / 60;
  if (minutes < 2) return 'less than 2 min';
  if (minutes < 120) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
