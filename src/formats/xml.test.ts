import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import { decodeChunks, parseXml, vocabulary } from './xml.ts';

const WORDS = vocabulary({ a: 1, b: 2 });

function events(input: string | Uint8Array) {
  const seen: string[] = [];
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const { truncated } = parseXml(bytes, WORDS, {
    open: (element, parent) => seen.push(`+${element}/${parent}`),
    attribute: (element, name, value) => seen.push(`@${element} ${name}=${value}`),
    close: (element, parent, text) => seen.push(`-${element}/${parent} ${text.trim()}`),
  });
  return { seen, truncated };
}

describe('parseXml', () => {
  it('hands over local names, parents, attributes and text', () => {
    const { seen, truncated } = events('<a x:k="1 &lt; 2"><ns3:b>t &amp; &#228;<![CDATA[<c>]]></ns3:b><z/></a>');
    expect(seen).toEqual(['+1/0', '@1 k=1 < 2', '+2/1', '-2/1 t & ä<c>', '+0/1', '-0/1 ', '-1/0 ']);
    expect(truncated).toBe(false);
  });

  it('tolerates a byte-order mark, blanks and text before the declaration', () => {
    for (const head of ['\uFEFF', '          ', 'exported:\n', '\uFEFF\n\n']) {
      expect(events(`${head}<?xml version="1.0"?><a>1</a>`).seen).toEqual(['+1/0', '-1/0 1']);
    }
  });

  it('reports a cut file and does not close what was open', () => {
    const { seen, truncated } = events('<a><b>1</b><b>2');
    expect(seen).toEqual(['+1/0', '+2/1', '-2/1 1', '+2/1']);
    expect(truncated).toBe(true);
  });

  it('leaves unknown entities as they are and never expands', () => {
    expect(events('<a>&lol;</a>').seen).toEqual(['+1/0', '-1/0 &lol;']);
  });

  it.each([
    '<!DOCTYPE a [<!ENTITY x "y">]><a/>',
    '<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><a/>',
    '<!DOCTYPE a PUBLIC "-//x" "http://localhost/x.dtd"><a/>',
    '<a/><!ENTITY x "y">',
  ])('refuses %j', (text) => {
    expect(() => events(text)).toThrow(FormatError);
  });

  it('accepts a bare document type', () => {
    expect(events('<!DOCTYPE a><a/>').seen).toEqual(['+1/0', '-1/0 ']);
  });

  it('refuses absurd nesting without recursion', () => {
    expect(() => events('<a>'.repeat(20_000))).toThrow(FormatError);
    expect(events(`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`).truncated).toBe(false);
  });
});

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
