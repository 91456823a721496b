/** What there is beyond a line of the activity list: the device's file, else streams; comments. Intervals come by the dozen (activity-intervals.ts). */

import type { ActivityDetail, Item, Json, Session } from '../../core/connector.ts';
import { FormatError } from '../../core/failure.ts';
import { idOf, isObject, listOf, numberOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import type { Recording } from '../../core/recording.ts';
import { cleanText } from '../../core/text.ts';
import { detectFormat, type FormatId } from '../../formats/detect.ts';
import { removeGzip } from '../../formats/gzip.ts';
import { activityTime } from './activity-time.ts';
import { apiUrl, ask } from './address.ts';
import type { Activity, Message } from './api-types.ts';
import { fieldsOf, keptPayload, objectsOf, type Unread } from './payload.ts';
import { recordingFromStreams } from './stream-recording.ts';

type Part = ActivityDetail['parts'][number];

export async function readDetail(session: Session, item: Item): Promise<ActivityDetail> {
  const row = fieldsOf<Activity>(item.raw);
  const original = await originalOf(session, item.external_id);
  const recording = original === null ? await recordingOf(session, item, row) : null;
  const recorded = original !== null || recording !== null;
  const parts = [
    ...(recorded ? [] : await summariesOf(session, item.external_id, row)),
    ...(numberOf(row.icu_chat_id) === null ? [] : await messagesOf(session, item.external_id)),
  ];
  const reason = 'Intervals.icu has neither a file nor streams of this activity.';
  return {
    originals: original === null ? [] : [original],
    recording,
    fact: null,
    parts,
    missing: recorded ? null : { reason, for_good: true },
  };
}

/** Formats a device writes; anything else in the place of a file is none. */
const EXTENSIONS: Partial<Record<FormatId, string>> = {
  fit: 'fit',
  tcx: 'tcx',
  gpx: 'gpx',
  pwx: 'pwx',
  hrm: 'hrm',
  zip: 'zip',
};

/** The file as it was uploaded; gzipped whatever its name. Null when there is none that can be used. */
async function originalOf(session: Session, id: string): Promise<{ label: string; bytes: Uint8Array } | null> {
  const bytes = await unlessRefused(
    async () => (await session.call({ url: apiUrl('activity', id, 'file'), accept: 'bytes' })).bytes,
  );
  if (bytes === null) return null;
  let content: Uint8Array;
  try {
    content = await removeGzip(bytes);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
  const extension = EXTENSIONS[detectFormat(content)];
  return extension === undefined ? null : { label: `${id}.${extension}`, bytes: content };
}

async function recordingOf(session: Session, item: Item, row: Unread<Activity>): Promise<Recording | null> {
  const { core } = item;
  const { start_s, utc_offset_s } = activityTime(row);
  if (core.kind !== 'activity' || start_s === null) return null;
  const streams = await unlessRefused(() => ask(session, ['activity', item.external_id, 'streams']));
  const { fact } = core;
  return recordingFromStreams(listOf(streams), {
    sport: fact.sport ?? 'other',
    sport_as_written: fact.sport_as_written,
    start_s,
    utc_offset_s,
    device_name: typeof fact.other.device_name === 'string' ? fact.other.device_name : null,
    values: fact.values,
  });
}

/** Where nothing can be computed here, what the platform has computed: its curves and histograms. */
async function summariesOf(session: Session, id: string, row: Unread<Activity>): Promise<Part[]> {
  const wanted = [
    ...(numberOf(row.icu_average_watts) === null ? [] : ['power-curve', 'power-histogram']),
    ...(numberOf(row.average_heartrate) === null ? [] : ['hr-curve', 'hr-histogram']),
  ];
  const parts: Part[] = [];
  for (const name of wanted) {
    const raw = await unlessRefused(() => ask(session, ['activity', id, name]));
    const some = isObject(raw) ? listOf(raw.values).length > 0 : listOf(raw).length > 0;
    if (raw !== null && some) parts.push({ name, raw: keptPayload(raw) });
  }
  return parts;
}

/** Comments: what was said, by the athlete or by somebody else, who stays unnamed. */
async function messagesOf(session: Session, id: string): Promise<Part[]> {
  const raw = await unlessRefused(() => ask(session, ['activity', id, 'messages']));
  const messages = objectsOf(raw).flatMap((entry): Json[] => {
    const message = fieldsOf<Message>(entry);
    const content = cleanText(message.content);
    if (content === null || (message.deleted ?? null) !== null) return [];
    const by = idOf(message.athlete_id) === session.account.external_id ? 'athlete' : 'someone else';
    const { start_index, end_index, created, type } = message;
    return [keptPayload({ id: idOf(message.id), by, content, created, type, start_index, end_index } as Json)];
  });
  return messages.length === 0 ? [] : [{ name: 'messages', raw: messages }];
}

/** Null where the platform does not have it or does not hand it out; every other trouble is the caller's. */
async function unlessRefused<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (isTrouble(error, 'not_found', 'forbidden', 'missing_scope', 'bad_request', 'plan')) return null;
    throw error;
  }
}
