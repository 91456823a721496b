/** The athlete with weight, FTP and gear in one call, the heart-rate and power zones, and the totals. */

import type { DatedThreshold, Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { boolOf, idOf, isObject, type JsonObject, listOf, numberOf } from '../../core/json.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import { gearName } from './activity.ts';
import { API, entryOf } from './address.ts';
import { keptPayload } from './kept-payload.ts';

const DAY_S = 86_400;
const WHOLE = { next: null, complete: { from: null, to: null } } as const;

const one = { look_back_days: 0, calls: 1 } as const;

export const ATHLETE: Stream = {
  ...one,
  id: 'athlete',
  title: 'Athlete, weight, FTP and gear',
  fresh_s: DAY_S,
  scope: 'read',
  noise: ['distance', 'converted_distance', 'follower_count', 'friend_count', 'updated_at', 'resource_state'],
  async *pages({ session }: StreamAsk): AsyncGenerator<Page> {
    const athlete = entryOf(await session.call({ url: `${API}/athlete` }), 'athlete');
    const items = [profileItem(athlete), ...thresholdItems(athlete), ...gearItems(athlete)];
    // Without the permission for the full profile there are no gear lists, which does not mean that there is no gear.
    const full = Array.isArray(athlete.bikes) || Array.isArray(athlete.shoes);
    yield full ? { items, ...WHOLE } : { items, next: null };
  },
};

export const ZONES: Stream = {
  ...one,
  id: 'zones',
  title: 'Zones',
  fresh_s: 3 * DAY_S,
  scope: 'profile:read_all',
  noise: [],
  async *pages({ session }: StreamAsk): AsyncGenerator<Page> {
    // Bounds of zones depend on choices Strava does not tell, so no threshold is read out of them.
    const { json } = await session.call({ url: `${API}/athlete/zones` });
    yield known(json, 'zones', 'Zones');
  },
};

export const TOTALS: Stream = {
  ...one,
  id: 'totals',
  title: 'Totals',
  fresh_s: DAY_S,
  scope: 'read',
  // Sums of the activities, which change with every one of them and with every day.
  noise: ['recent', 'ytd', 'all'].flatMap((span) => ['ride', 'run', 'swim'].map((sport) => `${span}_${sport}_totals`)),
  async *pages({ session }: StreamAsk): AsyncGenerator<Page> {
    const id = encodeURIComponent(session.account.external_id);
    const { json } = await session.call({ url: `${API}/athletes/${id}/stats` });
    yield known(json, 'totals', 'Totals');
  },
};

/** Kept as it came; nothing where nothing came. */
function known(raw: Json, external_id: string, name: string): Page {
  if (typeof raw !== 'object' || raw === null) return { items: [], next: null };
  return { items: [{ external_id, raw: keptPayload(raw), core: { kind: 'other', name, local_date: null } }], ...WHOLE };
}

function profileItem(athlete: JsonObject): Item {
  const sex = athlete.sex === 'M' ? 'male' : athlete.sex === 'F' ? 'female' : null;
  return {
    external_id: 'profile',
    raw: keptPayload(athlete, ['bikes', 'shoes', 'clubs', 'friend', 'follower', 'blocked', 'bio']),
    core: { kind: 'profile', sex, birth_date: null, height_m: null, time_zone: null },
  };
}

function thresholdItems({ weight, ftp }: JsonObject): Item[] {
  const values = [threshold('weight_kg', null, weight), threshold('ftp_w', 'ride', ftp)].flatMap(
    (value) => value ?? [],
  );
  if (values.length === 0) return [];
  const raw = { weight: numberOf(weight), ftp: numberOf(ftp) };
  return [{ external_id: 'thresholds', raw, core: { kind: 'thresholds', values } }];
}

/** Strava writes 0 or null for what was never entered. */
function threshold(kind: ThresholdKind, family: DatedThreshold['family'], raw: unknown): DatedThreshold | null {
  const value = numberOf(raw);
  const { min, max } = THRESHOLDS[kind];
  return value !== null && value >= min && value <= max ? { kind, family, value, valid_from: null } : null;
}

function gearItems(athlete: JsonObject): Item[] {
  const seen = new Set<string>();
  const of = (list: unknown, gear: 'bike' | 'shoes') =>
    listOf(list).flatMap((raw): Item[] => {
      const id = isObject(raw) ? idOf(raw.id) : null;
      if (!isObject(raw) || id === null || seen.has(id)) return [];
      seen.add(id);
      const name = gearName(raw) ?? (gear === 'bike' ? 'Bike' : 'Shoes');
      const retired = boolOf(raw.retired) ?? false;
      const core = { kind: 'gear', name, gear, distance_m: numberOf(raw.distance), retired } as const;
      return [{ external_id: id, raw: keptPayload(raw), core }];
    });
  return [...of(athlete.bikes, 'bike'), ...of(athlete.shoes, 'shoes')];
}
