/** An answer as compact text: the same facts as the structured form, for clients that show only text. */

import type { Answer } from '../queries/answer.ts';

/** Tables as `a | b | c` lines, records as `key: value`, nested names joined by a dot. */
export function answerText(answer: Answer): string {
  const lines: string[] = [];
  write(lines, '', answer);
  return lines.join('\n');
}

function write(lines: string[], path: string, value: unknown): void {
  if (value === null || value === undefined) return;
  if (isTable(value)) {
    if (path) lines.push(`# ${path}`);
    lines.push(value.columns.join(' | '));
    for (const row of value.rows) lines.push(row.map((cell) => (cell === null ? '' : one(cell))).join(' | '));
    const { columns: _columns, rows: _rows, ...rest } = value;
    write(lines, path, rest);
    return;
  }
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      if (value.length > 0) lines.push(path ? `${path}: ${value.map(one).join('; ')}` : value.map(one).join('; '));
    } else for (const [i, item] of value.entries()) write(lines, `${path}[${i + 1}]`, item);
    return;
  }
  if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) write(lines, path ? `${path}.${key}` : key, item);
    return;
  }
  lines.push(`${path}: ${one(value)}`);
}

function one(value: unknown): string {
  return String(value).replaceAll('\n', ' ');
}

function isTable(value: unknown): value is { columns: string[]; rows: unknown[][] } {
  return typeof value === 'object' && value !== null && 'columns' in value && 'rows' in value;
}
