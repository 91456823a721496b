/** Walking a calendar that hands out at most 90 days a call: newest window first, back to where nothing was for years. */

import type { Item, Json, Page, Session, StreamAsk } from '../../core/connector.ts';
import { at, boolOf, numberOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { addDays, dayNumber, isDate } from '../../core/time.ts';
import { read } from './calls.ts';
import { dayOf } from './dates.ts';

/** Both ends count. One day more is refused. */
export const WINDOW_DAYS = 90;
/** Nobody has older data there: the platform began in 1999, and this is a bound, not an expectation. */
const OLDEST_DAYS = 26 * 365;
/** Two years without anything end the search; a pause within the account's lifetime never does. */
const EMPTY_WINDOWS = 8;
/** Plans reach this many windows ahead at most. */
const WINDOWS_AHEAD = 4;
/** A refused range is halved down to this. */
const SMALLEST_DAYS = 14;

export interface Walk {
  /** Days after today the first window reaches to; negative when today is not wanted. */
  readonly ahead_days: number;
  /** In a whole run, windows further ahead until one is empty. */
  readonly look_further_ahead: boolean;
  readonly window_days: number;
  /** Search back to the day the account was opened, however long a pause; else two empty years end it. */
  readonly whole_life: boolean;
  /** Where that day is not known or not asked for: give up after this many empty windows when nothing was found at all. */
  readonly blind_windows: number;
  /** Everything between two days, both included; null when the platform has no such list (any more): then nothing is known. */
  list(session: Session, from: string, to: string): Promise<readonly Item[] | null>;
}

interface Place {
  readonly phase: 'back' | 'ahead';
  /** Last day of the next window (back), or its first (ahead). */
  readonly next: string;
  /** Last day of the first window. */
  readonly to: string;
  /** First day listed so far. */
  readonly from: string;
  readonly empty: number;
  readonly found: boolean;
  /** Day the account was opened; null when that is not known. */
  readonly opened: string | null;
  readonly ahead: number;
}

export async function* walk(ask: StreamAsk, plan: Walk): AsyncIterable<Page> {
  const { session } = ask;
  let place: Place | null = placeOf(ask.resume) ?? (await begin(ask, plan));
  while (place !== null) {
    session.signal.throwIfAborted();
    const [from, to] = windowAt(place, ask.from, plan);
    // A day that lies after the window: nothing is asked for, as for a first day in the future.
    const items = from > to ? [] : await listHalved(session, from, to, plan);
    if (items === null) {
      yield { items: [], next: null };
      return;
    }
    const here: Place = place.phase === 'back' ? { ...place, from } : { ...place, ahead: place.ahead + 1 };
    const next = after(here, from, to, items.length > 0, ask, plan);
    place = next;
    yield next === null
      ? { items, next: null, complete: { from: here.from, to: here.phase === 'back' ? here.to : to } }
      : { items, next: { ...next } };
  }
}

async function begin({ session, from }: StreamAsk, plan: Walk): Promise<Place> {
  const most = addDays(session.today, plan.ahead_days);
  const least = addDays(session.today, Math.min(plan.ahead_days, 28));
  // With the days to look back the first window is filled to the brim, so that it stays one call.
  const brim = from === null ? most : addDays(from, plan.window_days - 1);
  const to = brim > most ? most : brim < least ? least : brim;
  const opened = from === null && plan.whole_life ? await openedOn(session) : null;
  return { phase: 'back', next: to, to, from: to, empty: 0, found: false, opened, ahead: 0 };
}

function windowAt(place: Place, from: string | null, plan: Walk): [from: string, to: string] {
  if (place.phase === 'ahead') return [place.next, addDays(place.next, plan.window_days - 1)];
  const start = addDays(place.next, 1 - plan.window_days);
  return [from !== null && from > start ? from : start, place.next];
}

function after(here: Place, from: string, to: string, filled: boolean, ask: StreamAsk, plan: Walk): Place | null {
  if (here.phase === 'ahead') {
    return filled && here.ahead < WINDOWS_AHEAD ? { ...here, next: addDays(to, 1) } : null;
  }
  const lived = here.opened !== null && from >= here.opened;
  const empty = filled || lived ? 0 : here.empty + 1;
  const found = here.found || filled;
  const back: Place = { ...here, next: addDays(from, -1), empty, found };
  const more = ask.from === null ? goesOn(back, ask.session.today, plan) : from > ask.from;
  if (more) return back;
  return ask.from === null && plan.look_further_ahead ? { ...back, phase: 'ahead', next: addDays(here.to, 1) } : null;
}

function goesOn({ next, empty, found, opened }: Place, today: string, plan: Walk): boolean {
  if (dayNumber(today) - dayNumber(next) > OLDEST_DAYS) return false;
  if (opened !== null && next >= opened) return true;
  return empty < (found || opened !== null ? EMPTY_WINDOWS : plan.blind_windows);
}

async function listHalved(session: Session, from: string, to: string, plan: Walk): Promise<readonly Item[] | null> {
  try {
    return await plan.list(session, from, to);
  } catch (error) {
    const days = dayNumber(to) - dayNumber(from) + 1;
    if (!isTrouble(error, 'bad_request') || days <= SMALLEST_DAYS) throw error;
    const middle = addDays(from, Math.floor(days / 2));
    const late = await listHalved(session, middle, to, plan);
    const early = await listHalved(session, from, addDays(middle, -1), plan);
    return late && early && [...late, ...early];
  }
}

/** The day the account was opened; null for somebody else's athlete, and when it cannot be had. */
async function openedOn(session: Session): Promise<string | null> {
  try {
    const { json } = await session.call(read('/users/v3/user'));
    const user = at(json, 'user') ?? json;
    const mine = [at(user, 'personId'), at(user, 'userId')].some((id) => String(id) === session.account.external_id);
    const opened = mine ? dayOf(at(user, 'created')) : null;
    return opened !== null && opened <= session.today ? opened : null;
  } catch (error) {
    if (isTrouble(error, 'not_found', 'forbidden', 'bad_request', 'unexpected')) return null;
    throw error;
  }
}

/** The place of a run that was broken off; null when there is none, or it is not one of ours. */
function placeOf(resume: Json): Place | null {
  const day = (key: string) => {
    const text = textOf(at(resume, key));
    return text !== null && isDate(text) ? text : null;
  };
  const [next, to, from] = [day('next'), day('to'), day('from')];
  if (next === null || to === null || from === null) return null;
  return {
    phase: at(resume, 'phase') === 'ahead' ? 'ahead' : 'back',
    next,
    to,
    from,
    empty: numberOf(at(resume, 'empty')) ?? 0,
    found: boolOf(at(resume, 'found')) ?? false,
    opened: day('opened'),
    ahead: numberOf(at(resume, 'ahead')) ?? 0,
  };
}
