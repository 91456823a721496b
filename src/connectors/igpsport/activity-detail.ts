/** One activity in full: its device file, what the platform computed, and its laps. */

import type { ActivityDetail, Item, Json, Session } from '../../core/connector.ts';
import { Failure, FormatError } from '../../core/failure.ts';
import { isObject, type JsonObject, numberOf, objectOf, textOf } from '../../core/json.ts';
import { isTrouble } from '../../core/platform-failure.ts';
import { addDays } from '../../core/time.ts';
import { detectFormat, type FormatId } from '../../formats/detect.ts';
import { decodeFit } from '../../formats/fit/index.ts';
import { splitLegs } from '../../formats/fit/legs.ts';
import { unixTime } from '../../formats/fit/messages.ts';
import { MESSAGE } from '../../formats/fit/profile.ts';
import { factOf, fileLabel, type Instants } from './activity-fact.ts';
import { field, rowsOf, unwrapped } from './payload.ts';
import { withoutPrivate } from './private-parts.ts';
import { ask } from './request.ts';
import { DETAIL_PATH, FILE_LINK_PATH, LAPS_PATH } from './routes.ts';

const MAX_FILE_BYTES = 50_000_000;
const WORKED_ON_DAYS = 3;
const YEAR_2000_S = 946_684_800;
const NOT_A_RECORDING: ReadonlySet<FormatId> = new Set(['html', 'json', 'empty']);

export async function detail(session: Session, item: Item): Promise<ActivityDetail> {
  const { external_id } = item;
  const row = objectOf(item.raw);
  const told = await maybe(ask(session, `${DETAIL_PATH}/${encodeURIComponent(external_id)}`));
  const full = unwrapped(told.value, 'data');
  const file = await fileOf(session, external_id, textOf(field(full, 'fitUrl', 'fitOssPath')));
  const laps = await maybe(ask(session, `${LAPS_PATH}/${encodeURIComponent(external_id)}`));
  const lap_rows = lapsOf(laps.value);

  const instants = file.bytes === null ? null : instantsOf(file.bytes);
  const known = Object.keys(full).length > 0;
  return {
    originals:
      file.bytes === null ? [] : [{ label: fileLabel(external_id, extensionOf(file.bytes)), bytes: file.bytes }],
    recording: null,
    fact: known || instants ? factOf(external_id, overlaid(row, full), session.time_zone, instants) : null,
    parts: [
      ...(known ? [{ name: 'detail', raw: withoutPrivate(full) }] : []),
      ...(lap_rows.length > 0 ? [{ name: 'laps', raw: withoutPrivate(lap_rows) }] : []),
    ],
    missing:
      file.bytes === null
        ? { reason: file.reason, for_good: file.for_good && (told.gone || isSettled(session, item, row)) }
        : null,
  };
}

/** False for a recent activity that the platform may still be working on: its file can come yet. */
function isSettled(session: Session, { core }: Item, row: JsonObject): boolean {
  const is_ready = ['dataStatus', 'analysisStatus'].every((name) => numberOf(field(row, name)) === 1);
  const local_date = core.kind === 'activity' ? core.local_date : session.today;
  return is_ready || (local_date !== '' && local_date < addDays(session.today, -WORKED_ON_DAYS));
}

type File =
  | { readonly bytes: Uint8Array }
  | { readonly bytes: null; readonly reason: string; readonly for_good: boolean };

/** From the link the detail names, else from the one that is handed out on request. */
async function fileOf(session: Session, external_id: string, named: string | null): Promise<File> {
  const first = named === null ? null : await download(session, named);
  if (first?.bytes) return first;
  const asked = await maybe(ask(session, `${FILE_LINK_PATH}/${encodeURIComponent(external_id)}`));
  const link = linkOf(asked.value);
  if (link !== null && link !== named) return download(session, link);
  return first ?? { bytes: null, reason: 'iGPSPORT has no file of this activity.', for_good: true };
}

async function download(session: Session, link: string): Promise<File> {
  const url = secured(link);
  if (url === null) return { bytes: null, reason: 'iGPSPORT names no usable address for the file.', for_good: false };
  const call = {
    url,
    signed: false,
    follow: true,
    accept: 'bytes',
    max_bytes: MAX_FILE_BYTES,
    counts: 'none',
  } as const;
  try {
    const { bytes } = await session.call(call);
    if (!NOT_A_RECORDING.has(detectFormat(bytes, 'activity.fit'))) return { bytes };
    return { bytes: null, reason: 'What iGPSPORT hands out for this activity is not a recording.', for_good: false };
  } catch (error) {
    const gone = isTrouble(error, 'not_found');
    const refused = error instanceof Failure && error.code === 'bad_address';
    if (!gone && !refused && !isTrouble(error, 'bad_request', 'unexpected')) throw error;
    return { bytes: null, reason: 'The file of this activity cannot be fetched from its storage.', for_good: gone };
  }
}

/** https, whatever was written; plain http stays only on this machine, where the engine decides. Null for no address. */
function secured(link: string): string | null {
  const text = /^[\w-]+(?:\.[\w-]+)+\//.test(link) ? `https://${link}` : link.startsWith('//') ? `https:${link}` : link;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const local = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !local) url.protocol = 'https:';
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** The link is the whole `data`, or one of its fields. */
function linkOf(data: Json): string | null {
  const text = textOf(data);
  if (text !== null) return text;
  return textOf(field(data, 'url', 'downloadUrl', 'fitUrl', 'fileUrl', 'ossUrl', 'signedUrl'));
}

function extensionOf(bytes: Uint8Array): string {
  const format = detectFormat(bytes, 'activity.fit');
  if (format === 'gzip') return 'fit.gz';
  return ['fit', 'gpx', 'tcx', 'zip', 'pwx'].includes(format) ? format : 'fit';
}

/** When the activity was, by its own file; null for files that are no readable FIT. */
function instantsOf(bytes: Uint8Array): Instants | null {
  if (detectFormat(bytes, 'activity.fit') !== 'fit') return null;
  try {
    const file = decodeFit(bytes);
    const records = file.messages(MESSAGE.record);
    const times = Float64Array.from({ length: records.length }, (_, i) => unixTime(records.fitTime(i)));
    const legs = splitLegs(file.messages(MESSAGE.session).within(0, bytes.length), times);
    const [first, last] = [legs[0], legs.at(-1)];
    // Without a clock devices count from when they were switched on.
    if (!first || !last || first.start_s < YEAR_2000_S) return null;
    return { start_s: first.start_s, duration_s: last.end_s - first.start_s };
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** The detail over the row; what the detail leaves empty stays as the row has it. */
function overlaid(row: JsonObject, full: JsonObject): JsonObject {
  const filled = Object.entries(full).filter(([, value]) => value !== null && value !== '');
  return { ...row, ...Object.fromEntries(filled) };
}

/** Without the last row, which sums the others up under a word in the account's language. */
function lapsOf(data: Json): readonly Json[] {
  return (rowsOf(data) ?? []).filter((row) => {
    if (!isObject(row)) return false;
    const lap = field(row, 'lap', 'lapNo', 'index');
    return lap === null || numberOf(lap) !== null;
  });
}

/** Null where the platform does not have it, or not in a known form; `gone` when it said so. */
async function maybe(data: Promise<Json>): Promise<{ readonly value: Json; readonly gone: boolean }> {
  try {
    return { value: await data, gone: false };
  } catch (error) {
    if (!isTrouble(error, 'not_found', 'bad_request', 'unexpected', 'forbidden')) throw error;
    return { value: null, gone: isTrouble(error, 'not_found') };
  }
}
