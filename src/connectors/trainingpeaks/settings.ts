/** Profile, zones and thresholds. Zone sets belong to a sport, or to all sports that have none of their own. */

import type { DatedThreshold, Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, isObject, type JsonObject, listOf, numberOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';
import type { Family } from '../../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../../core/thresholds.ts';
import { isTimeZone } from '../../core/time.ts';
import { athletePath } from './activities.ts';
import { PLATFORM, read } from './calls.ts';
import { dayOf } from './dates.ts';
import { withoutPrivateParts } from './private-parts.ts';
import { familyOfType } from './workout-types.ts';

export const SETTINGS: Stream = {
  id: 'settings',
  title: 'profile, zones and thresholds',
  look_back_days: 0,
  fresh_s: 12 * 3600,
  calls: 1,
  noise: ['lastLogon', 'lastModifiedDate'],
  pages: settingsPages,
};

const ZONE_LISTS = ['powerZones', 'heartRateZones', 'speedZones'] as const;

async function* settingsPages({ session }: StreamAsk): AsyncIterable<Page> {
  const { json } = await session.call(read(`${athletePath(session, 1)}/settings`));
  const settings = Array.isArray(json) ? objectOf(json[0]) : objectOf(json);
  if (Object.keys(settings).length === 0) {
    throw new PlatformFailure(PLATFORM, { kind: 'unexpected', detail: 'there are no settings' });
  }
  const items = [profileOf(settings), ...ZONE_LISTS.flatMap((list) => zoneItems(list, listOf(settings[list])))];
  yield { items, next: null, complete: { from: null, to: null } };
}

function profileOf(settings: JsonObject): Item {
  const gender = textOf(settings.gender)?.trim().toLowerCase() ?? '';
  const zone = textOf(settings.timeZone);
  return {
    external_id: 'profile',
    raw: withoutPrivateParts(settings, ZONE_LISTS),
    core: {
      kind: 'profile',
      sex: /^(m|male)$/.test(gender) ? 'male' : /^(f|female)$/.test(gender) ? 'female' : null,
      birth_date: dayOf(settings.birthday),
      height_m: null,
      time_zone: zone !== null && isTimeZone(zone) ? zone : null,
    },
  };
}

/** One item per set. Two sets of one family (road and mountain bike): the one with the lower number speaks for the family. */
function zoneItems(list: (typeof ZONE_LISTS)[number], sets: readonly Json[]): Item[] {
  const sorted = sets
    .filter(isObject)
    .sort((a, b) => (numberOf(a.workoutTypeId) ?? 0) - (numberOf(b.workoutTypeId) ?? 0));
  const said = new Set<string>();
  const items = new Map<string, Item>();
  // The sports' own sets first: the default set of pace is only worth something where no set for running is.
  for (const set of [...sorted.filter((s) => !isDefault(s)), ...sorted.filter(isDefault)]) {
    const values = thresholdsOf(list, set).filter(({ kind, family }) => {
      const key = `${kind} ${family ?? 'all'}`;
      if (said.has(key)) return false;
      said.add(key);
      return true;
    });
    const external_id = `${list}:${idOf(set.workoutTypeId) ?? '0'}`;
    if (!items.has(external_id)) {
      items.set(external_id, { external_id, raw: withoutPrivateParts(set), core: { kind: 'thresholds', values } });
    }
  }
  return [...items.values()];
}

function isDefault(set: JsonObject): boolean {
  return (idOf(set.workoutTypeId) ?? '0') === '0';
}

function thresholdsOf(list: (typeof ZONE_LISTS)[number], set: JsonObject): DatedThreshold[] {
  const family = familyOfType(set.workoutTypeId);
  if (family === undefined) return [];
  const valid_from = validFrom(set);
  const one = (kind: ThresholdKind, value: Json | undefined, of: Family | null): DatedThreshold[] => {
    const number = positiveOf(value);
    const { min, max, families } = THRESHOLDS[kind];
    if (number === null || number < min || number > max) return [];
    const own: readonly Family[] = families;
    if (own.length === 0) return [{ kind, family: null, value: number, valid_from }];
    return of !== null && !own.includes(of) ? [] : [{ kind, family: of, value: number, valid_from }];
  };
  switch (list) {
    case 'powerZones':
      return one('ftp_w', set.threshold, family);
    case 'heartRateZones':
      return [
        ...one('lthr_bpm', set.threshold, family),
        ...one('max_hr_bpm', set.maximumHeartRate, family),
        ...one('resting_hr_bpm', set.restingHeartRate, family),
      ];
    case 'speedZones':
      // A pace of running says nothing about swimming, so the default set stands for running alone.
      return one('threshold_speed_mps', set.threshold, family ?? 'run');
  }
}

const DATE_KEYS = ['effectiveDate', 'effectiveFrom', 'effectiveStartDate', 'validFrom', 'startDate', 'dateEffective'];

/** The day a set holds from, where the platform tells it. */
function validFrom(set: JsonObject): string | null {
  for (const key of DATE_KEYS) {
    const day = dayOf(set[key]);
    if (day !== null) return day;
  }
  return null;
}
