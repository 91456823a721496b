/** Counts how the inputs of the fuzz run ended and prints it. */

import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Report } from './fuzz-child.ts';

type Input = Extract<Report, { kind: 'input' }>;

const SHOWN_FAILURES = 40;

export class Totals {
  passed = 0;
  failed = 0;
  #stored = 0;
  #peak_bytes = 0;
  #largest: Input | null = null;
  #slowest: Input | null = null;
  readonly #kept: string;
  readonly #endings = new Map<string, Map<string, number>>();
  readonly #codes = new Map<string, number>();
  readonly #seeds: number;
  #shown = 0;

  /** Failing inputs are copied to the folder `kept`. */
  constructor(kept: string, seeds: number) {
    this.#kept = kept;
    this.#seeds = seeds;
  }

  add(input: Input): void {
    const { outcome } = input;
    const by_format = this.#endings.get(input.format) ?? new Map<string, number>();
    this.#endings.set(input.format, by_format);
    by_format.set(outcome.ending, (by_format.get(outcome.ending) ?? 0) + 1);
    if (outcome.stored) this.#stored++;
    this.#peak_bytes = Math.max(this.#peak_bytes, input.peak_bytes);
    if (!this.#largest || input.rise_bytes > this.#largest.rise_bytes) this.#largest = input;
    if (!this.#slowest || input.milliseconds > this.#slowest.milliseconds) this.#slowest = input;
    if (outcome.ending !== 'failure') {
      this.passed++;
      if (outcome.ending === 'refused') this.#codes.set(outcome.detail, (this.#codes.get(outcome.detail) ?? 0) + 1);
      return;
    }
    this.failed++;
    if (this.#shown++ >= SHOWN_FAILURES) return;
    const kept = input.saved === null ? '' : join(this.#kept, basename(input.saved));
    if (input.saved !== null) copyFileSync(input.saved, kept);
    const what = outcome.detail.split('\n').slice(0, 6).join('\n  ');
    process.stdout.write(`FAILED ${input.number} (${input.history.join(' > ')})\n  ${what}\n  ${kept}\n`);
  }

  /** One line while it runs. */
  line(count: number, milliseconds: number): string {
    const done = this.passed + this.failed;
    return `${done} of ${count}, ${((1000 * done) / milliseconds).toFixed(0)} per second, ${this.failed} failed`;
  }

  lines(milliseconds: number): string[] {
    const done = this.passed + this.failed;
    const lines = [`${done} inputs made from ${this.#seeds} files, ${this.#stored} of them stored and computed`];
    for (const [format, endings] of [...this.#endings].sort()) {
      const parts = ['read', 'partial', 'refused', 'failure'].map((ending) => `${endings.get(ending) ?? 0} ${ending}`);
      lines.push(`  ${format.padEnd(5)} ${parts.join(', ')}`);
    }
    const codes = [...this.#codes].sort((a, b) => b[1] - a[1]);
    lines.push(`refusals: ${codes.map(([code, n]) => `${code} ${n}`).join(', ')}`);
    lines.push(`${(milliseconds / 1000).toFixed(0)} s, ${((1000 * done) / milliseconds).toFixed(0)} inputs per second`);
    const slow = this.#slowest;
    if (slow)
      lines.push(`slowest: ${slow.milliseconds.toFixed(0)} ms, number ${slow.number} (${slow.history.join(' > ')})`);
    const large = this.#largest;
    if (large) {
      const rise = `${(large.rise_bytes / 1e6).toFixed(0)} MB, number ${large.number} (${large.history.join(' > ')})`;
      lines.push(`peak memory of a process: ${(this.#peak_bytes / 1e6).toFixed(0)} MB; most by one input: ${rise}`);
    }
    lines.push(`${this.passed} passed, ${this.failed} failed`);
    return lines;
  }
}
