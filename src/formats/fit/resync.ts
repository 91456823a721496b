/**
 * Finds the next place where messages make sense again after bytes were lost or damaged, by what cannot be chance:
 * several messages in a row of known layout, with times that follow the last good one.
 */

import { type Definition, NO_TIME } from './messages.ts';

/** Messages that must fit together. */
const NEEDED = 3;
const MAX_STEPS = 12;
const DAY_S = 86_400;

/**
 * The offset of the next plausible message header in (after, stop), -1 when there is none. `last_time` is the FIT time
 * of the last good message.
 */
export function findNextMessage(
  view: DataView,
  after: number,
  stop: number,
  last_time: number,
  definitionOf: (local: number) => Definition | null,
): number {
  if (last_time === NO_TIME) return -1;
  for (let at = after + 1; at < stop; at++) {
    if (isPlausible(view, at, stop, last_time, definitionOf)) return at;
  }
  return -1;
}

function isPlausible(
  view: DataView,
  start: number,
  stop: number,
  last_time: number,
  definitionOf: (local: number) => Definition | null,
): boolean {
  let at = start;
  let time = last_time;
  let found = 0;
  for (let step = 0; step < MAX_STEPS && found < NEEDED; step++) {
    const header = view.getUint8(at);
    // Only plain data messages: a compressed header fits half of all bytes.
    if ((header & 0xf0) !== 0) return false;
    const definition = definitionOf(header);
    if (!definition) return false;
    const next = at + 1 + definition.size;
    if (next > stop) return false;
    if (definition.time_at >= 0) {
      const found_time = view.getUint32(at + 1 + definition.time_at, definition.little);
      if (found_time < time || found_time > time + DAY_S) return false;
      time = found_time;
      found++;
    } else if (step === 0) return false;
    // A file that ends here cannot prove more.
    if (next === stop) return found > 0;
    at = next;
  }
  return found >= NEEDED;
}
