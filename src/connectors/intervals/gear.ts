/** Bikes, shoes and components with their reminders. */

import type { Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { boolOf, idOf, positiveOf, textOf } from '../../core/json.ts';
import { cleanLine } from '../../core/text.ts';
import { askAthlete } from './address.ts';
import type { Gear } from './api-types.ts';
import { pageUnless } from './one-page.ts';
import { fieldsOf, keptPayload, objectsOf, type Unread } from './payload.ts';

export const GEAR: Stream = {
  id: 'gear',
  title: 'Gear',
  look_back_days: 0,
  fresh_s: 24 * 3600,
  calls: 1,
  scope: 'SETTINGS:READ',
  // Every ride counts up all of these.
  noise: ['distance', 'time', 'activities', 'reminders'],
  pages: gearPages,
};

async function* gearPages({ session }: StreamAsk): AsyncIterable<Page> {
  yield await pageUnless(['not_found'], async () => readGear(await askAthlete(session, 'gear')));
}

function readGear(rows: readonly Json[]): Item[] {
  return objectsOf(rows).flatMap((raw): Item[] => {
    const gear = fieldsOf<Gear>(raw);
    const external_id = idOf(gear.id);
    if (external_id === null) return [];
    const name = cleanLine(gear.name) ?? `${cleanLine(gear.type, 40) ?? 'Gear'} ${external_id}`;
    const distance_m = positiveOf(gear.distance);
    // A date, or nothing while it is in use.
    const retired = textOf(gear.retired) !== null || boolOf(gear.retired) === true;
    return [
      { external_id, raw: keptPayload(raw), core: { kind: 'gear', name, gear: kindOf(gear), distance_m, retired } },
    ];
  });
}

function kindOf({ type, component }: Unread<Gear>): 'bike' | 'shoes' | 'other' {
  if (boolOf(component) === true) return 'other';
  if (type === 'Bike') return 'bike';
  return type === 'Shoes' ? 'shoes' : 'other';
}
