/** Bikes and shoes, all in one call. */

import type { Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { boolOf, idOf, numberOf, objectOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { athletePath } from './activities.ts';
import { read, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';

export const EQUIPMENT: Stream = {
  id: 'equipment',
  title: 'bikes and shoes',
  look_back_days: 0,
  fresh_s: 24 * 3600,
  calls: 1,
  // They grow with every workout.
  noise: ['actualDistance'],
  pages: equipmentPages,
};

async function* equipmentPages({ session }: StreamAsk): AsyncIterable<Page> {
  try {
    const { json } = await session.call(read(`${athletePath(session, 1)}/equipment`));
    const items = rowsOf(json, 'equipmentId').flatMap(itemOf);
    yield { items, next: null, complete: { from: null, to: null } };
  } catch (error) {
    if (!isTrouble(error, 'not_found')) throw error;
    yield { items: [], next: null };
  }
}

function itemOf(json: Json): Item[] {
  const row = objectOf(json);
  const id = idOf(row.equipmentId) ?? idOf(row.id);
  if (id === null) return [];
  const model = cleanLine([cleanLine(row.brand), cleanLine(row.model)].filter((word) => word !== null).join(' '));
  const type = numberOf(row.type);
  const written = [numberOf(row.startingDistance), numberOf(row.actualDistance)].filter((value) => value !== null);
  return [
    {
      external_id: id,
      raw: withoutPrivateParts(row),
      core: {
        kind: 'gear',
        name: cleanLine(row.name) ?? model ?? `equipment ${id}`,
        gear: type === 1 ? 'bike' : type === 2 ? 'shoes' : 'other',
        // What it had when it was entered, and what was logged since.
        distance_m: written.length === 0 ? null : written.reduce((sum, value) => sum + value, 0),
        retired: boolOf(row.retired) ?? dayOf(row.retiredDate) !== null,
      },
    },
  ];
}
