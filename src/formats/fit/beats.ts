/** Beat-to-beat intervals from `hrv` messages, which carry no time of their own: placed between the records around them. */

import type { BeatIntervals } from '../../core/recording.ts';
import { readNumber } from './base-types.ts';
import type { DefinedField, Definition, MessageList } from './messages.ts';
import { HRV } from './profile.ts';

/** How far the sum of the intervals may drift from the records around it before it is set right. */
const SLACK_S = 5;

/**
 * Reads the hrv messages that lie in the bytes [from, to). `record_offsets` and `record_times` (NaN allowed) belong to
 * the records of the same bytes, in file order. Null when there are no intervals.
 */
export function readBeats(
  list: MessageList,
  from: number,
  to: number,
  record_offsets: Uint32Array,
  record_times: Float64Array,
): BeatIntervals | null {
  const { bytes, view, definitions } = list.source;
  const first = list.indexAt(from);
  const last = list.indexAt(to);
  const rr_ms: number[] = [];
  const time_s: number[] = [];
  let next = 0;
  let before = Number.NaN;
  let clock = Number.NaN;
  let definition: Definition | undefined;
  let field: DefinedField | undefined;
  for (let i = first; i < last; i++) {
    const offset = list.offsets[i]!;
    if (definitions[list.definition_ids[i]!] !== definition) {
      definition = definitions[list.definition_ids[i]!]!;
      field = timeField(definition);
    }
    if (!field || !definition) continue;
    for (; next < record_offsets.length && record_offsets[next]! < offset; next++) {
      if (!Number.isNaN(record_times[next]!)) before = record_times[next]!;
    }
    let after = Number.NaN;
    for (let k = next; k < record_times.length && k < next + 3 && Number.isNaN(after); k++) after = record_times[k]!;
    const { type } = field;
    const end = offset + field.at + field.size;
    for (let at = offset + field.at; at < end; at += type.size) {
      const raw =
        type.name === 'uint16' ? uint16(bytes, at, definition.little) : readNumber(view, at, type, definition.little);
      if (!(raw > 0)) continue;
      const seconds = raw / HRV.time.scale;
      if (Number.isNaN(clock)) clock = Number.isNaN(before) ? after - seconds : before;
      clock += seconds;
      if (clock < before - SLACK_S) clock = before;
      if (clock > after + SLACK_S) clock = after;
      rr_ms.push(seconds * 1000);
      time_s.push(clock);
    }
  }
  return rr_ms.length === 0 ? null : { time_s: Float64Array.from(time_s), rr_ms: Float64Array.from(rr_ms) };
}

function timeField(definition: Definition): DefinedField | undefined {
  const field = definition.fields.find((f) => f.num === HRV.time.num);
  return field && field.size % field.type.size === 0 ? field : undefined;
}

/** What nearly all files use, without the detour over all the types there are. */
function uint16(bytes: Uint8Array, at: number, little: boolean): number {
  const raw = little ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
  return raw === 0xffff ? Number.NaN : raw;
}
