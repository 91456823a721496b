/**
 * The one XML reader of all XML formats: bytes in, element events out, no tree. Tolerant where exports are sloppy (blanks
 * or text before the declaration, wrong encodings, undeclared prefixes), strict where files are hostile: no document
 * types with content, no entities beyond the predefined ones, nothing external, bounded depth. It looks at bytes and
 * makes strings only of what somebody asked for, since a file says little in many tags.
 */

import { isAscii } from 'node:buffer';
import { FormatError } from '../core/failure.ts';
import { utf8Of } from './decode-text.ts';
import { type Vocabulary, wordAt } from './vocabulary.ts';

export interface XmlHandler {
  /** An element begins; `parent` is the element around it, 0 at the root or when unknown. */
  open(element: number, parent: number): void;
  /** An attribute of the element opened last, which is one of the vocabulary; `name` without prefix. */
  attribute(element: number, name: string, value: string): void;
  /**
   * An element ends. `text` is its character data after the last child, without the blanks in front, and '' for elements
   * outside the vocabulary. Not called for elements cut off by the end of the file.
   */
  close(element: number, parent: number, text: string): void;
}

/** Real files nest about ten deep. */
const MAX_DEPTH = 256;
/** No text of interest is longer; what follows is dropped. */
const MAX_TEXT = 1 << 20;
/** Text is cut from strings of this size: one string of a piece of the file costs less than one for each value. */
const WINDOW_BYTES = 1 << 16;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads a whole document. `truncated` is true when elements were still open at the end. Throws FormatError on hostile content. */
export function parseXml(bytes: Uint8Array, words: Vocabulary, handler: XmlHandler): { readonly truncated: boolean } {
  const scanner = new XmlScanner(utf8Of(bytes), words, handler);
  let at = 0;
  while (at >= 0) at = scanner.next(at);
  return { truncated: scanner.depth > 0 };
}

const [TAB, LINE_FEED, FORM_FEED, RETURN, SPACE] = [9, 10, 12, 13, 32];
const [BANG, DOUBLE_QUOTE, SINGLE_QUOTE, DASH, SLASH, COLON] = [33, 34, 39, 45, 47, 58];
const [LESS, EQUALS, GREATER, QUESTION, CLOSE_BRACKET] = [60, 61, 62, 63, 93];
const CDATA = Buffer.from('[CDATA[');
/** Where the file ends inside a tag, comment or the like. */
const END = -1;

class XmlScanner {
  depth = 0;
  private readonly bytes: Buffer;
  private readonly words: Vocabulary;
  private readonly handler: XmlHandler;
  /** Of the open elements: which it is, and where its whole name stands. */
  private readonly elements = new Int16Array(MAX_DEPTH + 1);
  private readonly names_from = new Uint32Array(MAX_DEPTH + 1);
  private readonly names_to = new Uint32Array(MAX_DEPTH + 1);
  /** Character data since the last tag: what was put together, then bytes that were not looked at yet. */
  private text = '';
  private text_from = 0;
  private text_to = 0;
  private window = '';
  private window_from = 0;
  private window_to = 0;

  constructor(bytes: Buffer, words: Vocabulary, handler: XmlHandler) {
    this.bytes = bytes;
    this.words = words;
    this.handler = handler;
  }

  /** Reads character data and the markup after it. Returns where to go on, END at the end of the file. */
  next(from: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let at = from;
    for (; ; at++) {
      while (at < end && bytes[at] !== LESS) at++;
      if (at + 1 >= end) return END;
      // Not followed by a name it is a character like others.
      const mark = bytes[at + 1]!;
      if (mark !== GREATER && !isBlank(mark) && (mark !== SLASH || this.isClosing(at + 2))) break;
    }
    if (at > from) this.addText(from, at);
    const mark = bytes[at + 1]!;
    if (mark === SLASH) return this.closingTag(at + 2);
    if (mark === BANG) return this.declaration(at + 2);
    if (mark === QUESTION) return this.after(at + 2, QUESTION, 1);
    return this.openingTag(at + 1);
  }

