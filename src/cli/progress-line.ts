/** One line on stderr that tells how far a long job is, how fast, and how long it still takes. Silent when piped. */

import { duration } from './value-format.ts';

export interface Progress {
  /** What is being done, such as "reading"; rate and time left start anew with each step. */
  readonly step: string;
  readonly done: number;
  /** null while it is not known. */
  readonly total: number | null;
  /** What is counted, such as "MB" or "activities". */
  readonly unit: string;
  /** Added at the end. */
  readonly note?: string;
}

export interface ProgressLine {
  update(progress: Progress): void;
  /** Removes the line. */
  end(): void;
}

const BAR = 20;

export function createProgressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  // Elapsed time only: nothing here depends on what day it is.
  let step = '';
  let started = 0;
  let drawn = 0;
  return {
    update(progress) {
      if (!stream.isTTY) return;
      const now = performance.now();
      if (progress.step !== step) {
        step = progress.step;
        started = now;
      } else if (progress.done !== progress.total && now - drawn < 100) return;
      drawn = now;
      stream.write(`\r\u001b[2K${progressText(progress, (now - started) / 1000).slice(0, (stream.columns || 80) - 1)}`);
    },
    end() {
      if (drawn > 0) stream.write('\r\u001b[2K');
    },
  };
}

/** `reading [████······] 40 %  12.3 of 30.0 MB  4.1 MB/s  0:04 left  120 files`. */
export function progressText({ step, done, total, unit, note }: Progress, seconds: number): string {
  const number = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1));
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const rate = seconds >= 1 ? done / seconds : null;
  const filled = Math.round((share ?? 0) * BAR);
  const parts = [
    share === null ? step : `${step} [${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${Math.floor(share * 100)} %`,
    total === null ? `${number(done)} ${unit}` : `${number(done)} of ${number(total)} ${unit}`,
    rate === null ? null : `${rate.toFixed(rate < 10 ? 1 : 0)} ${unit}/s`,
    rate !== null && rate > 0 && total !== null && done < total ? `${duration((total - done) / rate)} left` : null,
    note ?? null,
  ];
  return parts.filter((part) => part !== null).join('  ');
}
