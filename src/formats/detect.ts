/** What a file really is: its content decides, since names lie (a TCX called .fit, a zip called .fit); the name breaks ties. */

import { decodeChunks } from './decode-text.ts';

export type FormatId =
  | 'fit'
  | 'tcx'
  | 'gpx'
  | 'zwo'
  | 'erg'
  | 'mrc'
  | 'gzip'
  | 'zip'
  | 'hrm'
  | 'pwx'
  | 'csv'
  | 'json'
  | 'html'
  | 'empty'
  | 'unknown';

/** Enough for the longest heads seen: blanks, comments and declarations before the root element. */
const HEAD_BYTES = 1 << 16;

const ROOTS: Readonly<Record<string, FormatId>> = {
  gpx: 'gpx',
  TrainingCenterDatabase: 'tcx',
  workout_file: 'zwo',
  pwx: 'pwx',
};

/** The format of a file from its first bytes; `name` (with extension) only where the content fits two formats. */
export function detectFormat(bytes: Uint8Array, name = ''): FormatId {
  if (bytes.length === 0) return 'empty';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2]! + 1) {
    return 'zip';
  }
  if (bytes[8] === 0x2e && bytes[9] === 0x46 && bytes[10] === 0x49 && bytes[11] === 0x54) return 'fit';

  const head = [...decodeChunks(bytes.subarray(0, HEAD_BYTES))].join('');
  const text = head.trimStart();
  if (text === '') return 'empty';
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const root = rootElement(text);
  if (root !== null) {
    if (Object.hasOwn(ROOTS, root)) return ROOTS[root]!;
    if (/^(html|head|body)$/i.test(root)) return 'html';
  }
  if (/^<!doctype\s+html/i.test(text)) return 'html';
  if (/^\[Params\]/i.test(text)) return 'hrm';
  if (/^\[COURSE HEADER\]/im.test(text)) return powerUnit(text, extension);
  if (/^[[{]/.test(text) && /^(\{\s*["}]|\[\s*[\]{["\d-])/.test(text)) return 'json';
  // A header of 14 bytes that lost its middle, or a file cut before the marker, is still a FIT file when it is called one.
  if (extension === 'fit' && (bytes[0] === 14 || bytes[0] === 12) && bytes.length < 12) return 'fit';
  if (isTable(text)) return 'csv';
  return 'unknown';
}

/** Local name of the first element; null when the text does not look like XML. Text before the first tag is ignored if there is little. */
function rootElement(text: string): string | null {
  let at = text.indexOf('<');
  if (at < 0 || at > 1000) return null;
  while (at >= 0) {
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4);
    else if (text.startsWith('<?', at)) at = after(text, '?>', at + 2);
    else if (text.startsWith('<!', at)) at = afterDeclaration(text, at);
    else break;
    at = at < 0 ? -1 : text.indexOf('<', at);
  }
  if (at < 0) return null;
  const match = /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 200));
  return match?.[1] ?? null;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

/** A document type may hold declarations of its own in brackets. */
function afterDeclaration(text: string, from: number): number {
  const close = text.indexOf('>', from);
  const bracket = text.indexOf('[', from);
  if (bracket < 0 || close < bracket) return close < 0 ? -1 : close + 1;
  const end = /\]\s*>/g;
  end.lastIndex = bracket;
  const match = end.exec(text);
  return match ? match.index + match[0].length : -1;
}

function powerUnit(text: string, extension: string): FormatId {
  const unit = /^[ \t]*MINUTES[ \t]+(WATTS|PERCENT|FTP)/im.exec(text)?.[1]?.toUpperCase();
  if (unit === 'WATTS') return 'erg';
  if (unit !== undefined) return 'mrc';
  return extension === 'mrc' ? 'mrc' : 'erg';
}

/** Two lines of printable text with the same separators. */
function isTable(text: string): boolean {
  const lines = text.split(/\r?\n/, 3);
  if (lines.length < 2 || /[^\P{Cc}\t]|\uFFFD/u.test(lines[0]!)) return false;
  return [',', ';', '\t'].some((separator) => {
    const count = lines[0]!.split(separator).length;
    return count > 1 && count < 1000;
  });
}
