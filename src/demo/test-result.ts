/** What a fitness test shows, and the power that proves it in the file. */

import type { Body } from './athlete.ts';

/** The FTP a test on this body shows: 95 % of the best 20 minutes, or 75 % of the last ramp minute. The simulation rides exactly this. */
export function testedFtp(body: Body): number {
  return Math.round(body.ftp_w);
}

/** Scales rows [from, to) to a mean and rounds them to whole watts without moving it. */
export function setMean(power: Float64Array, from: number, to: number, mean_w: number): void {
  let sum = 0;
  for (let i = from; i < to; i++) sum += power[i]!;
  const factor = (mean_w * (to - from)) / sum;
  let carried = 0;
  for (let i = from; i < to; i++) {
    const exact = power[i]! * factor + carried;
    power[i] = Math.round(exact);
    carried = exact - power[i]!;
  }
}
