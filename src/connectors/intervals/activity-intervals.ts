/** Intervals and their groups, of many activities with one call: one call each would take a day's limit twice over. */

import type { Item, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, listOf } from '../../core/json.ts';
import { dateOf } from './activity-time.ts';
import { askList, athleteOf } from './address.ts';
import type { Activity } from './api-types.ts';
import { fieldsOf, keptPayload } from './payload.ts';

/** Ids in one address; longer ones are refused somewhere on the way. */
const AT_ONCE = 50;

export const ACTIVITY_INTERVALS: Stream = {
  id: 'activity_intervals',
  title: 'Intervals of activities',
  look_back_days: 14,
  fresh_s: 86_400,
  calls: 1,
  scope: 'ACTIVITY:READ',
  noise: [],
  pages: intervalPages,
};

async function* intervalPages({ session, resume, from, stored }: StreamAsk): AsyncIterable<Page> {
  const all = await stored('activities');
  const wanted = all.filter(({ local_date }) => from === null || (local_date ?? '') >= from);
  const total = wanted.length;
  const begun = typeof resume === 'string' ? wanted.findIndex(({ external_id }) => external_id === resume) + 1 : 0;
  if (wanted.length <= begun) {
    yield { items: [], next: null };
    return;
  }
  for (let at = begun; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE).map(({ external_id }) => external_id);
    const rows = await askList(session, ['athlete', athleteOf(session), 'activities', some.join(',')], {
      intervals: true,
    });
    const last = at + AT_ONCE >= wanted.length;
    yield { items: rows.flatMap(itemOf), next: last ? null : some.at(-1)!, total };
  }
}

function itemOf(raw: unknown): Item[] {
  const row = fieldsOf<Activity & { icu_intervals: unknown; icu_groups: unknown }>(raw);
  const id = idOf(row.id);
  const icu_intervals = listOf(row.icu_intervals);
  if (id === null || icu_intervals.length === 0) return [];
  const kept = keptPayload({ icu_intervals, icu_groups: listOf(row.icu_groups) });
  return [
    {
      external_id: id,
      raw: kept,
      core: { kind: 'other', name: null, local_date: dateOf(row.start_date_local) },
    },
  ];
}
