/** Values of an export's cells: numbers in either decimal style, yes and no in several languages, dates in the account's language. */

/**
 * A raw number. `decimal_comma` tells what `1,073` means; with both signs the last one is the decimal.
 * Returns null for anything that is not a plain number.
 */
export function numberOf(cell: string, decimal_comma: boolean): number | null {
  if (cell.length > 40) return null;
  let text = cell.trim().replace(/[\s\u00a0\u202f']/g, '');
  if (text === '') return null;
  const comma = text.lastIndexOf(',');
  const dot = text.lastIndexOf('.');
  if (comma >= 0 && dot >= 0)
    text = comma > dot ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  else if (comma >= 0) {
    const thousands = !decimal_comma && /^[+-]?\d{1,3}(?:,\d{3})+$/.test(text);
    text = thousands ? text.replaceAll(',', '') : text.replace(',', '.');
  }
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

const YES = new Set(['true', 'wahr', 'vrai', 'waar', 'verdadero', 'vero', 'yes', 'ja', 'oui']);

/** True for 1, 1.0 and the word in any language a spreadsheet writes. */
export function isYes(cell: string): boolean {
  const text = cell.slice(0, 20).trim().toLowerCase();
  return YES.has(text) || Number(text.replace(',', '.')) === 1;
}

/** How a date of digits alone is to be read: decided once for a whole column. */
export type DigitOrder = 'day_first' | 'month_first';

/** Beginnings of month names in English, German, French, Dutch, Spanish, Italian and Portuguese, without accents. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'ene', 'gen'],
  ['feb', 'fev'],
  ['mar', 'mrt', 'maer'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mei', 'mag'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'aou', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt', 'ott', 'out'],
  ['nov'],
  ['dec', 'dez', 'dic'],
];

function monthOf(word: string): number {
  return MONTHS.findIndex((starts) => starts.some((start) => word.startsWith(start))) + 1;
}

/**
 * Unix seconds of a date and time written in UTC, in any of the forms exports and spreadsheets use:
 * `Oct 7, 2020, 2:43:11 PM`, `20 Sep 2026, 14:12:12`, `21.07.2026, 15:09:27`, `27 juil. 2026 à 14:23:15`,
 * `6 mrt. 2024 14:23:15`, `2018-11-27 19:11:32`, `10/7/2020 14:43`. Null when it is none of them.
 */
export function utcOf(cell: string, order: DigitOrder): number | null {
  const text = plainDate(cell);
  const time = /(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?\s*([ap])?/.exec(text.replace(DATE_DIGITS, ' '));
  const digits = DATE_DIGITS.exec(text);
  const date = digits ? fromDigits(digits, order) : fromWords(text);
  if (!date) return null;
  let hour = Number(time?.[1] ?? 0);
  if (time?.[4]) hour = (hour % 12) + (time[4] === 'p' ? 12 : 0);
  const [year, month, day] = date;
  const minute = Number(time?.[2] ?? 0);
  const second = Number(time?.[3] ?? 0);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return real && year >= 1990 && year < 2100 ? ms / 1000 : null;
}

const DATE_DIGITS = /(?<!\d)(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)/;

/** Lower case, without accents, with ordinary blanks; `a. m.` and `p. m.` as one word. */
function plainDate(cell: string): string {
  return cell
    .slice(0, 80)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s\u00a0\u202f\u200e\u200f]+/g, ' ')
    .toLowerCase()
    .replace(/([ap])\.? ?m\b\.?/g, '$1m');
}

function fromDigits(match: RegExpExecArray, order: DigitOrder): [number, number, number] | null {
  const [, first = '', separator = '', second = '', third = ''] = match;
  if (first.length === 4) return [Number(first), Number(second), Number(third)];
  if (third.length !== 4 && third.length !== 2) return null;
  const year = third.length === 2 ? 2000 + Number(third) : Number(third);
  const day_first = separator === '.' || order === 'day_first';
  return day_first ? [year, Number(second), Number(first)] : [year, Number(first), Number(second)];
}

function fromWords(text: string): [number, number, number] | null {
  const year = /(?<!\d)((?:19|20)\d{2})(?!\d)/.exec(text)?.[1];
  const day = /(?<![\d:.])(\d{1,2})(?![\d:])/.exec(text)?.[1];
  const month = (text.match(/\p{L}{3,}/gu) ?? []).map(monthOf).find((number) => number > 0);
  return year && day && month ? [Number(year), month, Number(day)] : null;
}

/** Reads the order of digits from a whole column; exports are ascending, which decides when no day is above 12. */
export function digitOrderOf(cells: readonly string[]): DigitOrder {
  let months_first = 0;
  let days_first = 0;
  for (const cell of cells) {
    const text = plainDate(cell);
    const match = DATE_DIGITS.exec(text);
    if (!match || match[1]?.length === 4) continue;
    if (Number(match[1]) > 12) days_first++;
    if (Number(match[3]) > 12 || /[ap]m\b/.test(text)) months_first++;
  }
  if (months_first !== days_first) return months_first > days_first ? 'month_first' : 'day_first';
  return stepsBack(cells, 'day_first') <= stepsBack(cells, 'month_first') ? 'day_first' : 'month_first';
}

function stepsBack(cells: readonly string[], order: DigitOrder): number {
  let previous = -Infinity;
  let back = 0;
  for (const cell of cells) {
    const at = utcOf(cell, order);
    if (at === null) continue;
    if (at < previous) back++;
    previous = at;
  }
  return back;
}
