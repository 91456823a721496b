/**
 * How many rows a query may have to look at, read from SQLite's plan before it runs. A statement cannot be interrupted
 * once SQLite is at work on it, so what would take minutes (cross joins, recursion) must not be started.
 */

import { DAYS_TABLE } from './views.ts';

/** One line of EXPLAIN QUERY PLAN. */
export interface PlanLine {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

export interface PlanCost {
  /** Upper estimate of row visits. */
  readonly steps: number;
  /** True when the statement contains a recursion of its own, whose length no plan can tell. */
  readonly recursive: boolean;
}

/** Rows found by an index whose selectivity is not known, at most. */
const BY_AUTOMATIC_INDEX = 1000;
/** Rows of one activity in any table. */
const BY_ACTIVITY = 500;
/** Rows of one day. */
const BY_DAY = 20;
/** Elements of a JSON array or another table-valued function. */
const BY_FUNCTION = 1000;

/** `sizes`: rows of each source under the name that the plan shows. */
export function planCost(lines: readonly PlanLine[], sizes: ReadonlyMap<string, number>): PlanCost {
  const children = new Map<number, PlanLine[]>();
  for (const line of lines) {
    const list = children.get(line.parent) ?? [];
    list.push(line);
    children.set(line.parent, list);
  }
  // Rows of what the plan materialises, by the name in the plan; aliases of it are not told, so the largest stands in.
  const made = new Map<string, number>();
  let recursive = false;

  const sizeOf = (name: string): number =>
    sizes.get(name) ?? made.get(name) ?? Math.max(1, ...(made.size > 0 ? made.values() : sizes.values()));

  const walk = (parent: number, within: string): { rows: number; steps: number } => {
    let rows = 1;
    let steps = 0;
    let alternatives = 0;
    let correlated = 0;
    for (const { id, detail } of children.get(parent) ?? []) {
      const named = /^(?:MATERIALIZE|CO-ROUTINE) (\S+)/.exec(detail)?.[1];
      const part = walk(id, named ?? within);
      if (/^(SCAN|SEARCH)\b/.test(detail)) {
        rows *= fanOut(detail, sizeOf);
        steps += rows;
      } else if (named !== undefined) {
        steps += part.steps;
        made.set(named, Math.min(part.rows, sizes.get(named) ?? Number.POSITIVE_INFINITY));
      } else if (detail.startsWith('MULTI-INDEX OR')) {
        rows *= Math.max(1, part.steps);
        steps += rows;
      } else if (detail.startsWith('CORRELATED')) {
        correlated += part.steps;
      } else if (
        /^(LEFT-MOST SUBQUERY|UNION|INTERSECT|EXCEPT|LEFT$|RIGHT$|COMPOUND|MERGE|SETUP|RECURSIVE)/.test(detail)
      ) {
        if (detail.startsWith('RECURSIVE') && within !== DAYS_TABLE) recursive = true;
        alternatives += part.rows;
        steps += part.steps;
      } else steps += part.steps;
    }
    return { rows: alternatives > 0 ? rows * alternatives : rows, steps: steps + correlated * rows };
  };
  const { steps } = walk(0, '');
  return { steps, recursive };
}

function fanOut(detail: string, sizeOf: (name: string) => number): number {
  const constant = /^SCAN (?:CONSTANT ROW|(\d+)(?:-ROW VALUES CLAUSE| CONSTANT ROWS))/.exec(detail);
  if (constant) return Number(constant[1] ?? 1);
  if (detail.includes('VIRTUAL TABLE')) return BY_FUNCTION;
  const size = sizeOf(/^\w+ (\S+)/.exec(detail)?.[1] ?? '');
  if (detail.startsWith('SCAN')) return size;
  if (/\((?:rowid|id|recording_id)=\?\)/.test(detail)) return 1;
  // One thing of one platform.
  if (detail.includes('source_kind=? AND external_id=?')) return 1;
  if (detail.includes('AUTOMATIC')) return Math.min(size, BY_AUTOMATIC_INDEX);
  if (detail.includes('activity_id=?')) return Math.min(size, BY_ACTIVITY);
  if (detail.includes('local_date=?')) return Math.min(size, BY_DAY);
  return size;
}
