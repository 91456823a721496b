/** Finds the columns of an activities.csv of any width and language: by name where it is known, else by position from the file column. */

import { ACTIVITY_COLUMNS, ALIASES, MEDIA_NAMES, OLD_COLUMNS } from './activity-columns.ts';

type TableLanguage = 'en' | 'de' | 'fr' | 'nl' | 'es' | 'old' | 'unknown';

export interface ActivityTable {
  readonly language: TableLanguage;
  /** Index of the column with file names. */
  readonly anchor: number;
  /** False when columns without a known name could not be placed, so only the first few are used. */
  readonly complete: boolean;
  /** The cell of a row by column key, '' when there is none. */
  cell(row: readonly string[], key: string): string;
}

/** Four times the widest export; the rest of a hostile header is not looked at. */
const MAX_COLUMNS = 400;
const LANGUAGES: readonly TableLanguage[] = ['en', 'de', 'fr', 'nl', 'es'];
const FILE_AT = 12;
const IN_ORDER = new Map(ACTIVITY_COLUMNS.map(([key], index) => [key, index]));

/**
 * @param header first row
 * @param sample some of the rows after it; they decide where names do not
 * @returns null when this is not a Strava table
 */
export function findColumns(header: readonly string[], sample: readonly (readonly string[])[]): ActivityTable | null {
  const names = header.slice(0, MAX_COLUMNS).map(plainName);
  if (names[0] === 'id' && names.includes('filename') && names.includes('elapsed time')) return oldTable(names);
  const language = languageOf(names);
  const anchor = anchorOf(names, language, sample);
  if (anchor < 0) return null;
  const named = byName(names, language, anchor);
  const claimed = new Set(named.values());
  const trusted = positionsHold(sample, anchor);
  const last = lastPosition(names, anchor, sample);
  const at = new Map(named);
  for (const [key, position] of IN_ORDER) {
    if (at.has(key)) continue;
    const index = indexOf(position, anchor);
    const safe = trusted || position <= 6 || position === FILE_AT;
    if (index >= 0 && position <= last && safe && !claimed.has(index)) at.set(key, index);
  }
  const media = mediaAt(names, anchor, sample);
  if (media >= 0) at.set('media', media);
  return {
    language,
    anchor,
    complete: trusted || sample.length === 0 || language === 'en' || language === 'de',
    cell: (row, key) => {
      const index = at.get(key);
      return index === undefined ? '' : (row[index] ?? '');
    },
  };
}

function oldTable(names: readonly string[]): ActivityTable {
  return {
    language: 'old',
    anchor: names.indexOf('filename'),
    complete: true,
    cell: (row, key) => {
      const name = OLD_COLUMNS[key];
      return name === undefined ? '' : (row[names.indexOf(name)] ?? '');
    },
  };
}

/** Without HTML tags, typographic apostrophes, case and doubled blanks; some exports have tags around their names. */
function plainName(cell: string): string {
  return cell
    .slice(0, 500)
    .replace(/<[^<>]*>/g, '')
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\s_\ufeff]+/g, ' ')
    .trim()
    .toLowerCase();
}

const PLAIN_NAMES = ACTIVITY_COLUMNS.map(([, ...names]) => names.map(plainName));

function nameIn(language: TableLanguage, position: number): string | undefined {
  return PLAIN_NAMES[position]?.[LANGUAGES.indexOf(language)];
}

/** The language whose names cover most of the header. */
function languageOf(names: readonly string[]): TableLanguage {
  const present = new Set(names);
  let best: TableLanguage = 'unknown';
  let most = 0;
  for (const language of LANGUAGES) {
    const hits = PLAIN_NAMES.filter((_, position) => present.has(nameIn(language, position) ?? '\0')).length;
    const first = names[0] === nameIn(language, 0) ? 100 : 0;
    if (hits >= 3 && hits + first > most) {
      best = language;
      most = hits + first;
    }
  }
  return best;
}

const FILE_VALUE = /^activities\/[^/]+$/i;

function anchorOf(names: readonly string[], language: TableLanguage, sample: readonly (readonly string[])[]): number {
  const counts = names.map((_, index) => sample.filter((row) => FILE_VALUE.test(row[index] ?? '')).length);
  const most = Math.max(0, ...counts.slice(0, 20));
  if (most > 0) return counts.indexOf(most);
  const known = nameIn(language, FILE_AT);
  return known === undefined ? -1 : names.indexOf(known);
}

function byName(names: readonly string[], language: TableLanguage, anchor: number): Map<string, number> {
  const found = new Map<string, number>();
  for (const [key, position] of IN_ORDER) {
    const known = nameIn(language, position);
    const alias = language === 'en' ? plainName(ALIASES[key] ?? '') : '';
    const index = names.findIndex(
      (name, at) => name !== '' && (name === known || name === alias) && at > anchor === position > FILE_AT,
    );
    if (index >= 0) found.set(key, index);
  }
  return found;
}

/**
 * Where a column of the full order stands. Before the file column only the 79-column form differs: it lacks the first
 * heart rate (7) and the private note (10).
 */
function indexOf(position: number, anchor: number): number {
  if (position >= FILE_AT) return anchor + position - FILE_AT;
  if (position <= 6) return position;
  if (anchor === FILE_AT) return position;
  if (anchor !== 10) return position === 11 ? anchor - 1 : -1;
  if (position === 7 || position === 10) return -1;
  return position === 11 ? 9 : position - 1;
}

/** The raw elapsed time stands three columns after the file and equals the displayed one, in every export seen. */
function positionsHold(sample: readonly (readonly string[])[], anchor: number): boolean {
  let both = 0;
  let equal = 0;
  for (const row of sample) {
    const shown = Number(row[5]);
    const raw = Number((row[anchor + 3] ?? '').replace(',', '.'));
    if (!row[5] || !row[anchor + 3] || !Number.isFinite(shown)) continue;
    both++;
    if (Math.abs(shown - raw) < 1) equal++;
  }
  return both > 0 && equal >= both * 0.8;
}

/** The last position of the full order that this table has; the column after it is Media, or it is the last. */
function lastPosition(names: readonly string[], anchor: number, sample: readonly (readonly string[])[]): number {
  const columns = names.length - (mediaAt(names, anchor, sample) >= 0 || names.length - anchor > 72 ? 1 : 0);
  return columns - 1 - anchor + FILE_AT;
}

function mediaAt(names: readonly string[], anchor: number, sample: readonly (readonly string[])[]): number {
  const last = names.length - 1;
  if (last <= anchor) return -1;
  const known = MEDIA_NAMES.some((name) => plainName(name) === names[last]);
  return known || sample.some((row) => /^media\//.test(row[last] ?? '')) ? last : -1;
}
