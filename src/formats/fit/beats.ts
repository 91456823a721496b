/** Beat-to-beat intervals from `hrv` messages, which carry no time of their own: placed between the records around them. */

import type { BeatIntervals } from '../../core/recording.ts';
import { readNumber } from './base-types.ts';
import type { MessageList } from './messages.ts';
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
  const { view, definitions } = list.source;
  const first = list.indexAt(from);
  const last = list.indexAt(to);
  const rr_ms: number[] = [];
  const time_s: number[] = [];
  let next = 0;
  let before = Number.NaN;
  let clock = Number.NaN;
  for (let i = first; i < last; i++) {
    const offset = list.offsets[i]!;
    const definition = definitions[list.definition_ids[i]!]!;
    const field = definition.fields.find((f) => f.num === HRV.time.num);
    if (!field || field.size % field.type.size !== 0) continue;
    for (; next < record_offsets.length && record_offsets[next]! < offset; next++) {
      if (!Number.isNaN(record_times[next]!)) before = record_times[next]!;
    }
    let after = Number.NaN;
    for (let k = next; k < record_times.length && k < next + 3 && Number.isNaN(after); k++) after = record_times[k]!;
    const end = offset + field.at + field.size;
    for (let at = offset + field.at; at < end; at += field.type.size) {
      const raw = readNumber(view, at, field.type, definition.little);
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
