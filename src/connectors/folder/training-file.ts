/** Which files of a folder or archive are worth offering to the import, told from their names. */

import { isGzip } from '../../formats/gzip.ts';

/** Recordings, workouts and courses; also formats that are refused with a sentence, so that nothing disappears silently. */
const TRAINING = new Set(['fit', 'tcx', 'gpx', 'zwo', 'erg', 'mrc', 'hrm', 'pwx', 'srm', 'wko']);
/** Archives that are not opened: the person has to unpack them. */
const UNREAD_ARCHIVES = new Set(['7z', 'rar', 'tar', 'tgz', 'bz2', 'xz', 'zst', 'kmz']);

export type NameClass = 'training' | 'zip' | 'unread_archive' | 'unnamed' | 'other';

/** Path without its `.gz` endings. */
function withoutGz(path: string): string {
  return path.replace(/(?:\.gz)+$/i, '');
}

/** The extension below any `.gz`, in lower case, or '' when there is none. */
export function extensionOf(path: string): string {
  const name = withoutGz(path.slice(path.lastIndexOf('/') + 1)).replace(/ \(\d+\)$/, '');
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

export function classifyName(path: string): NameClass {
  const extension = extensionOf(path);
  if (TRAINING.has(extension)) return 'training';
  if (extension === 'zip') return /\.gz$/i.test(path) ? 'unread_archive' : 'zip';
  if (UNREAD_ARCHIVES.has(extension)) return 'unread_archive';
  return extension === '' ? 'unnamed' : 'other';
}

/** Files the operating system leaves behind, and everything hidden: never mentioned. */
export function isNoise(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || /^(?:thumbs\.db|desktop\.ini)$/i.test(part));
}

/** What a file without an extension is, told from its first bytes. */
export function looksLikeTraining(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  return text.slice(8, 12) === '.FIT' || /^(?:\xef\xbb\xbf)?\s*<\?xml/.test(text) || isGzip(head);
}
