/**
 * Evaluates golden cases against the product: `npm run golden -- <metrics.json>`. Takes any file of the form described
 * in the file itself (generators, kinds, tolerance, cases), prints every failure, exits 1 when there is one.
 */

import { readFileSync } from 'node:fs';
import { expandGenerators } from './generators.ts';
import { ACTIVITY_CASES } from './golden-activity.ts';
import { MODEL_CASES } from './golden-models.ts';

/** Computes what a case asks for from its expanded inputs; `options` are the case's own, empty when it has none. */
export type CaseAdapter = (inputs: Record<string, unknown>, options: Record<string, unknown>) => unknown;

export interface GoldenCase {
  readonly id: string;
  readonly metric: string;
  readonly kind?: string;
  readonly inputs?: unknown;
  readonly options?: unknown;
  readonly expected?: unknown;
  readonly tol?: Tolerance;
}

export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

/** One value that did not match. */
export interface Mismatch {
  readonly case_id: string;
  readonly kind: string;
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  /** Actual minus expected; null when they are not both numbers. */
  readonly difference: number | null;
  /** What would have passed; null where only equality passes. */
  readonly allowed: number | null;
}

export interface GoldenReport {
  readonly mismatches: readonly Mismatch[];
  /** Passed and failed cases per kind. */
  readonly totals: ReadonlyMap<string, { passed: number; failed: number }>;
  readonly passed: number;
  readonly failed: number;
}

export const CASE_ADAPTERS: Readonly<Record<string, CaseAdapter>> = { ...ACTIVITY_CASES, ...MODEL_CASES };

/** Evaluates every case of a parsed file. A case that throws or names an unknown metric fails; the others still run. */
export function evaluateGolden(file: unknown, adapters: Readonly<Record<string, CaseAdapter>>): GoldenReport {
  const mismatches: Mismatch[] = [];
  const totals = new Map<string, { passed: number; failed: number }>();
  for (const golden of casesOf(file)) {
    const kind = golden.kind ?? 'no kind';
    const found: Mismatch[] = [];
    const fail = (path: string, expected: string, actual: string, difference?: number, allowed?: number) =>
      found.push({
        case_id: golden.id,
        kind,
        path,
        expected,
        actual,
        difference: difference ?? null,
        allowed: allowed ?? null,
      });
    const adapter = Object.hasOwn(adapters, golden.metric) ? adapters[golden.metric] : undefined;
    if (!adapter) fail('metric', 'a metric id', `unknown metric ${golden.metric}`);
    else {
      try {
        const actual = adapter(record(expandGenerators(golden.inputs ?? {})), record(golden.options ?? {}));
        compare(golden.expected, actual, golden.tol ?? {}, '', fail);
      } catch (error) {
        fail('', 'a result', `threw ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const total = totals.get(kind) ?? { passed: 0, failed: 0 };
    totals.set(kind, total);
    if (found.length > 0) total.failed++;
    else total.passed++;
    mismatches.push(...found);
  }
  let passed = 0;
  let failed = 0;
  for (const total of totals.values()) {
    passed += total.passed;
    failed += total.failed;
  }
  return { mismatches, totals, passed, failed };
}

function casesOf(file: unknown): GoldenCase[] {
  const { format, cases } = record(file);
  if (format !== 1) throw new Error(`format is ${show(format)}, this command reads format 1`);
  if (!Array.isArray(cases)) throw new Error('the file has no list of cases');
  return cases.map((entry: unknown, i) => {
    const found = record(entry);
    if (typeof found.metric !== 'string') throw new Error(`case ${i} names no metric`);
    if (!('expected' in found)) throw new Error(`case ${i} expects nothing`);
    return { ...found, id: String(found.id ?? `case ${i}`), metric: found.metric } as GoldenCase;
  });
}

type Fail = (path: string, expected: string, actual: string, difference?: number, allowed?: number) => void;

function compare(expected: unknown, actual: unknown, tol: Tolerance, path: string, fail: Fail): void {
  if (typeof expected === 'number') {
    const allowed = Math.max(tol.abs ?? 0, (tol.rel ?? 0) * Math.abs(expected));
    if (typeof actual !== 'number') fail(path, show(expected), show(actual), undefined, allowed);
    // Written so that NaN fails.
    else if (!(Math.abs(actual - expected) <= allowed)) {
      fail(path, show(expected), show(actual), actual - expected, allowed);
    }
    return;
  }
  if (typeof expected !== 'object' || expected === null) {
    if (actual !== expected) fail(path, show(expected), show(actual));
    return;
  }
  if (Array.isArray(expected)) {
    const list = ArrayBuffer.isView(actual) ? Array.from(actual as Float64Array) : actual;
    if (!Array.isArray(list)) fail(path, show(expected), show(actual));
    else if (list.length !== expected.length) {
      fail(`${path}.length`, show(expected.length), show(list.length), list.length - expected.length, 0);
    } else for (let i = 0; i < expected.length; i++) compare(expected[i], list[i], tol, `${path}[${i}]`, fail);
    return;
  }
  // Expected objects may be subsets; one keyed by index also reads from a series.
  if (typeof actual !== 'object' || actual === null) {
    fail(path, show(expected), show(actual));
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    const found = Object.hasOwn(actual, key) ? (actual as Record<string, unknown>)[key] : undefined;
    compare(value, found, tol, path === '' ? key : `${path}.${key}`, fail);
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('an object was expected');
  return value as Record<string, unknown>;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value) ?? String(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

/** The report as the command prints it; the last line is `N passed, M failed`. */
export function reportLines(report: GoldenReport): string[] {
  const lines = report.mismatches.map((m) => {
    const numbers =
      m.difference === null
        ? m.allowed === null
          ? ''
          : `, tolerance ${m.allowed}`
        : `, difference ${m.difference}, tolerance ${m.allowed}`;
    return `FAIL ${m.case_id} (${m.kind}) ${m.path}: expected ${m.expected}, actual ${m.actual}${numbers}`;
  });
  for (const [kind, total] of report.totals) {
    lines.push(`${kind}: ${total.passed} passed, ${total.failed} failed`);
  }
  lines.push(`${report.passed} passed, ${report.failed} failed`);
  return lines;
}

function main(path: string): number {
  let report: GoldenReport;
  try {
    report = evaluateGolden(JSON.parse(readFileSync(path, 'utf8')), CASE_ADAPTERS);
  } catch (error) {
    process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  process.stdout.write(`${reportLines(report).join('\n')}\n`);
  return report.failed > 0 || report.passed === 0 ? 1 : 0;
}

if (process.argv[1] === import.meta.filename)
  process.exitCode = main(process.argv[2] ?? '../shared/golden/metrics.json');
