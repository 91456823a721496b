/** The athlete: who they are, and their thresholds, which the platform keeps apart by sport but without dates. */

import type { DatedThreshold, Item, ItemCore, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, isObject, type JsonObject, numberOf, objectOf, positiveOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import type { Family } from '../../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import { zoneOf } from './login.ts';
import { dayOf, field, unwrapped } from './payload.ts';
import { regionOf, requireMember, unexpected } from './platform.ts';
import { withoutPrivate } from './private-parts.ts';
import { ask } from './request.ts';
import { INTERVAL_INFO_PATH, USER_INFO_PATH } from './routes.ts';

const DAY_S = 86_400;
const EVERYTHING = { from: null, to: null };

export const PROFILE: Stream = {
  id: 'profile',
  title: 'Profile',
  look_back_days: 0,
  fresh_s: DAY_S,
  calls: 1,
  noise: ['rideTime', 'rideDistance', 'rideCalorie', 'rideNum', 'deviceName', 'avatar'],
  pages: profilePages,
};

export const THRESHOLD_SETTINGS: Stream = {
  id: 'thresholds',
  title: 'Thresholds and zones',
  look_back_days: 0,
  fresh_s: DAY_S,
  calls: 1,
  noise: [],
  pages: thresholdPages,
};

async function* profilePages({ session }: StreamAsk): AsyncIterable<Page> {
  const own = ownSettings(session);
  let info: JsonObject;
  try {
    info = unwrapped(await ask(session, USER_INFO_PATH), 'data', 'member');
  } catch (error) {
    // China refuses it to some accounts; height and weight then come with the thresholds.
    if (!isTrouble(error, 'forbidden', 'not_found')) throw error;
    yield { items: own, next: null };
    return;
  }
  if (Object.keys(info).length === 0) throw unexpected('a profile without content');
  requireMember(session, idOf(field(info, 'memberId')));
  const weight = thresholdOf('weight_kg', null, field(info, 'weight'));
  const items: Item[] = [
    { external_id: 'profile', raw: withoutPrivate(info), core: personOf(info, session) },
    ...(weight ? [thresholdItem('weight', { weight: weight.value }, [weight])] : []),
    ...own,
  ];
  yield { items, next: null, complete: EVERYTHING };
}

async function* thresholdPages({ session }: StreamAsk): AsyncIterable<Page> {
  const info = unwrapped(await ask(session, INTERVAL_INFO_PATH), 'data', 'intervalInfo');
  const member = isObject(info.member) ? info.member : isObject(info.Member) ? info.Member : info;
  if (Object.keys(info).length === 0) throw unexpected('thresholds without content');
  requireMember(session, idOf(field(member, 'memberId')));
  const { secrets } = session;
  const values = [
    // What the athlete set here comes before what the platform has.
    secrets.ftp_w === undefined ? thresholdOf('ftp_w', 'ride', field(member, 'ftp')) : null,
    secrets.lthr_bpm === undefined ? thresholdOf('lthr_bpm', 'ride', field(member, 'lthr')) : null,
    thresholdOf('max_hr_bpm', 'ride', field(member, 'mhr')),
    thresholdOf('resting_hr_bpm', null, field(member, 'quietHeartRate')),
    thresholdOf('lthr_bpm', 'run', field(member, 'runLthr')),
    thresholdOf('max_hr_bpm', 'run', field(member, 'runMhr')),
    thresholdOf('lthr_bpm', 'swim', field(member, 'swimLthr')),
    thresholdOf('max_hr_bpm', 'swim', field(member, 'swimMhr')),
    thresholdOf('weight_kg', null, field(member, 'weight')),
  ].flatMap((one) => one ?? []);
  const height = field(member, 'height');
  const items: Item[] = [
    thresholdItem('thresholds', withoutPrivate(info), values),
    ...(height === null
      ? []
      : [{ external_id: 'height', raw: { height }, core: personOf({ height }, session) } satisfies Item]),
  ];
  yield { items, next: null, complete: EVERYTHING };
}

/** What was given with the login. */
function ownSettings({ secrets }: Session): Item[] {
  const values = [
    thresholdOf('ftp_w', 'ride', secrets.ftp_w ?? null),
    thresholdOf('lthr_bpm', 'ride', secrets.lthr_bpm ?? null),
  ].flatMap((one) => one ?? []);
  const raw = Object.fromEntries(values.map(({ kind, value }) => [kind, value]));
  return values.length === 0 ? [] : [thresholdItem('own-settings', raw, values)];
}

function thresholdItem(external_id: string, raw: Item['raw'], values: readonly DatedThreshold[]): Item {
  return { external_id, raw, core: { kind: 'thresholds', values } };
}

/** Null when it is not set (0) or impossible. */
function thresholdOf(kind: ThresholdKind, family: Family | null, written: unknown): DatedThreshold | null {
  const value = positiveOf(written);
  const { min, max } = THRESHOLDS[kind];
  return value === null || value < min || value > max ? null : { kind, family, value, valid_from: null };
}

function personOf(info: unknown, session: Session): ItemCore {
  const person = objectOf(info);
  const height_cm = positiveOf(field(person, 'height'));
  const birth_date = dayOf(field(person, 'birthDate', 'birthday'), session.time_zone);
  const sex = numberOf(field(person, 'sex', 'gender'));
  return {
    kind: 'profile',
    sex: sex === 1 ? 'male' : sex === 2 ? 'female' : null,
    birth_date: birth_date !== null && birth_date > '1900-01-01' && birth_date < session.today ? birth_date : null,
    height_m: height_cm !== null && height_cm >= 50 && height_cm <= 260 ? height_cm / 100 : null,
    time_zone: zoneOf(regionOf(session), person),
  };
}
