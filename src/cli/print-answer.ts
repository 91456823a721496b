/** An answer on the terminal: figures first, tables aligned, then what they rest on and what to do next. */

import type { UnitSystem } from '../core/athlete.ts';
import type { Answer, Cell, Table } from '../queries/answer.ts';
import { bold, dim, tableLines } from './print-table.ts';
import { displayValue, heading } from './value-format.ts';

const LAST = new Set(['scope', 'notes', 'next', 'absent', 'next_cursor', 'total', 'columns', 'rows']);

export function answerLines(answer: Answer, units: UnitSystem, width: number): string[] {
  const lines: string[] = [];
  const scope = Object.entries(answer.scope)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${displayValue(key, value, units)}`)
    .join(' · ');
  if (scope) lines.push(...wrap(scope, width).map(dim));
  if (isTable(answer)) lines.push(...tableLines(answer, units, width));
  for (const [key, value] of Object.entries(answer)) if (!LAST.has(key)) section(lines, key, value, units, width);
  if (answer.absent && Object.keys(answer.absent).length > 0) {
    lines.push('', bold('not available'));
    const by_reason = new Map<string, string[]>();
    for (const [field, reason] of Object.entries(answer.absent)) {
      const words = field.split(', ').map((name) => heading(name, units).words);
      by_reason.set(reason, [...(by_reason.get(reason) ?? []), ...words]);
    }
    for (const [reason, fields] of by_reason) {
      const more = fields.length > 6 ? ` and ${fields.length - 6} more` : '';
      lines.push(...wrap(`${fields.slice(0, 6).join(', ')}${more}: ${reason}`, width));
    }
  }
  if (answer.notes.length > 0) {
    lines.push('');
    for (const note of answer.notes) lines.push(...wrap(note, width).map(dim));
  }
  if (answer.next_cursor) lines.push(dim(`more: --cursor ${answer.next_cursor}`));
  return lines;
}

function section(lines: string[], key: string, value: unknown, units: UnitSystem, width: number): void {
  if (value === null || value === undefined) return;
  if (isTable(value)) {
    if (value.rows.length === 0) return;
    lines.push('', bold(key.replaceAll('_', ' ')), ...tableLines(value, units, width));
    return;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      lines.push(...wrap(`${key.replaceAll('_', ' ')}: ${value.join(', ')}`, width));
    } else for (const [i, item] of value.entries()) section(lines, `${key} ${i + 1}`, item, units, width);
    return;
  }
  if (typeof value === 'object') {
    const plain = Object.entries(value).filter(([, v]) => typeof v !== 'object' || v === null);
    const nested = Object.entries(value).filter(([, v]) => typeof v === 'object' && v !== null);
    if (plain.length > 0) {
      lines.push('', bold(key.replaceAll('_', ' ')), ...columnsOf(plain as [string, Cell][], units, width));
    }
    for (const [name, item] of nested) section(lines, `${key} ${name}`, item, units, width);
    return;
  }
  lines.push(...wrap(pair(key, value as Cell, units), width));
}

function pair(key: string, value: Cell, units: UnitSystem): string {
  const { words, unit } = heading(key, units);
  return `${words} ${displayValue(key, value, units)}${unit ? ` ${unit}` : ''}`;
}

/** Key and value pairs in as many columns as fit. */
function columnsOf(entries: readonly [string, Cell][], units: UnitSystem, width: number): string[] {
  const texts = entries.filter(([, v]) => v !== null).map(([key, value]) => pair(key, value, units));
  const widest = Math.max(...texts.map((text) => text.length), 1) + 3;
  const per_line = Math.max(1, Math.floor(width / widest));
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += per_line) {
    const row = texts.slice(i, i + per_line);
    lines.push(
      row.length === 1
        ? row[0]!
        : row
            .map((text) => text.padEnd(widest))
            .join('')
            .trimEnd(),
    );
  }
  return lines.flatMap((line) => wrap(line, width));
}

/** Breaks text at spaces so that it fits; a word longer than the line stays whole. */
export function wrap(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as Table).columns) &&
    Array.isArray((value as Table).rows)
  );
}
