/** Starts calls to one platform no closer together and no more at once than is polite; one gate for the whole process. */

import type { Limits } from '../core/connector.ts';
import { pause } from './retry.ts';

export interface Gate {
  /** Waits for its turn, runs `work`, and lets the next one go. */
  pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Calls under way. */
  readonly running: number;
}

const gates = new Map<string, Gate>();

/** The gate of one owner (account or app) of one host; made on first use. */
export function gateOf(owner: string, limits: Pick<Limits, 'gap_ms' | 'concurrency'>): Gate {
  const key = `${owner} ${limits.gap_ms} ${limits.concurrency}`;
  const gate = gates.get(key) ?? createGate(limits);
  gates.set(key, gate);
  return gate;
}

function createGate({ gap_ms, concurrency }: Pick<Limits, 'gap_ms' | 'concurrency'>): Gate {
  let running = 0;
  let free_at = 0;
  const waiting: (() => void)[] = [];
  return {
    get running() {
      return running;
    },
    async pass(work, signal) {
      signal.throwIfAborted();
      if (running >= concurrency) await turn(waiting, signal);
      running++;
      try {
        if (gap_ms > 0) {
          const now = performance.now();
          const start = Math.max(now, free_at);
          free_at = start + gap_ms;
          if (start > now) await pause((start - now) / 1000, signal);
        }
        return await work();
      } finally {
        running--;
        waiting.shift()?.();
      }
    },
  };
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      const place = waiting.indexOf(go);
      if (place >= 0) waiting.splice(place, 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    waiting.push(go);
  });
}
