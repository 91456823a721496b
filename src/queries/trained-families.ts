/** The families an athlete trains, those with most activities first. */

import type { Family } from '../core/sport.ts';
import type { QueryContext } from './context.ts';
import { type LiveFilter, liveActivities } from './live-activities.ts';
import { remember } from './remember.ts';

interface TrainedFamily {
  readonly family: Family;
  readonly activities: number;
}

export function trainedFamilies(context: QueryContext, filter: LiveFilter = {}): Promise<TrainedFamily[]> {
  return remember(context, ['trained-families', filter], async () => {
    const rows = await liveActivities(context, filter)
      .select((e) => ['a.family', e.fn.countAll<number>().as('activities')])
      .groupBy('a.family')
      .orderBy('activities', 'desc')
      .execute();
    return rows.map((row) => ({ family: row.family as Family, activities: row.activities }));
  });
}
