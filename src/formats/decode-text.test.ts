import { describe, expect, it } from 'vitest';
import { decodeChunks, utf8Of } from './decode-text.ts';

describe('decodeChunks', () => {
  const decode = (bytes: Uint8Array) => [...decodeChunks(bytes)].join('');

  it('reads UTF-16 with and without a mark', () => {
    const little = Buffer.from('<a>grün</a>', 'utf16le');
    expect(decode(Buffer.concat([Buffer.from([0xff, 0xfe]), little]))).toBe('<a>grün</a>');
    expect(decode(little)).toBe('<a>grün</a>');
    expect(decode(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]))).toBe('<a>grün</a>');
  });

  it('reads Latin-1, declared or wrongly declared as UTF-8', () => {
    for (const label of ['ISO-8859-1', 'UTF-8', 'nonsense']) {
      const text = `<?xml version="1.0" encoding="${label}"?><a>grün</a>`;
      expect(decode(Buffer.from(text, 'latin1'))).toBe(text);
    }
  });

  it('does not tear characters at chunk borders', () => {
    const text = `a${'ä€😀'.repeat(40_000)}`;
    expect(decode(Buffer.from(text))).toBe(text);
  });

  it('keeps UTF-8 when the file is cut inside a character', () => {
    const bytes = Buffer.from('grün ü');
    expect(decode(bytes.subarray(0, bytes.length - 1))).toMatch(/^grün /);
  });
});

describe('utf8Of', () => {
  it('gives the same memory for UTF-8 and a copy for the rest, both without a mark', () => {
    const utf8 = Buffer.from('\uFEFF<a>grün</a>');
    expect(utf8Of(utf8).buffer).toBe(utf8.buffer);
    for (const bytes of [utf8, Buffer.from('\uFEFF<a>grün</a>', 'utf16le'), Buffer.from('<a>grün</a>', 'latin1')]) {
      expect(utf8Of(bytes).toString()).toBe('<a>grün</a>');
    }
  });
});
