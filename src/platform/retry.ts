/** How long to wait before a call is made again. */

const LONGEST_S = 60;

/** 1, 2, 4, 8 … seconds, each a little different so that several processes do not come back together. */
export function backoffSeconds(tries: number, random: () => number = Math.random): number {
  return Math.min(LONGEST_S, 2 ** (tries - 1)) * (0.75 + 0.5 * random());
}

/** Seconds to wait according to `Retry-After`, as a number of seconds or as a date; null when there is none or it makes no sense. */
export function retryAfter(header: string | undefined, now_s: number): number | null {
  const text = header?.trim();
  if (!text) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const at = Date.parse(text) / 1000;
  return Number.isFinite(at) ? Math.max(0, at - now_s) : null;
}

/** Resolves after `seconds`; rejects at once when the signal is or gets aborted. */
export function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
