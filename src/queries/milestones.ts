/** Round numbers an athlete passed: activities, hours, kilometres by family, metres climbed; and the next ones ahead. */

import { sql } from 'kysely';
import type { Family } from '../core/sport.ts';
import { formatActivityId } from './activity-id.ts';
import { type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { liveActivities, metricColumn } from './live-activities.ts';

interface Kind {
  readonly title: string;
  readonly unit: string;
  /** Families counted; null for all. */
  readonly family: Family | null;
  /** Metric summed; null counts activities. */
  readonly metric: 'moving_s' | 'distance_m' | 'ascent_m' | null;
  readonly per_unit: number;
  readonly marks: readonly number[];
}

const COUNTS = [1, 10, 50, 100, 250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000];
const HOURS = [10, 50, 100, 250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000];
const LONG_KM = [100, 500, 1000, 2500, 5000, 10_000, 15_000, 20_000, 25_000, 30_000, 40_075, 50_000, 75_000, 100_000];
const SHORT_KM = [10, 50, 100, 250, 500, 1000, 2000, 3000, 5000];
/** Everest is 8,849 m high. */
const EVERESTS = [1, 5, 10, 25, 50, 75, 100, 150, 200];

const KINDS: readonly Kind[] = [
  { title: 'activities', unit: '', family: null, metric: null, per_unit: 1, marks: COUNTS },
  { title: 'moving time', unit: 'h', family: null, metric: 'moving_s', per_unit: 3600, marks: HOURS },
  { title: 'ridden', unit: 'km', family: 'ride', metric: 'distance_m', per_unit: 1000, marks: LONG_KM },
  { title: 'run', unit: 'km', family: 'run', metric: 'distance_m', per_unit: 1000, marks: LONG_KM },
  { title: 'walked', unit: 'km', family: 'walk', metric: 'distance_m', per_unit: 1000, marks: LONG_KM },
  { title: 'swum', unit: 'km', family: 'swim', metric: 'distance_m', per_unit: 1000, marks: SHORT_KM },
  { title: 'climbed', unit: 'Everests', family: null, metric: 'ascent_m', per_unit: 8849, marks: EVERESTS },
];

/** Milestones passed from `after` to `before` (counted from the very first activity), and the next of each kind. */
export async function milestones(context: QueryContext, after: string | null, before: string): Promise<Section> {
  const column = (metric: string) => sql<number>`coalesce(${metricColumn(metric)}, 0)`;
  const rows = await liveActivities(context, { before })
    .leftJoin('metric as m', 'm.activity_id', 'a.id')
    .select([
      'a.id',
      'a.local_date',
      'a.family',
      column('moving_s').as('moving_s'),
      column('distance_m').as('distance_m'),
      column('ascent_m').as('ascent_m'),
    ])
    .orderBy('a.local_date')
    .orderBy('a.start_s')
    .execute();
  const passed: { local_date: string; milestone: string; activity: string }[] = [];
  const ahead: { milestone: string; now: number; missing: number }[] = [];
  for (const kind of KINDS) {
    let sum = 0;
    let reached = 0;
    for (const row of rows) {
      if (kind.family !== null && kind.family !== row.family) continue;
      sum += (kind.metric === null ? 1 : row[kind.metric]) / kind.per_unit;
      for (; reached < kind.marks.length && sum >= kind.marks[reached]!; reached++) {
        if (after !== null && row.local_date < after) continue;
        passed.push({
          local_date: row.local_date,
          milestone: nameOf(kind, kind.marks[reached]!),
          activity: formatActivityId(row.id),
        });
      }
    }
    const next = kind.marks[reached];
    if (sum > 0 && next !== undefined) {
      ahead.push({
        milestone: nameOf(kind, next),
        now: Math.floor(10 * sum) / 10,
        missing: Math.ceil(10 * (next - sum)) / 10,
      });
    }
  }
  passed.sort((a, b) => (a.local_date < b.local_date ? 1 : a.local_date > b.local_date ? -1 : 0));
  return {
    ...(passed.length > 0 ? { passed: tableOf(['local_date', 'milestone', 'activity'], passed.slice(0, 20)) } : {}),
    next: tableOf(['milestone', 'now', 'missing'], ahead),
  };
}

function nameOf(kind: Kind, mark: number): string {
  return `${mark} ${kind.unit === '' ? '' : `${kind.unit} `}${kind.title}`;
}
