/** What must hold for everything that was read, however broken the input: complete sentences, finite numbers, possible times. */

import { localDate } from '../src/core/time.ts';
import { unpackRecording } from '../src/store/recordings.ts';
import type { ReadFile, ReadRecording } from '../src/sync/read-file.ts';

const LONGEST_SENTENCE = 400;
// Controls and what reorders or hides text; line feed and tab are allowed.
const UNCLEAN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** Null when a person can read it. */
export function faultOfSentence(text: string): string | null {
  if (text.trim().length < 10) return `no sentence: "${text}"`;
  if (text.length > LONGEST_SENTENCE) return `sentence of ${text.length} characters`;
  if (/\bundefined\b|\bNaN\b|\[object |\bat .+:\d+:\d+/.test(text)) return `not for a person: "${text}"`;
  return UNCLEAN.test(text) ? 'control characters in a sentence' : null;
}

/** Null when the import can store it as it is. */
export function faultOfReadFile(read: ReadFile): string | null {
  if (read.content === 'activity' && read.recordings.length === 0) return 'an activity without a recording';
  for (const { message } of read.warnings) {
    const fault = faultOfSentence(message);
    if (fault) return `warning: ${fault}`;
  }
  for (const recording of read.recordings) {
    const fault = faultOfRecording(recording);
    if (fault) return fault;
  }
  const documents = { workouts: read.workouts, readings: read.readings };
  return faultOfValue(documents, 'file', 0) ?? faultOfText(read.courses.map(({ name, points }) => [name, points]));
}

function faultOfRecording(recording: ReadRecording): string | null {
  const { detail, place, record_count } = recording;
  if (detail.end_s < detail.start_s) return 'it ends before it starts';
  const has_content =
    record_count > 0 ||
    detail.laps.length + detail.lengths.length + detail.sets.length > 0 ||
    Object.keys(detail.device_values).length > 0;
  if (!has_content) return 'an empty recording';
  if (!Number.isFinite(place.utc_offset_s) || Math.abs(place.utc_offset_s) > 86_400)
    return `offset ${place.utc_offset_s}`;
  if (!/^\d{4}-\d\d-\d\d$/.test(localDate(detail.start_s, place.utc_offset_s))) return `start ${detail.start_s}`;
  const { samples } = unpackRecording(recording);
  const lengths = [...Object.values(samples.channels), ...samples.extra.map((extra) => extra.values)].map(
    (v) => v.length,
  );
  if (lengths.some((length) => length !== samples.time_s.length)) return 'channels of different lengths';
  return faultOfValue(detail, 'recording', 0);
}

/** Null when nothing inside is a number that JSON or the database cannot hold, or unclean text. */
export function faultOfValue(value: unknown, path: string, depth: number): string | null {
  if (depth > 64) return `${path} nests too deeply`;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value === 'string') return UNCLEAN.test(value) ? `${path} holds control characters` : null;
  if (value === undefined) return `${path} is undefined`;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return null;
  for (const [key, inner] of Object.entries(value)) {
    const fault = faultOfValue(inner, `${path}.${key}`, depth + 1);
    if (fault) return fault;
  }
  return null;
}

function faultOfText(value: unknown): string | null {
  return faultOfValue(value, 'course', 0);
}
