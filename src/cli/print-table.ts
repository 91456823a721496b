/** Tables for people: aligned by display width, cut to the terminal, plain when piped. */

import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { UnitSystem } from '../core/athlete.ts';
import type { Cell, Table } from '../queries/answer.ts';
import { displayValue, heading } from './value-format.ts';

/** Bold, or as it is when the output is no terminal or NO_COLOR is set. */
export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

export function dim(text: string): string {
  return styleText('dim', text, { stream: process.stdout });
}

/** Lines of a table at most `width` columns wide: long text is cut first, then whole columns are left out and named. */
export function tableLines(table: Table, units: UnitSystem, width: number): string[] {
  const numeric = table.columns.map((_, c) => table.rows.every((row) => row[c] === null || typeof row[c] === 'number'));
  const heads = table.columns.map((column) => {
    const { words, unit } = heading(column, units);
    return unit ? `${words} ${unit}` : words;
  });
  const cells = table.rows.map((row) => row.map((cell, c) => displayValue(table.columns[c]!, cell as Cell, units)));
  const widths = heads.map((head, c) => Math.max(stringWidth(head), ...cells.map((row) => stringWidth(row[c] ?? ''))));
  const fixed = table.columns.map((column, c) => numeric[c]! || /(^id|_id|date|_local|_from|activity)$/.test(column));
  const shown = columnsThatFit(widths, fixed, width);
  const line = (row: readonly string[]) =>
    shown
      .map((c) => {
        const text = cut(row[c] ?? '', widths[c]!);
        const padding = ' '.repeat(Math.max(0, widths[c]! - stringWidth(text)));
        return numeric[c] ? padding + text : text + padding;
      })
      .join('  ')
      .trimEnd();
  const lines = [bold(line(heads)), ...cells.map(line)];
  const hidden = heads.filter((_, c) => !shown.includes(c));
  if (hidden.length > 0)
    lines.push(dim(cut(`(not shown for lack of room: ${hidden.join(', ')}; --json has all)`, width)));
  return lines;
}

/** Narrows text to 12 characters (numbers, dates and ids are never cut), then drops columns from the right until the rest fits. */
function columnsThatFit(widths: number[], fixed: readonly boolean[], width: number): number[] {
  const total = (columns: readonly number[]) => columns.reduce((sum, c) => sum + widths[c]! + 2, -2);
  let shown = widths.map((_, c) => c);
  while (total(shown) > width) {
    const widest = shown.filter((c) => !fixed[c]).sort((a, b) => widths[b]! - widths[a]!)[0];
    if (widest === undefined || widths[widest]! <= 12) break;
    widths[widest] = Math.max(12, widths[widest]! - (total(shown) - width));
  }
  while (total(shown) > width && shown.length > 2) shown = shown.slice(0, -1);
  return shown;
}

/** Text cut to a display width, with an ellipsis. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let out = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(out + segment) > width - 1) break;
    out += segment;
  }
  return `${out}…`;
}
