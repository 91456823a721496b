import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import { vocabulary } from './vocabulary.ts';
import { parseXml } from './xml.ts';

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

  it('joins the text around comments and CDATA sections, which hold markup as text', () => {
    expect(events('<a>1<!-- <b> -- > -->2<![CDATA[<b>&amp;]]]>3&gt;</a>').seen).toEqual(['+1/0', '-1/0 12<b>&amp;]3>']);
  });

  it('gives the text after the last child, and none of unknown elements', () => {
    expect(events('<a>x<z k="1">y</z> 5 </a>').seen).toEqual(['+1/0', '+0/1', '-0/1 ', '-1/0 5']);
  });

  it('ends elements that are closed from outside and ignores stray ends', () => {
    expect(events('<a><x:b>1</a></b></>').seen).toEqual(['+1/0', '+2/1', '-2/1 1', '-1/0 ']);
  });

  it('reads attributes in any quotes or none, and takes no other name for a known one', () => {
    const { seen } = events(`<a k='"' l=5 m :n = "&#x41;&quot;"><ab/><b\n/></a>`.replace('\\n', '\n'));
    expect(seen).toEqual(['+1/0', '@1 k="', '@1 l=5', '@1 m=', '@1 n=A"', '+0/1', '-0/1 ', '+2/1', '-2/1 ', '-1/0 ']);
  });

  it('reads every encoding, and text beyond the first piece of a large file', () => {
    const text = `<a>${'<b>grün €</b>\n'.repeat(20_000)}</a>`;
    const little = Buffer.from(text, 'utf16le');
    for (const bytes of [Buffer.from(text), little, Buffer.concat([Buffer.from([0xff, 0xfe]), little])]) {
      const { seen } = events(bytes);
      expect(seen).toHaveLength(40_002);
      expect(new Set(seen)).toEqual(new Set(['+1/0', '+2/1', '-2/1 grün €', '-1/0 ']));
    }
    expect(events(Buffer.from('<a>grün</a>', 'latin1')).seen).toEqual(['+1/0', '-1/0 grün']);
  });

  it('drops what is too long to be of interest', () => {
    const long = 'x'.repeat(3 << 20);
    const seen = events(`<a k="${long}">${long}</a>`).seen.map((event) => event.length);
    expect(seen).toEqual([4, 5 + (1 << 20), 5 + (1 << 20)]);
  });

  it('takes time in proportion to the size of hostile files', () => {
    const from = performance.now();
    for (const piece of ['<', '</', '<!--', '<![CDATA[', '-->', '&amp;', '<a b', '< ', '</ ', '<a></b>', '&#']) {
      try {
        events(piece.repeat(200_000));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it('never throws anything but FormatError, whatever the bytes', () => {
    const pieces = [
      '<a>',
      '</a>',
      '<b k="',
      '"',
      "='",
      '/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&',
      '#x41;',
      '<?',
      '?>',
      ' ',
      'ü',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const { seen } = events(parts.join(''));
        const depth = (sign: string) => seen.filter((event) => event.startsWith(sign)).length;
        expect(depth('-')).toBeLessThanOrEqual(depth('+'));
      }),
    );
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
