/** What lies behind a list entry: description, laps, efforts, streams, and comments or zones. At most three calls. */

import type { ActivityDetail, Answer, Item, Json, Session } from '../../core/connector.ts';
import { idOf, isObject, type JsonObject, listOf, numberOf, objectOf } from '../../core/json.ts';
import { isTrouble, type PlatformFailure } from '../../core/platform-failure.ts';
import { cleanText } from '../../core/text.ts';
import { addDays } from '../../core/time.ts';
import { activityFact } from './activity.ts';
import { activityTime } from './activity-time.ts';
import { API, entryOf } from './address.ts';
import { keptPayload } from './kept-payload.ts';
import { recordingOf, STREAM_KEYS } from './recording.ts';

const OF_NO_WEIGHT = ['not_found', 'forbidden', 'bad_request', 'unexpected', 'server'] as const;

type Part = ActivityDetail['parts'][number];

/** Lists inside the detail that are parts of their own. */
const LISTS = ['laps', 'splits_metric', 'splits_standard', 'best_efforts', 'segment_efforts'] as const;
/** Shown for recent activities only: our own zones need no call, and a whole history would cost a day's budget for them. */
const ZONES_DAYS = 28;
const COMMENTS = 100;

/** Sessions that were refused zones, which only subscribers get: not asked again in the same run. */
const without_zones = new WeakSet<Session>();

const NO_SAMPLES = 'Strava has no samples for this activity.';
const HIDDEN = 'Its start time is hidden on Strava, so the samples have no place in time; the export archive has them.';
const GONE: ActivityDetail = {
  originals: [],
  recording: null,
  fact: null,
  parts: [],
  missing: { reason: 'Strava does not have this activity any more, or hides it.', for_good: true },
};

export async function activityDetail(session: Session, item: Item): Promise<ActivityDetail> {
  const { core, external_id: id } = item;
  if (core.kind !== 'activity') return GONE;
  const url = `${API}/activities/${encodeURIComponent(id)}`;
  const answer = await unlessRefused(session.call({ url, query: { include_all_efforts: true } }), 'not_found');
  if (answer === null) return GONE;
  const detail = entryOf(answer, 'activity');
  const raw = merged(item.raw, detail);
  const time = activityTime(raw);
  const fact = activityFact(id, raw, time, core.local_date);
  const recording = time.start_s === null ? null : recordingOf(await streamsOf(session, url), { raw, fact, time });
  const further = await thirdCall(session, url, raw, core.local_date);
  return {
    originals: [],
    recording,
    fact,
    parts: [...partsOf(detail), ...(further ? [further] : [])],
    missing: recording === null ? { reason: time.hidden ? HIDDEN : NO_SAMPLES, for_good: true } : null,
  };
}

/** Null when there are none: entered by hand, or recorded without anything to show. */
async function streamsOf(session: Session, url: string): Promise<Json> {
  const call = { url: `${url}/streams`, query: { keys: STREAM_KEYS, key_by_type: true } };
  const answer = await unlessRefused(session.call(call), 'not_found', 'forbidden', 'bad_request');
  return answer === null ? null : answer.json;
}

/** Null for what is wrong with this one activity; everything else concerns more than it. */
async function unlessRefused(
  call: Promise<Answer>,
  ...refusals: readonly PlatformFailure['trouble']['kind'][]
): Promise<Answer | null> {
  try {
    return await call;
  } catch (error) {
    if (isTrouble(error, ...refusals)) return null;
    throw error;
  }
}

/** The entry is kept under these. */
const OF_THE_LIST = ['id', 'start_date', 'start_date_local', 'timezone', 'utc_offset'];

/** The detail wins where it says something; it may leave out what the list had. */
function merged(listed: Json, detail: JsonObject): JsonObject {
  const entry = objectOf(listed);
  const said = Object.entries(detail).filter(
    ([key, value]) => value !== null && !(OF_THE_LIST.includes(key) && entry[key] !== undefined && entry[key] !== null),
  );
  return { ...entry, ...Object.fromEntries(said) };
}

function partsOf(detail: JsonObject): Part[] {
  const lists = LISTS.flatMap((name): Part[] => {
    const list = listOf(detail[name]);
    return list.length > 0 ? [{ name, raw: keptPayload(list) }] : [];
  });
  return [{ name: 'detail', raw: keptPayload(detail, LISTS) }, ...lists];
}

/** Comments where there are any, else zones. Neither is worth failing for. */
async function thirdCall(session: Session, url: string, raw: JsonObject, local_date: string): Promise<Part | null> {
  if ((numberOf(raw.comment_count) ?? 0) > 0) {
    const call = { url: `${url}/comments`, query: { page_size: COMMENTS } };
    const answer = await unlessRefused(session.call(call), ...OF_NO_WEIGHT);
    const comments = answer === null ? [] : commentsOf(answer.json);
    return comments.length > 0 ? { name: 'comments', raw: comments } : null;
  }
  const none = Array.isArray(raw.available_zones) && raw.available_zones.length === 0;
  if (none || without_zones.has(session) || local_date < addDays(session.today, -ZONES_DAYS)) return null;
  try {
    const answer = await unlessRefused(session.call({ url: `${url}/zones` }), ...OF_NO_WEIGHT);
    const zones = listOf(answer?.json);
    return zones.length > 0 ? { name: 'zones', raw: keptPayload(zones) } : null;
  } catch (error) {
    if (!isTrouble(error, 'plan', 'missing_scope')) throw error;
    without_zones.add(session);
    return null;
  }
}

/** What was written and when, not by whom. */
function commentsOf(json: Json): readonly Json[] {
  return listOf(json)
    .filter(isObject)
    .map((comment) => ({
      id: idOf(comment.id),
      created_at: cleanText(comment.created_at, 40),
      text: cleanText(comment.text),
    }));
}
