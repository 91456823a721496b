import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect.ts';

const text = (content: string, name?: string) => detectFormat(Buffer.from(content), name);

describe('detectFormat', () => {
  it('knows binary formats by their marks', () => {
    expect(detectFormat(Buffer.from([0x1f, 0x8b, 8, 0]), 'ride.fit')).toBe('gzip');
    expect(detectFormat(Buffer.from('PK\x03\x04rest'), 'ride.fit')).toBe('zip');
    expect(detectFormat(Buffer.from('\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00'), 'ride.gpx')).toBe('fit');
    expect(detectFormat(new Uint8Array(0), 'ride.fit')).toBe('empty');
    expect(detectFormat(Buffer.from([0x0e, 0x10, 0x64, 0, 1, 2]), 'cut.fit')).toBe('fit');
    expect(detectFormat(Buffer.from([0x0e, 0x10, 0x64, 0, 1, 2]), 'cut.bin')).toBe('unknown');
  });

  it.each([
    ['<gpx version="1.1"/>', 'gpx'],
    ['\uFEFF<?xml version="1.0"?>\n<gpx/>', 'gpx'],
    ['          <?xml version="1.0"?><TrainingCenterDatabase>', 'tcx'],
    ['<?xml version="1.0"?><!-- <gpx> is not it --><ns:TrainingCenterDatabase/>', 'tcx'],
    ['<!DOCTYPE gpx [<!ENTITY a "<b>">]><gpx/>', 'gpx'],
    ['<workout_file><name>x</name>', 'zwo'],
    ['<pwx version="1.0">', 'pwx'],
    ['<!DOCTYPE html><html><body>404', 'html'],
    ['<html>', 'html'],
    ['<kml/>', 'unknown'],
    ['[COURSE HEADER]\nMINUTES WATTS', 'erg'],
    ['[COURSE HEADER]\r\nMINUTES\tPERCENT', 'mrc'],
    ['[Params]\nVersion=106', 'hrm'],
    ['{"name":"not a zwo"}', 'json'],
    ['[1, 2]', 'json'],
    ['Date,Distance\n2024-01-01,5\n', 'csv'],
    ['   \n ', 'empty'],
    ['just words', 'unknown'],
  ])('%j is %s whatever its name', (content, expected) => {
    expect(text(content, 'a.fit')).toBe(expected);
    expect(text(content)).toBe(expected);
  });

  it('reads the root of UTF-16 files', () => {
    expect(detectFormat(Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-16"?><gpx/>', 'utf16le'))).toBe('gpx');
  });

  it('lets the name decide only between ERG and MRC', () => {
    expect(text('[COURSE HEADER]\nVERSION = 2', 'a.mrc')).toBe('mrc');
    expect(text('[COURSE HEADER]\nVERSION = 2', 'a.txt')).toBe('erg');
  });

  it('stays fast on long heads without content', () => {
    const start = performance.now();
    text(`[COURSE HEADER]${'\n'.repeat(1_000_000)}`);
    text(`<!${'['.repeat(1_000_000)}`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
