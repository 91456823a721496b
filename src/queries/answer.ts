/** The shape of every answer: what was asked, figures with units in their keys, why something is absent, and what to do next. */

export type Cell = string | number | boolean | null;

/** Columnar: costs half the tokens of objects. Columns without any value are left out. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Section = Table | readonly Table[] | { readonly [key: string]: Cell | Section } | readonly Cell[];

export interface Answer {
  /** The question as understood: athlete, dates, filters, defaults that were filled in. */
  readonly scope: { readonly [key: string]: Cell };
  /** Further sections by name; a plain list puts `columns` and `rows` here. */
  readonly [section: string]: unknown;
  readonly total?: number;
  /** Pass as `cursor` to read on. */
  readonly next_cursor?: string;
  /** Field -> plain reason why it has no value. */
  readonly absent?: { readonly [field: string]: string };
  /** What the figures rest on: method, thresholds and their date, coverage, repairs. At most a few short sentences. */
  readonly notes: readonly string[];
  /** At most three complete follow-up calls. */
  readonly next?: readonly string[];
}

/** Builds a table from objects, dropping columns that are empty in every row, and rounding by the column's unit. */
export function tableOf<T extends { readonly [key: string]: unknown }>(
  columns: readonly (keyof T & string)[],
  rows: readonly T[],
): Table {
  const used = columns.filter((column) => rows.some((row) => row[column] !== null && row[column] !== undefined));
  return { columns: used, rows: rows.map((row) => used.map((column) => roundCell(column, row[column]))) };
}

/** Rounds the values of a record by their units and leaves out what is null. */
export function roundRecord(values: { readonly [key: string]: unknown }): { [key: string]: Cell } {
  const out: { [key: string]: Cell } = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) out[key] = roundCell(key, value);
  }
  return out;
}

// Decimals that mean something, by the unit a key ends in; first match wins.
const DECIMALS: readonly (readonly [RegExp, number])[] = [
  [/_(deg)$/, 4],
  // Stress points of a workout, day or week.
  [
    /^(load|tss|hrss|rtss|stss|govss|bike_score|session_rpe|strain|hr_tss_\w+|rtss_\w+|trimp\w*)$|_load$|^load_(?!method)/,
    0,
  ],
  [/(_mps|_wpkg|_kg|_factor|_index|_ratio|_efficiency)$/, 2],
  [/(^|_)(ctl|atl|tsb|form|ramp|fitness|fatigue|monotony)(_|$)/, 1],
  [/(_km|_h|_pct|_c|_mlkgmin|_score|_mm|_kmh)$/, 1],
  [/(_w|_bpm|_rpm|_spm|_s|_m|_kj|_j|_kcal|_ms|_mph|_cells)$/, 0],
];

/** One value for people and models: numbers to physical precision, everything else as it is. */
export function roundCell(key: string, value: unknown): Cell {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    const decimals = DECIMALS.find(([pattern]) => pattern.test(key))?.[1];
    if (decimals !== undefined) return Number(value.toFixed(decimals));
    return Number.isInteger(value) ? value : Number(value.toPrecision(4));
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return value === undefined ? null : String(value);
}
