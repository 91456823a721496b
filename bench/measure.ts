/** Timing that can be trusted on a noisy machine: repeated runs, medians and percentiles, ratios inside one run. */

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Milliseconds of one call. */
export function timed<T>(work: () => T): { ms: number; result: T } {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

export async function timedAsync<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** One line of a report: what was measured, against which bar, and whether it holds. */
export interface Finding {
  readonly what: string;
  readonly figure: string;
  readonly bar: string;
  readonly ok: boolean;
}

export function printFindings(title: string, findings: readonly Finding[]): void {
  console.log(`\n${title}`);
  for (const { what, figure, bar, ok } of findings) {
    console.log(`  ${ok ? 'ok  ' : 'MISS'} ${what.padEnd(58)} ${figure.padStart(16)}   bar ${bar}`);
  }
}
