/** What else belongs to the account: custom fields and charts, routes, and best curves over everything. Kept as it comes. */

import type { Item, Json, Page, Session, Stream } from '../../core/connector.ts';
import { idOf, objectOf } from '../../core/json.ts';
import { cleanLine } from '../../core/text.ts';
import { dateOf } from './activity-time.ts';
import { ask, askAthlete, athleteOf } from './address.ts';
import type { CustomItem, DataCurve, DataCurveSetPowerCurve, WithCount } from './api-types.ts';
import { pageUnless } from './one-page.ts';
import { fieldsOf, keptPayload, objectsOf } from './payload.ts';

const WEEK_S = 7 * 86_400;

interface List {
  readonly id: string;
  readonly title: string;
  readonly scope: string;
  readonly noise: readonly string[];
  items(session: Session): Promise<readonly Item[]>;
}

function stream({ items, ...list }: List): Stream {
  return { ...list, look_back_days: 0, fresh_s: WEEK_S, calls: 1, pages: ({ session }) => onePage(items, session) };
}

async function* onePage(items: List['items'], session: Session): AsyncIterable<Page> {
  // Not everybody has these, and nothing rests on them.
  yield await pageUnless(['not_found', 'bad_request', 'plan'], () => items(session));
}

function listed(raw: Json, id: string | null, name: Json | undefined, day: Json | undefined = null): Item[] {
  if (id === null) return [];
  return [
    { external_id: id, raw: keptPayload(raw), core: { kind: 'other', name: cleanLine(name), local_date: dateOf(day) } },
  ];
}

export const CUSTOM_ITEMS = stream({
  id: 'custom_items',
  title: 'Custom fields, charts and zones',
  scope: 'SETTINGS:READ',
  noise: ['updated', 'usage_count', 'index'],
  items: async (session) =>
    objectsOf(await askAthlete(session, 'custom-item')).flatMap((raw) => {
      const { id, name } = fieldsOf<CustomItem>(raw);
      return listed(raw, idOf(id), name);
    }),
});

export const ROUTES = stream({
  id: 'routes',
  title: 'Routes',
  scope: 'ACTIVITY:READ',
  noise: ['activity_count', 'most_recent_id', 'most_recent_start_date_local', 'most_recent_type'],
  items: async (session) =>
    objectsOf(await askAthlete(session, 'routes')).flatMap((raw) => {
      const { route_id, name } = fieldsOf<WithCount>(raw);
      return listed(raw, idOf(route_id), name);
    }),
});

/**
 * Bests over everything, as the platform has them: they include activities it may not hand out, which ours cannot.
 * Power and heart rate come by seconds, pace by metres.
 */
function curves(part: 'power-curves' | 'hr-curves' | 'pace-curves', type: string, title: string): Stream {
  return stream({
    id: part.replace('-', '_'),
    title,
    scope: 'ACTIVITY:READ',
    noise: [
      'start_date_local',
      'end_date_local',
      'days',
      'moving_time',
      'training_load',
      'weight',
      'ranks',
      'percentile',
    ],
    items: async (session) => {
      const json = await ask(session, ['athlete', athleteOf(session), part], { type, curves: 'all,1y' });
      const set = fieldsOf<DataCurveSetPowerCurve>(objectOf(json));
      return objectsOf(set.list).flatMap((raw) => {
        const curve = fieldsOf<DataCurve>(raw);
        const id = idOf(curve.id);
        return listed(raw, id === null ? null : `${type}:${id}`, curve.label ?? null);
      });
    },
  });
}

export const POWER_CURVES = curves('power-curves', 'Ride', 'Best power, as the platform has it');
export const HR_CURVES = curves('hr-curves', 'Ride', 'Best heart rate, as the platform has it');
export const PACE_CURVES = curves('pace-curves', 'Run', 'Best pace, as the platform has it');
