/** Totals and personal bests, year by year, as the platform counts them. */

import type { Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { at, idOf, isObject, type JsonObject, numberOf, objectOf } from '../../core/json.ts';
import { cleanLine } from '../../core/text.ts';
import { dayOf, field, rowsOf, unwrapped } from './payload.ts';
import { regionOf, unexpected } from './platform.ts';
import { withoutPrivate } from './private-parts.ts';
import { ask } from './request.ts';
import { STATISTICS_PATH } from './routes.ts';

/** The company's first year. */
const FIRST_YEAR = 2012;
/** A season without riding does not end a history. */
const EMPTY_YEARS = 2;
const DAY_S = 86_400;

export const STATISTICS: Stream = {
  id: 'statistics',
  title: 'Yearly statistics and personal bests',
  // Around New Year the old year is looked at once more.
  look_back_days: 7,
  fresh_s: DAY_S,
  calls: 1,
  noise: [],
  pages,
};

async function* pages({ session, resume, from }: StreamAsk): AsyncIterable<Page> {
  const this_year = Number(session.today.slice(0, 4));
  const last_year = from === null ? FIRST_YEAR : Math.max(FIRST_YEAR, Number(from.slice(0, 4)));
  let empty = numberOf(at(resume, 'empty')) ?? 0;
  for (let year = numberOf(at(resume, 'year')) ?? this_year; ; year--) {
    const day = year === this_year ? session.today : `${year}-12-31`;
    const data = unwrapped(await ask(session, STATISTICS_PATH[regionOf(session)], queryOf(session, day)), 'data');
    if (!isObject(field(data, 'statisticsData')) && rowsOf(field(data, 'axis')) === null) {
      throw unexpected('statistics without totals');
    }
    const told = yearOf(data);
    // A server that does not look at the day gives the same year for ever.
    const other_year = told !== null && told !== year;
    const rides = numberOf(field(field(data, 'statisticsData'), 'totalCount')) ?? 0;
    empty = rides > 0 ? 0 : empty + 1;
    const items = other_year || rides === 0 ? [] : itemsOf(data, year, session.time_zone);
    if (other_year || empty >= EMPTY_YEARS || year <= last_year) {
      yield { items, next: null, ...(from === null ? { complete: { from: null, to: null } } : {}) };
      return;
    }
    yield { items, next: { year: year - 1, empty } };
  }
}

/** The two regions name and order the parameters differently; type 2 is the year that holds the day. */
function queryOf(session: Session, day: string): Record<string, string | number> {
  return regionOf(session) === 'cn'
    ? { distanceUnit: 0, time: day, type: 2, bigSportType: -1 }
    : { DistanceUnit: 0, Time: day, Type: 2 };
}

function yearOf(data: JsonObject): number | null {
  const first = field(objectOf(rowsOf(field(data, 'axis'))?.[0]), 'time');
  const year = typeof first === 'string' ? /^(\d{4})\D/.exec(first)?.[1] : undefined;
  return year === undefined ? null : Number(year);
}

const BESTS: Readonly<Record<string, string>> = {
  MaxDistance: 'Longest distance',
  MaxTime: 'Longest time',
  MaxAvgSpeed: 'Highest average speed',
  MaxMaxSpeed: 'Highest speed',
  MaxAvgPower: 'Highest average power',
  MaxMaxPower: 'Highest power',
  MaxClimbinSpeed: 'Most climbing',
};

function itemsOf(data: JsonObject, year: number, time_zone: string): Item[] {
  const raw = withoutPrivate(data);
  const items: Item[] = [
    {
      external_id: String(year),
      raw,
      core: { kind: 'other', name: `Statistics of ${year}`, local_date: `${year}-01-01` },
    },
  ];
  for (const best of rowsOf(field(data, 'personalBestList')) ?? []) {
    const key = idOf(field(best, 'keyName'));
    if (key === null) continue;
    items.push({
      external_id: `${year} ${key}`.slice(0, 100),
      raw: withoutPrivate(best),
      core: { kind: 'other', name: bestName(best, key, year), local_date: dayOf(field(best, 'keyTime'), time_zone) },
    });
  }
  return items;
}

function bestName(best: Json, key: string, year: number): string {
  const name = BESTS[key] ?? cleanLine(field(best, 'keyLabel'), 60) ?? cleanLine(key, 60) ?? 'Personal best';
  return `${name} of ${year}`;
}
