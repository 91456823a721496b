/** Changes to XML, tables and other text: tags, attributes, entities, numbers, times, quotes, nesting, encodings. */

import type { Random } from '../src/demo/random.ts';

const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1e309',
  '-1e309',
  'NaN',
  'Infinity',
  '1e-320',
  '99999999999999999999',
  '4294967296',
  '2147483648',
  '0x10',
  '1,5',
  '',
  ' ',
  '٣',
  '1e15',
  '9007199254740993',
  '-180.0000001',
  '90.1',
];
const TIMES = [
  '',
  'not a time',
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '275760-09-13T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '2026-02-30T25:61:61Z',
  '2026-03-01T08:00:00+99:99',
  '2026-03-01T08:00:00.999999999999999999Z',
  '20260301T080000Z',
  '-2026-03-01T08:00:00Z',
];
const SNIPPETS = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
  '<!ENTITY x SYSTEM "file:///etc/hostname">',
  '&x;',
  '&#0;',
  '&#x110000;',
  '&#xD800;',
  '&amp',
  '&lt;&gt;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0" encoding="UTF-7"?>',
  '<?',
  '</',
  '<',
  '>',
  '/>',
  '\u0000',
  '\u202e',
  '\ufeff',
  '"',
  "'",
  '""""',
  ';;;;',
  '\t',
  '\r',
  '\n\n',
  '{',
  '[',
  ']',
  '}',
  ',',
  '\\u0000',
  'xmlns:a="b"',
  '=cmd()',
  '__proto__',
  'constructor',
];

export function mutateText(bytes: Buffer, random: Random): [what: string, bytes: Buffer] {
  const text = bytes.toString('latin1');
  const back = (changed: string) => Buffer.from(changed, 'latin1');
  switch (random.whole(0, 11)) {
    case 0:
    case 1:
      return ['number', back(replaceSome(text, /-?\d+(?:\.\d+)?/g, () => random.pick(NUMBERS), random))];
    case 2:
      return [
        'time',
        back(replaceSome(text, /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?/g, () => random.pick(TIMES), random)),
      ];
    case 3:
      return ['tag removed', back(replaceSome(text, /<[^>]{1,200}>/g, () => '', random))];
    case 4: {
      const tags = text.match(/<[^>]{1,200}>/g) ?? ['<a>'];
      return ['tag replaced', back(replaceSome(text, /<[^>]{1,200}>/g, () => random.pick(tags), random))];
    }
    case 5:
      return ['tag doubled', back(replaceSome(text, /<[^>]{1,200}>/g, (tag) => tag + tag, random))];
    case 6: {
      const broken = () =>
        random.pick(['=', '="', `="${'x'.repeat(5000)}"`, '=""', '="1" lat="2"', "='", '=1', '="&x;"']);
      return ['attribute', back(replaceSome(text, /="[^"]*"/g, broken, random))];
    }
    case 7:
      return ['snippet', back(insertAt(text, place(text, random), random.pick(SNIPPETS)))];
    case 8: {
      const tag = /<([\w:]+)/.exec(text.slice(place(text, random)))?.[1] ?? 'a';
      const depth = random.pick([10, 300, 5000]);
      const opened = random.chance(0.3) ? '['.repeat(depth) : `<${tag}>`.repeat(depth);
      return ['nesting', back(insertAt(text, place(text, random), opened))];
    }
    case 9: {
      const long = random.pick(['A', '9', ' ', '"', '&amp;', '\n', ',']).repeat(random.pick([1000, 60_000]));
      return ['long text', back(insertAt(text, place(text, random), long))];
    }
    case 10:
      return ['encoding', encode(text, random)];
    default: {
      const lines = text.split('\n');
      const from = random.whole(0, lines.length - 1);
      const [line] = lines.splice(from, 1);
      const cells = line!.split(',');
      if (cells.length > 3 && random.chance(0.6)) {
        cells.splice(random.whole(0, cells.length - 1), 1, ...(random.chance(0.5) ? [] : ['x', 'y']));
        lines.splice(from, 0, cells.join(','));
      } else lines.splice(random.whole(0, lines.length), 0, ...(random.chance(0.5) ? [line!, line!] : []));
      return ['lines or columns', back(lines.join(random.chance(0.1) ? '\r' : '\n'))];
    }
  }
}

/** Replaces one, several or all matches. */
function replaceSome(text: string, pattern: RegExp, by: (found: string) => string, random: Random): string {
  const count = text.match(pattern)?.length ?? 0;
  const share = random.chance(0.1) ? 1 : random.pick([1, 1, 3, 20]) / Math.max(1, count);
  const one = random.whole(0, Math.max(0, count - 1));
  let seen = -1;
  return text.replace(pattern, (found) => {
    seen++;
    return seen === one || random.chance(Math.min(1, share)) ? by(found) : found;
  });
}

function place(text: string, random: Random): number {
  return random.chance(0.2) ? 0 : random.whole(0, text.length);
}

function insertAt(text: string, at: number, inserted: string): string {
  return text.slice(0, at) + Buffer.from(inserted, 'utf8').toString('latin1') + text.slice(at);
}

function encode(text: string, random: Random): Buffer {
  switch (random.whole(0, 4)) {
    case 0:
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    case 1:
      return Buffer.concat([
        Buffer.from([0xfe, 0xff]),
        Buffer.from(text, 'utf16le')
          .subarray(0, 2 * text.length)
          .swap16(),
      ]);
    case 2:
      return Buffer.from(text, 'utf16le').subarray(0, 2 * text.length - random.whole(0, 1));
    case 3:
      return Buffer.from(
        text.replace(
          /encoding="[^"]*"/,
          `encoding="${random.pick(['UTF-16', 'UTF-7', 'x', 'ISO-2022-JP', 'gb18030'])}"`,
        ),
        'latin1',
      );
    default:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]), Buffer.from(text, 'latin1')]);
  }
}
