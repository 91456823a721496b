/** Who the athlete is, and the settings of each sport: one call tells both. */

import type { Item, Json, Page, Stream, StreamAsk } from '../../core/connector.ts';
import { idOf, isObject, listOf, numberOf, textOf } from '../../core/json.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';
import { cleanLine } from '../../core/text.ts';
import { isTimeZone } from '../../core/time.ts';
import { dateOf } from './activity-time.ts';
import { ask, askAthlete, athleteOf, PLATFORM } from './address.ts';
import type { SportSettings, WithSportSettings } from './api-types.ts';
import { fieldsOf, keptPayload, objectsOf, type Unread } from './payload.ts';
import { thresholdsOfAthlete, thresholdsOfSettings } from './thresholds.ts';

export const PROFILE: Stream = {
  id: 'profile',
  title: 'Profile, thresholds and zones',
  look_back_days: 0,
  fresh_s: 12 * 3600,
  calls: 1,
  scope: 'SETTINGS:READ',
  noise: ['icu_last_seen', 'updated', 'status_updated', 'icu_queue_pos', 'wellness_last_prompt_date', 'mmp_model'],
  pages: profilePages,
};

/** Times of the last exchange with each device maker. */
const EXCHANGES = /_last_upload$/;

async function* profilePages({ session }: StreamAsk): AsyncIterable<Page> {
  const raw = await ask(session, ['athlete', athleteOf(session)]);
  if (!isObject(raw)) throw new PlatformFailure(PLATFORM, { kind: 'unexpected', detail: 'no athlete' });
  const athlete = fieldsOf<WithSportSettings>(raw);
  // The settings come along; a server that leaves them out is asked for them.
  const settings = Array.isArray(athlete.sportSettings)
    ? listOf(athlete.sportSettings)
    : await askAthlete(session, 'sport-settings');
  const exchanges = Object.keys(raw).filter((key) => EXCHANGES.test(key));
  const kept = keptPayload(raw, ['sportSettings', 'custom_items', 'icu_type_settings', ...exchanges]);
  const body = {
    icu_weight: athlete.icu_weight ?? athlete.weight ?? null,
    icu_resting_hr: athlete.icu_resting_hr ?? null,
  };
  const items: Item[] = [
    { external_id: 'profile', raw: kept, core: profileOf(athlete) },
    {
      external_id: 'body',
      raw: keptPayload(body),
      core: { kind: 'thresholds', values: thresholdsOfAthlete(athlete) },
    },
    ...settingsItems(settings),
  ];
  yield { items, next: null, complete: { from: null, to: null } };
}

function settingsItems(settings: readonly Json[]): Item[] {
  const records = objectsOf(settings);
  const values = thresholdsOfSettings(records);
  return records.map((raw, i) => {
    const row = fieldsOf<SportSettings>(raw);
    return {
      external_id: `settings:${idOf(row.id) ?? listOf(row.types).join('+')}`,
      raw: keptPayload(raw),
      core: { kind: 'thresholds', values: values[i] ?? [] },
    };
  });
}

function profileOf(athlete: Unread<WithSportSettings>): Extract<Item['core'], { kind: 'profile' }> {
  const sex = textOf(athlete.sex)?.trim().slice(0, 1).toUpperCase();
  return {
    kind: 'profile',
    sex: sex === 'M' ? 'male' : sex === 'F' ? 'female' : null,
    birth_date: dateOf(athlete.icu_date_of_birth),
    height_m: heightOf(athlete),
    time_zone: zoneOf(athlete.timezone),
  };
}

/** An IANA zone, null when the value is none. */
export function zoneOf(value: unknown): string | null {
  const zone = cleanLine(value, 60);
  return zone !== null && isTimeZone(zone) ? zone : null;
}

const M_PER_FOOT = 0.3048;

/** Metres, whatever it is displayed in; some write centimetres or feet all the same, which no other height looks like. */
function heightOf(athlete: Unread<WithSportSettings>): number | null {
  const height = numberOf(athlete.height);
  if (height === null) return null;
  if (height >= 1 && height <= 2.5) return height;
  if (height >= 100 && height <= 250) return height / 100;
  if (athlete.height_units === 'FEET' && height > 3 && height < 8.3)
    return Math.round(height * M_PER_FOOT * 1000) / 1000;
  return null;
}
