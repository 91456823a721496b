/**
 * Heart rate a chest strap stored by itself (under water) and the watch appended as `hr` messages: event times in
 * 1/1024 s, mostly as packed 12-bit remainders, anchored by one full timestamp. Merged into the records by time.
 */

import type { Message } from './messages.ts';
import { HR } from './profile.ts';

/** A value holds for at most this long when the next one is late. */
const HOLD_S = 5;
const STEP_S = 0.25;
const WRAP_32 = 2 ** 32;

/**
 * Writes the mean heart rate of the time since the previous record into `out`. The strap's own memory counts more than
 * what the watch received or measured on the wrist meanwhile: it was appended to replace that.
 * `times` are the records' Unix seconds in file order. True when anything was merged.
 */
export function mergeHeartRate(messages: readonly Message[], times: Float64Array, out: Float64Array): boolean {
  const samples = new HeldBeats(beatsOf(messages));
  let since = Number.NaN;
  let latest = Number.NaN;
  let merged = false;
  for (let i = 0; i < times.length && !(samples.done && Number.isNaN(latest)); i++) {
    const time = times[i]!;
    if (Number.isNaN(time) || time < since) continue;
    // Records of the same second share one value.
    if (time !== since) {
      latest = Math.round(samples.meanWithin(Number.isNaN(since) ? time - 1 : since, time));
      since = time;
    }
    if (!Number.isNaN(latest)) {
      out[i] = latest;
      merged = true;
    }
  }
  return merged;
}

interface Beats {
  readonly time_s: readonly number[];
  readonly bpm: readonly number[];
}

/** Walks along values every quarter second between beats, so that the mean over a second is weighted by time. */
class HeldBeats {
  readonly #beats: Beats;
  /** The beat at or before the value walked to, and how long after it that is. */
  #beat = 0;
  #after_s = 0;

  constructor(beats: Beats) {
    this.#beats = beats;
  }

  get done(): boolean {
    return this.#beat >= this.#beats.time_s.length;
  }

  /** Mean of the values in (from, to], NaN when there are none. What lies before is passed over. */
  meanWithin(from: number, to: number): number {
    const { time_s, bpm } = this.#beats;
    let sum = 0;
    let count = 0;
    for (; !this.done; this.#step()) {
      const time = time_s[this.#beat]! + this.#after_s;
      if (!(time <= to)) break;
      if (!(time > from)) continue;
      sum += bpm[this.#beat]!;
      count++;
    }
    return sum / count;
  }

  #step(): void {
    const { time_s } = this.#beats;
    this.#after_s += STEP_S;
    const gap = Math.min(time_s[this.#beat + 1]! - time_s[this.#beat]!, HOLD_S + STEP_S);
    if (this.#after_s < gap) return;
    this.#beat++;
    this.#after_s = 0;
  }
}

function beatsOf(messages: readonly Message[]): Beats {
  const time_s: number[] = [];
  const beats_bpm: number[] = [];
  /** Event clock in 1/1024 s, rollovers added up; NaN before the first full value. */
  let clock = Number.NaN;
  let anchor_clock = Number.NaN;
  let anchor_s = Number.NaN;
  for (const message of messages) {
    const bpm = message.numbers(HR.filtered_bpm.num);
    const events: number[] = [];
    for (const full of message.numbers(HR.event_timestamp.num)) {
      if (Number.isNaN(full)) continue;
      clock = Number.isNaN(clock) ? full : clock + shortest(full - clock, WRAP_32);
      events.push(clock);
    }
    for (const low of packed12(message.bytes(HR.event_timestamp_12.num))) {
      if (Number.isNaN(clock)) clock = low;
      else clock += (((low - clock) % 4096) + 4096) % 4096;
      events.push(clock);
    }
    if (!Number.isNaN(message.time_s) && events.length > 0) {
      const fraction = message.value(HR.fractional_timestamp);
      const fraction_256 = message.value(HR.time256);
      anchor_s = message.time_s + (Number.isNaN(fraction) ? (Number.isNaN(fraction_256) ? 0 : fraction_256) : fraction);
      anchor_clock = events[0]!;
    }
    if (Number.isNaN(anchor_s)) continue;
    for (let i = 0; i < Math.min(events.length, bpm.length); i++) {
      if (!(bpm[i]! > 0)) continue;
      time_s.push(anchor_s + (events[i]! - anchor_clock) / 1024);
      beats_bpm.push(bpm[i]!);
    }
  }
  return { time_s, bpm: beats_bpm };
}

/** The difference that is nearest to zero on a clock that wraps. */
function shortest(difference: number, wrap: number): number {
  const positive = ((difference % wrap) + wrap) % wrap;
  return positive > wrap / 2 ? positive - wrap : positive;
}

/** Twelve-bit numbers, low bits first; none when every byte says "missing". */
function packed12(bytes: Uint8Array): number[] {
  if (bytes.every((b) => b === 0xff)) return [];
  const values: number[] = [];
  for (let bit = 0; bit + 12 <= bytes.length * 8; bit += 12) {
    const at = bit >> 3;
    const pair = bytes[at]! | (bytes[at + 1]! << 8);
    values.push(bit & 7 ? pair >> 4 : pair & 0xfff);
  }
  return values;
}
