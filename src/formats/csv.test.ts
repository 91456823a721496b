/** CSV tables as exports and spreadsheets write them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import { openCsv } from './csv.ts';

async function rowsOf(text: string | Uint8Array): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for await (const row of openCsv(typeof text === 'string' ? Buffer.from(text) : text).rows()) rows.push(row);
  return rows;
}

describe('openCsv', () => {
  it('reads quotes with line breaks, doubled quotes, ragged rows and either line end', async () => {
    const expected = [['a', 'b', 'c'], ['1', 'two\nlines, "quoted"', ''], ['short'], ['1', '2', '3', '4']];
    const text = 'a,b,c\n1,"two\nlines, ""quoted""",\nshort\n\n1,2,3,4\n';
    expect(await rowsOf(text)).toEqual(expected);
    expect(await rowsOf(`\ufeff${text.replaceAll('\n', '\r\n').replace('two\r\n', 'two\n')}`)).toEqual(expected);
  });

  it('tells the delimiter and the encoding a spreadsheet chose', async () => {
    expect(openCsv(Buffer.from('"a,b";c;d\n1;2;3')).delimiter).toBe(';');
    expect(openCsv(Buffer.from('a\tb\tc')).delimiter).toBe('\t');
    expect(await rowsOf(Buffer.from('Größe;Höhe\n1;2', 'latin1'))).toEqual([
      ['Größe', 'Höhe'],
      ['1', '2'],
    ]);
    expect(await rowsOf(Buffer.from('\ufeffname,Größe\nx,y', 'utf16le'))).toEqual([
      ['name', 'Größe'],
      ['x', 'y'],
    ]);
  });

  it('keeps stray quotes inside a field', async () => {
    expect(await rowsOf('a,b\n5" pipe,x\n"a"b,c')).toEqual([
      ['a', 'b'],
      ['5" pipe', 'x'],
      ['"a"b', 'c'],
    ]);
  });

  it('gives the rows before a quotation mark that never closes, then says so', async () => {
    const rows: (readonly string[])[] = [];
    const reading = (async () => {
      const text = `a,b\n1,2\n3,"lost\n${'x,y\n'.repeat(1_000_000)}`;
      for await (const row of openCsv(Buffer.from(text)).rows()) rows.push(row);
    })();
    await expect(reading).rejects.toThrow(FormatError);
    expect(rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads empty tables', async () => {
    expect(await rowsOf('')).toEqual([]);
    expect(await rowsOf('\n\n')).toEqual([]);
  });

  it('gives back any table that is written as tables are', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\r', ' '));
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(await rowsOf(text)).toEqual(rows);
      }),
      { numRuns: 100 },
    );
  });
});
