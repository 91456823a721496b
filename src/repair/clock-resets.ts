/** Clock resets: blocks of records whose times are years, days or hours off because the clock was set under way. */

import type { Recording } from '../core/recording.ts';
import type { Samples } from '../core/samples.ts';
import { onlyRecords } from './only-records.ts';
import type { RecordsRepair, RepairChange } from './repair.ts';

/** A step back of more than this is a reset; smaller ones are put right by sorting. */
const STEP_BACK_S = 60;
/** A step forward of more than this starts a block whose time may be wrong. */
const STEP_FORWARD_S = 86_400;
/** Blocks further apart than this do not belong to one recording. */
const SPAN_S = 32 * 86_400;
/** Smaller blocks with a wrong time are noise, not a part of the recording worth placing. */
const FEWEST = 5;
/** More blocks than this is no clock being set. */
const MOST_BLOCKS = 500;

/** Consecutive records [from, to) whose times run on. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly start_s: number;
  readonly end_s: number;
  readonly count: number;
}

export const CLOCK_RESETS: RecordsRepair = {
  id: 'clock-resets',
  title: 'clock reset',
  version: 1,
  stage: 'records',
  definition:
    'Records are cut into blocks where time steps back by more than 60 s or forward by more than a day. The blocks that follow each other with the most records are believed. Any other block of 5 records or more is shifted to where it stands in the file when it fits there, and left out when it does not; a block that repeats records already present, or only stands out of order, is left as it is.',
  source: 'own definition',
  repair(samples: Samples, _recording: Recording) {
    const time = samples.time_s;
    if (runsOn(time)) return { samples, changes: [] };
    const blocks = blocksOf(time);
    if (blocks.length < 2 || blocks.length > MOST_BLOCKS) return { samples, changes: [] };
    const believed = bestChain(blocks);
    const step = medianStep(time, blocks[believed[0]!]!);
    const shifted = time.slice();
    const dropped = new Uint8Array(time.length);
    const changes: RepairChange[] = [];
    let previousEnd = Number.NEGATIVE_INFINITY;
    blocks.forEach((block, b) => {
      if (believed.includes(b)) {
        previousEnd = block.end_s;
        return;
      }
      const next = believed.find((other) => other > b);
      const nextStart = next === undefined ? Number.POSITIVE_INFINITY : blocks[next]!.start_s;
      if (standsApart(block, blocks, believed) || repeats(samples, block, blocks, believed)) return;
      const duration = block.end_s - block.start_s;
      const room = nextStart - previousEnd - duration;
      if (block.count < FEWEST || room < 0) {
        dropped.fill(1, block.from, block.to);
        const { from, to, start_s, end_s } = block;
        changes.push(change(start_s, end_s, to - from, 'removed', 'time does not fit'));
        return;
      }
      const start =
        previousEnd === Number.NEGATIVE_INFINITY ? nextStart - duration - step : previousEnd + Math.min(step, room / 2);
      const by = Math.round(start - block.start_s);
      for (let i = block.from; i < block.to; i++) shifted[i] = shifted[i]! + by;
      previousEnd = block.end_s + by;
      changes.push(change(block.start_s + by, block.end_s + by, block.count, 'shifted', `by ${by} s`));
    });
    if (changes.length === 0) return { samples, changes };
    const moved = { ...samples, time_s: shifted };
    return { samples: dropped.includes(1) ? onlyRecords(moved, (i) => dropped[i] === 0) : moved, changes };
  },
};

function change(
  start_s: number,
  end_s: number,
  cells: number,
  action: RepairChange['action'],
  detail: string,
): RepairChange {
  return {
    repair: 'clock-resets',
    channel: null,
    start_s: Math.floor(start_s),
    end_s: Math.floor(end_s) + 1,
    cells,
    action,
    detail,
  };
}

/** Whether all records are one block, as those of nearly all files are. */
function runsOn(time: Float64Array): boolean {
  let last = Number.NaN;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (!Number.isFinite(t)) continue;
    if (t - last < -STEP_BACK_S || t - last > STEP_FORWARD_S) return false;
    last = t;
  }
  return true;
}

function blocksOf(time: Float64Array): Block[] {
  const blocks: Block[] = [];
  let from = -1;
  let first = 0;
  let highest = 0;
  let last = Number.NaN;
  let count = 0;
  const close = (to: number): void => {
    if (from >= 0) blocks.push({ from, to, start_s: first, end_s: highest, count });
  };
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (!Number.isFinite(t)) continue;
    if (from < 0 || t - last < -STEP_BACK_S || t - last > STEP_FORWARD_S) {
      close(i);
      from = i;
      first = t;
      highest = t;
      count = 0;
    }
    first = Math.min(first, t);
    highest = Math.max(highest, t);
    count++;
    last = t;
  }
  close(time.length);
  return blocks;
}

/** Indexes of the blocks that follow each other in time as in the file, within a month, with the most records in all. */
function bestChain(blocks: readonly Block[]): number[] {
  const weight = blocks.map((block) => block.count);
  const before = new Array<number>(blocks.length).fill(-1);
  for (let b = 0; b < blocks.length; b++) {
    for (let a = 0; a < b; a++) {
      const gap = blocks[b]!.start_s - blocks[a]!.end_s;
      if (gap < -STEP_BACK_S || gap > SPAN_S) continue;
      if (weight[a]! + blocks[b]!.count > weight[b]!) {
        weight[b] = weight[a]! + blocks[b]!.count;
        before[b] = a;
      }
    }
  }
  let best = 0;
  for (let b = 1; b < blocks.length; b++) if (weight[b]! > weight[best]!) best = b;
  const chain: number[] = [];
  for (let b = best; b >= 0; b = before[b]!) chain.push(b);
  return chain.reverse();
}

/** True for a block near in time to the believed ones that overlaps none of them: the file is out of order, its clock is right. */
function standsApart(block: Block, blocks: readonly Block[], believed: readonly number[]): boolean {
  const first = blocks[believed[0]!]!;
  const last = blocks[believed.at(-1)!]!;
  const near = Math.max(block.end_s, last.end_s) - Math.min(block.start_s, first.start_s) <= 86_400;
  return (
    near &&
    believed.every((b) => block.end_s < blocks[b]!.start_s || block.start_s > blocks[b]!.end_s) &&
    block.count >= FEWEST
  );
}

/** True when most of a block's records are believed records once more, time and values: written twice, not mistimed. */
function repeats(samples: Samples, block: Block, blocks: readonly Block[], believed: readonly number[]): boolean {
  const { time_s, channels } = samples;
  const at = new Map<number, number>();
  for (const b of believed) {
    const other = blocks[b]!;
    if (block.end_s < other.start_s || block.start_s > other.end_s) continue;
    for (let i = other.from; i < other.to; i++) at.set(time_s[i]!, i);
  }
  const columns = Object.values(channels);
  let same = 0;
  for (let i = block.from; i < block.to; i++) {
    const k = at.get(time_s[i]!);
    if (k !== undefined && columns.every((values) => Object.is(values[i], values[k]))) same++;
  }
  return same * 2 > block.count;
}

function medianStep(time: Float64Array, block: Block): number {
  const steps: number[] = [];
  for (let i = block.from + 1; i < block.to; i++) {
    const step = time[i]! - time[i - 1]!;
    if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 1;
}
