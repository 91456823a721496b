/**
 * The one XML reader of all XML formats: bytes in, element events out, no tree. Tolerant where exports are sloppy (blanks
 * or text before the declaration, wrong encodings, undeclared prefixes), strict where files are hostile: no document
 * types with content, no entities beyond the predefined ones, nothing external, bounded depth.
 */

import { isUtf8 } from 'node:buffer';
import { Parser } from 'htmlparser2';
import { FormatError } from '../core/failure.ts';

/** Element names of a format and the number each is handed over as. 0 is reserved for every other name. */
export type Vocabulary = ReadonlyMap<string, number>;

export interface XmlHandler {
  /** An element begins; `parent` is the element around it, 0 at the root or when unknown. */
  open(element: number, parent: number): void;
  /** An attribute of the element opened last; `name` without prefix. */
  attribute(element: number, name: string, value: string): void;
  /** An element ends. `text` is its character data after the last child, not trimmed. Not called for elements cut off by the end of the file. */
  close(element: number, parent: number, text: string): void;
}

/** Real files nest about ten deep. */
const MAX_DEPTH = 256;
const MAX_LEARNT_NAMES = 4096;
/** No text of interest is longer; what follows is dropped. */
const MAX_TEXT = 1 << 20;
const CHUNK_BYTES = 1 << 16;

export function vocabulary(names: Readonly<Record<string, number>>): Vocabulary {
  return new Map(Object.entries(names));
}

/** Reads a whole document. `truncated` is true when elements were still open at the end. Throws FormatError on hostile content. */
export function parseXml(bytes: Uint8Array, words: Vocabulary, handler: XmlHandler): { readonly truncated: boolean } {
  const known = new Map(words);
  const stack = new Int16Array(MAX_DEPTH + 1);
  let depth = 0;
  let text = '';
  let ending = false;
  let truncated = false;

  // Prefixed names are looked up as written; the local name is found once and remembered.
  const learn = (name: string): number => {
    const element = words.get(name.slice(name.indexOf(':') + 1)) ?? 0;
    if (known.size < MAX_LEARNT_NAMES) known.set(name, element);
    return element;
  };

  const parser = new Parser(
    {
      onopentagname(name) {
        if (++depth > MAX_DEPTH) {
          throw new FormatError(
            'xml_too_deep',
            `The file nests more than ${MAX_DEPTH} elements and is not a training file.`,
          );
        }
        const element = known.get(name) ?? learn(name);
        stack[depth] = element;
        text = '';
        handler.open(element, stack[depth - 1]!);
      },
      onattribute(name, value) {
        const colon = name.indexOf(':');
        handler.attribute(stack[depth]!, colon < 0 ? name : name.slice(colon + 1), value);
      },
      ontext(part) {
        if (text === '') text = part;
        else if (text.length < MAX_TEXT) text += part;
      },
      onclosetag() {
        if (ending) {
          truncated = true;
          return;
        }
        handler.close(stack[depth]!, stack[depth - 1]!, text);
        depth--;
        text = '';
      },
      onprocessinginstruction(name, content) {
        if (name.startsWith('!')) refuseDeclaration(content);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for (const chunk of decodeChunks(bytes)) parser.write(chunk);
  ending = true;
  parser.end();
  return { truncated };
}

function refuseDeclaration(content: string): void {
  if (/^!DOCTYPE/i.test(content) && !/\[|\bSYSTEM\b|\bPUBLIC\b/.test(content)) return;
  throw new FormatError(
    'xml_doctype',
    'The file declares its own XML entities or refers to another file, which training files never need and which is not read for safety.',
  );
}

/** The document as text in pieces of about 64 kB, whatever its encoding; a byte-order mark is dropped. */
export function* decodeChunks(bytes: Uint8Array): Generator<string> {
  const encoding = encodingOf(bytes);
  const start = byteOrderMark(bytes);
  if (encoding !== 'utf-8') {
    const decoder = new TextDecoder(encoding);
    for (let i = start; i < bytes.length; i += CHUNK_BYTES) {
      yield decoder.decode(bytes.subarray(i, i + CHUNK_BYTES), { stream: true });
    }
    yield decoder.decode();
    return;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = start; i < bytes.length; ) {
    let end = Math.min(i + CHUNK_BYTES, bytes.length);
    // Never cut a character in two: step back to where the next byte starts one.
    for (let back = 0; back < 3 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80; back++) end--;
    yield buffer.toString('utf8', i, end);
    i = end;
  }
}

/** The encoding: byte-order mark, then zero bytes, then what is valid; the declaration counts only when UTF-8 does not fit. */
function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a !== undefined && a !== 0 && b === 0) return 'utf-16le';
  if (a === 0 && b !== undefined && b !== 0) return 'utf-16be';
  if (isUtf8(withoutCutCharacter(bytes))) return 'utf-8';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1]?.toLowerCase();
  // Files that claim UTF-8 without being it were mostly written by Windows programs.
  if (!declared || declared.startsWith('utf')) return 'windows-1252';
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return 'windows-1252';
  }
}

function byteOrderMark(bytes: Uint8Array): number {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 3;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? 2 : 0;
}

/** A truncated file may end inside a character. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  for (let back = 0; back < 3 && end > 0 && (bytes[end - 1]! & 0xc0) === 0x80; back++) end--;
  return end > 0 && bytes[end - 1]! >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}
