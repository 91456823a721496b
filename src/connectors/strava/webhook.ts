/** Strava's push events for a server that can be reached from outside: checked, read, and turned into what to look at. */

import { timingSafeEqual } from 'node:crypto';
import { boolOf, idOf, isObject, numberOf, textOf } from '../../core/json.ts';

export interface StravaEvent {
  readonly object: 'activity' | 'athlete';
  /** Of the activity or the athlete. */
  readonly id: string;
  readonly aspect: 'create' | 'update' | 'delete';
  /** Such as `title`, `type`, `private`, `authorized`; values are text. */
  readonly updates: Readonly<Record<string, string>>;
  readonly owner_id: string;
  readonly subscription_id: string;
  readonly time_s: number;
}

/**
 * What an event is a reason for. Events are not signed, so none of them is believed: something is fetched, and only
 * what Strava then says counts.
 */
export type Errand =
  /** Fetch the activity, not before `wait_s` has passed: events come before it can be read. */
  | { readonly kind: 'fetch'; readonly activity_id: string; readonly wait_s: number }
  /** Ask for the activity, and forget it when it is not found. */
  | { readonly kind: 'forget'; readonly activity_id: string }
  /** Ask who is signed in; a refusal means that the person has disconnected the app. */
  | { readonly kind: 'check_login' };

export interface Subscription {
  readonly athlete_id: string;
  /** Null when it is not known yet. */
  readonly subscription_id: string | null;
}

const WAIT_S = 60;
const MAX_UPDATES = 20;

/**
 * The answer to Strava's check of a new callback address, due within 2 seconds. Status 403 for any other request.
 * @param query of the GET request
 */
export function answerVerification(
  query: Readonly<Record<string, string | undefined>>,
  verify_token: string,
): { readonly status: 200; readonly json: { readonly 'hub.challenge': string } } | { readonly status: 403 } {
  const challenge = query['hub.challenge'];
  const known = sameText(query['hub.verify_token'] ?? '', verify_token);
  if (query['hub.mode'] !== 'subscribe' || !known || !challenge || challenge.length > 1000) return { status: 403 };
  return { status: 200, json: { 'hub.challenge': challenge } };
}

/** Null when the body is no event. To be given JSON whose large numbers are text. */
export function readEvent(body: unknown): StravaEvent | null {
  if (!isObject(body)) return null;
  const object = body.object_type;
  const aspect = body.aspect_type;
  const id = idOf(body.object_id);
  const owner_id = idOf(body.owner_id);
  if ((object !== 'activity' && object !== 'athlete') || id === null || owner_id === null) return null;
  if (aspect !== 'create' && aspect !== 'update' && aspect !== 'delete') return null;
  if (!/^\d{1,20}$/.test(id)) return null;
  return {
    object,
    id,
    aspect,
    updates: updatesOf(body.updates),
    owner_id,
    subscription_id: idOf(body.subscription_id) ?? '',
    time_s: numberOf(body.event_time) ?? 0,
  };
}

/**
 * What a batch of events asks for, one errand an object. The order in which they came does not matter: an event may come
 * late, early or several times, and a deletion stands whatever else is told.
 */
export function errandsOf(events: readonly StravaEvent[], { athlete_id, subscription_id }: Subscription): Errand[] {
  const errands = new Map<string, Errand>();
  for (const event of events) {
    if (event.owner_id !== athlete_id) continue;
    if (subscription_id !== null && event.subscription_id !== subscription_id) continue;
    if (event.object === 'athlete') {
      if (boolOf(event.updates.authorized) === false) errands.set('login', { kind: 'check_login' });
      continue;
    }
    const gone = event.aspect === 'delete' || errands.get(event.id)?.kind === 'forget';
    errands.set(
      event.id,
      gone
        ? { kind: 'forget', activity_id: event.id }
        : { kind: 'fetch', activity_id: event.id, wait_s: event.aspect === 'create' ? WAIT_S : 0 },
    );
  }
  return [...errands.values()];
}

function updatesOf(raw: unknown): Record<string, string> {
  if (!isObject(raw)) return {};
  const pairs = Object.entries(raw).flatMap(([key, value]) => {
    const text = typeof value === 'boolean' ? String(value) : textOf(value);
    return text === null || !/^\w{1,40}$/.test(key) ? [] : [[key, text.slice(0, 500)] as const];
  });
  return Object.fromEntries(pairs.slice(0, MAX_UPDATES));
}

function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return b !== '' && first.length === second.length && timingSafeEqual(first, second);
}
