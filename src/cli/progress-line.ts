/** One line on stderr that tells how far a long job is, how fast, and how long it still takes. Silent when piped. */

import { duration } from './value-format.ts';

export interface ProgressLine {
  /** `share` 0 … 1 when known; `text` says what was done, such as "120 of 285 files". */
  update(share: number | null, text: string): void;
  /** Removes the line. */
  end(): void;
}

const BAR = 24;

export function createProgressLine(label: string, stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  // Elapsed time only: nothing here depends on what day it is.
  const started = performance.now();
  let drawn = 0;
  return {
    update(share, text) {
      if (!stream.isTTY) return;
      const now = performance.now();
      if (share !== 1 && now - drawn < 100) return;
      drawn = now;
      const seconds = (now - started) / 1000;
      const filled = share === null ? 0 : Math.round(Math.min(1, share) * BAR);
      const bar =
        share === null ? '' : `[${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${Math.floor(share * 100)} %  `;
      const left =
        share !== null && share > 0.02 && seconds > 1 ? `  ${duration((seconds * (1 - share)) / share)} left` : '';
      const line = `${label} ${bar}${text}${left}`;
      stream.write(`\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\u001b[2K');
    },
  };
}
