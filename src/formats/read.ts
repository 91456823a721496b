/** The one door for files: finds out what a file is and reads it, or refuses it with one sentence. */

import type { Document } from '../core/document.ts';
import { FormatError } from '../core/failure.ts';
import { detectFormat, type FormatId } from './detect.ts';
import { readErg } from './erg.ts';
import { readFit } from './fit/index.ts';
import { readGpx } from './gpx/index.ts';
import { readPwx } from './pwx.ts';
import { readTcx } from './tcx/index.ts';
import { readZwo } from './zwo.ts';

const CONVERT = 'Open it in the program it came from, or in GoldenCheetah, and export it as FIT, TCX or GPX.';

const READERS: Partial<Record<FormatId, (bytes: Uint8Array) => Document>> = {
  fit: readFit,
  tcx: readTcx,
  gpx: readGpx,
  pwx: readPwx,
  zwo: readZwo,
  erg: readErg,
  mrc: readErg,
};

/** Code, sentence and next step for everything that is recognised but not read here. */
const REFUSALS: Partial<Record<FormatId, readonly [code: string, message: string, next?: string]>> = {
  empty: ['empty_file', 'The file is empty.', 'Copy or download it again.'],
  html: [
    'web_page',
    'The file is a web page, most likely an error or login page saved in place of the download.',
    'Download it again while logged in.',
  ],
  hrm: ['legacy_format', 'Polar HRM is a format of old watches that is not read.', CONVERT],
  gzip: [
    'packed_file',
    'The file is compressed with gzip and has to be unpacked first.',
    'Unpack it and import the result.',
  ],
  zip: ['packed_file', 'The file is a zip archive and has to be unpacked first.', 'Unpack it and import the result.'],
  csv: ['table', 'The file is a table (CSV) without a known layout, not a recording.'],
  json: ['json', 'The file is JSON, not a recording.'],
};

/** Reads one unpacked file. `name` helps only where the content fits two formats. Throws FormatError. */
export function readDocument(bytes: Uint8Array, name: string): Document {
  const format = detectFormat(bytes, name);
  const reader = READERS[format];
  if (reader) return reader(bytes);
  const [code, message, next] = REFUSALS[format] ?? [
    'unknown_format',
    'The file is of no format that can be read: FIT, TCX, GPX, PWX, ZWO, ERG or MRC.',
  ];
  throw new FormatError(code, message, next);
}