  private isClosing(from: number): boolean {
    const at = this.skipBlanks(from);
    return this.bytes[at] !== GREATER;
  }

  private openingTag(from: number): number {
    const { bytes, words, depth } = this;
    const end = bytes.length;
    let at = from;
    let local = from;
    let hash = 0;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === GREATER || byte === SLASH || isBlank(byte)) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
      if (byte === COLON && local === from) {
        local = at + 1;
        hash = 0;
      }
    }
    if (at === end) return END;
    if (depth === MAX_DEPTH) {
      throw new FormatError(
        'xml_too_deep',
        `The file nests more than ${MAX_DEPTH} elements and is not a training file.`,
      );
    }
    const element = wordAt(words, hash, bytes, local, at);
    this.depth = depth + 1;
    this.elements[depth + 1] = element;
    this.names_from[depth + 1] = from;
    this.names_to[depth + 1] = at;
    this.dropText();
    this.handler.open(element, this.elements[depth]!);
    return bytes[at] === GREATER ? at + 1 : this.attributes(at, element);
  }

  /** The rest of an opening tag, from after its name. */
  private attributes(from: number, element: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let at = from;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === GREATER) return at + 1;
      if (byte === SLASH) {
        at = this.skipBlanks(at + 1);
        if (bytes[at] === GREATER) {
          this.closeInnermost();
          return at + 1;
        }
      } else if (isBlank(byte)) at++;
      else at = this.attribute(at, element);
      if (at === END) return END;
    }
    return END;
  }

  private attribute(from: number, element: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let at = from + 1;
    let local = bytes[from] === COLON ? at : from;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === EQUALS || byte === GREATER || byte === SLASH || isBlank(byte)) break;
      if (byte === COLON && local === from) local = at + 1;
    }
    const name_to = at;
    at = this.skipBlanks(at);
    if (at >= end) return END;
    if (bytes[at] !== EQUALS) {
      if (element !== 0) this.handler.attribute(element, this.slice(local, Math.min(name_to, local + MAX_TEXT)), '');
      return at;
    }
    at = this.skipBlanks(at + 1);
    if (at >= end) return END;
    const quote = bytes[at]!;
    const quoted = quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE;
    const value_from = quoted ? ++at : at;
    if (quoted) while (at < end && bytes[at] !== quote) at++;
    else while (at < end && bytes[at] !== GREATER && !isBlank(bytes[at]!)) at++;
    if (at >= end) return END;
    if (element !== 0) {
      const value = this.slice(value_from, Math.min(at, value_from + MAX_TEXT));
      this.handler.attribute(element, this.slice(local, Math.min(name_to, local + MAX_TEXT)), decoded(value));
    }
    return quoted ? at + 1 : at;
  }

  private closingTag(after_slash: number): number {
    const { bytes } = this;
    const end = bytes.length;
    const from = this.skipBlanks(after_slash);
    let at = from;
    while (at < end && bytes[at] !== GREATER && bytes[at] !== SLASH && !isBlank(bytes[at]!)) at++;
    if (at >= end) return END;
    if (at > from) this.closeNamed(from, at);
    while (at < end && bytes[at] !== GREATER) at++;
    return at < end ? at + 1 : END;
  }

  /** Ends the innermost element of that name and all within it; none when there is no such element. */
  private closeNamed(from: number, to: number): void {
    let level = this.depth;
    while (level > 0 && !this.isNamed(level, from, to)) level--;
    if (level === 0) return;
    while (this.depth >= level) this.closeInnermost();
  }

  private isNamed(level: number, from: number, to: number): boolean {
    const own_from = this.names_from[level]!;
    const length = to - from;
    if (this.names_to[level]! - own_from !== length) return false;
    const { bytes } = this;
    for (let i = 0; i < length; i++) if (bytes[own_from + i] !== bytes[from + i]) return false;
    return true;
  }

  private closeInnermost(): void {
    const { depth } = this;
    const element = this.elements[depth]!;
    const text = element === 0 ? '' : this.takeText();
    this.dropText();
    this.handler.close(element, this.elements[depth - 1]!, text);
    this.depth = depth - 1;
  }

  /** Comments, CDATA sections and declarations, from after `<!`. */
  private declaration(from: number): number {
    const { bytes } = this;
    if (bytes[from] === DASH && bytes[from + 1] === DASH) return this.afterComment(from + 2);
    if (bytes.compare(CDATA, 0, CDATA.length, from, Math.min(from + CDATA.length, bytes.length)) === 0) {
      const begin = from + CDATA.length;
      const after = this.after(begin, CLOSE_BRACKET, 2);
      if (after === END) return END;
      this.text = this.takeText();
      if (this.text.length < MAX_TEXT) this.text += this.slice(begin, Math.min(after - 3, begin + MAX_TEXT));
      return after;
    }
    let at = from;
    while (at < bytes.length && bytes[at] !== GREATER) at++;
    if (at >= bytes.length) return END;
    const content = bytes.toString('latin1', from, Math.min(at, from + MAX_TEXT));
    if (!/^DOCTYPE/i.test(content) || /\[|\bSYSTEM\b|\bPUBLIC\b/.test(content) || content.length === MAX_TEXT) {
      throw new FormatError(
        'xml_doctype',
        'The file declares its own XML entities or refers to another file, which training files never need and which is not read for safety.',
      );
    }
    return at + 1;
  }

  /** After the first `>` that has so many of another byte before it, all of them from `from` on. */
  private after(from: number, byte: number, count: number): number {
    const { bytes } = this;
    for (let at = from + count; at < bytes.length; at++) {
      if (bytes[at] !== GREATER || bytes[at - 1] !== byte || bytes[at - count] !== byte) continue;
      return at + 1;
    }
    return END;
  }

  /** A comment ends with `-->`, and with `--!>` in sloppy files. */
  private afterComment(from: number): number {
    const { bytes } = this;
    for (let at = from + 2; at < bytes.length; at++) {
      if (bytes[at] !== GREATER) continue;
      const last = bytes[at - 1] === BANG ? at - 2 : at - 1;
      if (last > from && bytes[last] === DASH && bytes[last - 1] === DASH) return at + 1;
    }
    return END;
  }

  private skipBlanks(from: number): number {
    const { bytes } = this;
    let at = from;
    while (at < bytes.length && isBlank(bytes[at]!)) at++;
    return at;
  }

  private addText(from: number, to: number): void {
    if (this.text_to > this.text_from) this.text = this.takeText();
    this.text_from = from;
    this.text_to = to;
  }

  private dropText(): void {
    this.text = '';
    this.text_from = this.text_to;
  }

  private takeText(): string {
    const { bytes, text, text_to: to } = this;
    let from = this.text_from;
    this.text_from = to;
    if (text === '') {
      while (from < to && bytes[from]! <= SPACE) from++;
      if (from === to) return '';
      return decoded(this.slice(from, Math.min(to, from + MAX_TEXT)));
    }
    if (from === to || text.length >= MAX_TEXT) return text;
    return text + decoded(this.slice(from, Math.min(to, from + MAX_TEXT)));
  }

  /** Bytes as text. Most files are plain ASCII, so that places in the bytes are places in a string of them. */
  private slice(from: number, to: number): string {
    if (from >= this.window_to) {
      this.window_from = from;
      this.window_to = Math.min(from + WINDOW_BYTES, this.bytes.length);
      const piece = this.bytes.subarray(from, this.window_to);
      this.window = isAscii(piece) ? piece.toString('latin1') : '';
    }
    if (this.window === '' || from < this.window_from || to > this.window_to) {
      return this.bytes.toString('utf8', from, to);
    }
    return this.window.slice(from - this.window_from, to - this.window_from);
  }
}

function isBlank(byte: number): boolean {
  return (
    byte <= SPACE && (byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB || byte === FORM_FEED)
  );
}

/** The five entities of XML and numbered characters; anything else stays as it is written. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
    const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return valid ? String.fromCodePoint(code) : '\uFFFD';
  });
}
