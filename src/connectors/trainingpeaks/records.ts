/** Personal records by sport. The list answers only when kind, first and last day are all given. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { at, idOf, numberOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { addDays, dayNumber } from '../../core/time.ts';
import { read, rowsOf } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';

const TIMES = ['5sec', '1min', '5min', '10min', '20min', '60min', '90min'];
const DISTANCES = ['400Meter', '800Meter', '1K', '1Mi', '5K', '5Mi', '10K', '10Mi', 'HalfMarathon', 'Marathon', '50K'];
const SPANS = { power: TIMES, hR: TIMES, speed: DISTANCES };

const LISTS: readonly (readonly [sport: string, type: string])[] = [
  ...kinds('Bike', 'power'),
  ...kinds('Bike', 'hR'),
  ...kinds('Run', 'speed'),
  ...kinds('Run', 'hR'),
  ...kinds('Run', 'power'),
];

function kinds(sport: string, unit: keyof typeof SPANS): [string, string][] {
  return SPANS[unit].map((span) => [sport, `${unit}${span}`]);
}

/** As far back as others ask for with success. */
const DAYS_BACK = 3650;

/** A whole run reads every list; others two of them, different ones each day. New records also come with their workout. */
export const RECORDS: Stream = {
  id: 'records',
  title: 'personal records',
  look_back_days: 0,
  fresh_s: 2 * 86_400,
  calls: 2,
  noise: ['rank', 'timeFrame'],
  pages: recordPages,
};

async function* recordPages({ session, resume, from }: StreamAsk): AsyncIterable<Page> {
  const last = from === null ? LISTS.length : 2;
  // Every list has its turn: days that follow each other begin two lists apart.
  const first = from === null ? 0 : (dayNumber(session.today) * 2) % LISTS.length;
  let whole = at(resume, 'whole') !== false && from === null;
  for (let index = Math.max(0, numberOf(at(resume, 'index')) ?? 0); index < last; index++) {
    session.signal.throwIfAborted();
    const [sport, type] = LISTS[(first + index) % LISTS.length]!;
    const items = await listRecords(session, sport, type);
    if (items === null) whole = false;
    const page = { items: items ?? [], total: null };
    if (index + 1 < last) yield { ...page, next: { index: index + 1, whole } };
    else yield { ...page, next: null, ...(whole && { complete: { from: null, to: null } }) };
  }
}

/** null when this kind cannot be had; the others may. */
async function listRecords(session: Session, prefix: string, type: string): Promise<Item[] | null> {
  const athlete = encodeURIComponent(session.account.external_id);
  const query = {
    prType: type,
    startDate: `${addDays(session.today, -DAYS_BACK)}T00:00:00`,
    endDate: `${session.today}T00:00:00`,
  };
  try {
    const { json } = await session.call(read(`/personalrecord/v2/athletes/${athlete}/${prefix}`, query));
    return rowsOf(json, 'workoutId').flatMap((row) => itemOf(row, prefix, type));
  } catch (error) {
    if (isTrouble(error, 'not_found', 'bad_request', 'server', 'unexpected')) return null;
    throw error;
  }
}

function itemOf(row: Json, sport: string, asked: string): Item[] {
  const workout = idOf(at(row, 'workoutId'));
  const type = cleanLine(at(row, 'type'), 40) ?? asked;
  const value = numberOf(at(row, 'value'));
  const time_frame = cleanLine(textOf(at(row, 'timeFrame')) ?? at(row, 'timeFrame', 'name'), 60);
  const id = idOf(at(row, 'id')) ?? (workout === null ? null : `${workout}:${time_frame ?? ''}`);
  if (id === null) return [];
  const name = cleanLine(`${sport} ${type} ${value ?? ''}`);
  const local_date = dayOf(at(row, 'workoutDate'));
  return [
    {
      external_id: `${sport}:${type}:${id}`,
      raw: withoutPrivateParts(row),
      core: { kind: 'other', name, local_date },
    },
  ];
}
