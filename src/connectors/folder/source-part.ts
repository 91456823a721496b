/** What one connector makes of its part of a tree, and how parts become the contents of a source. */

import { FormatError } from '../../core/failure.ts';
import type { SourceContents, SourceEntry, SourceKind, SourceProblem } from '../../core/source.ts';
import { memorySource } from '../../formats/byte-source.ts';
import { removeGzip } from '../../formats/gzip.ts';
import { isZip, openZip } from '../../formats/zip.ts';
import { type FileTree, MAX_TOTAL_BYTES, type TreeFile } from './file-tree.ts';
import { classifyName, extensionOf, isNoise } from './training-file.ts';

export interface SourcePart extends Omit<SourceContents, 'label' | 'total_bytes' | 'entries' | 'close'> {
  /** Offered to the import, whatever their names. */
  readonly files: readonly TreeFile[];
}

export const EMPTY_PART = {
  facts: [],
  readings: [],
  offers: [],
  gear: [],
  problems: [],
  left_out: [],
  files: [],
} as const satisfies Omit<SourcePart, 'kind'>;

/** The files no archive format claims. A file given by itself is offered whatever its name is. */
export function plainPart(kind: 'file' | 'folder', files: readonly TreeFile[]): SourcePart {
  if (kind === 'file') return { ...EMPTY_PART, kind, files };
  const offered: TreeFile[] = [];
  const problems: SourceProblem[] = [];
  const others: TreeFile[] = [];
  for (const file of files) {
    // Files without extension that lie on disk were looked into when they were listed; those in archives were not.
    const name_class = classifyName(file.path);
    if (name_class === 'training' || (name_class === 'unnamed' && file.on_disk)) {
      offered.push(file);
    } else if (name_class === 'unread_archive') {
      problems.push({ label: file.path, reason: 'This kind of archive is not read. Unpack it first.' });
    } else if (file.refused !== null && /^(?:csv|json)$/.test(extensionOf(file.path))) {
      problems.push({ label: file.path, reason: `It is refused: ${file.refused}.` });
    } else others.push(file);
  }
  return { ...EMPTY_PART, kind, files: offered, problems, left_out: leftOut(others) };
}

/** One line for files that are not training data, by kind. */
export function leftOut(files: readonly TreeFile[]): SourceProblem[] {
  if (files.length === 0) return [];
  const counts = new Map<string, number>();
  for (const file of files) {
    const extension = extensionOf(file.path) || 'no extension';
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  const kinds = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([extension, count]) => `${count} ${extension}`);
  const more = counts.size > 8 ? ', …' : '';
  const noun = files.length === 1 ? 'file is' : 'files are';
  return [
    {
      label: `${files.length} other ${files.length === 1 ? 'file' : 'files'}`,
      reason: `${files.length} ${noun} not training data (${kinds.join(', ')}${more})`,
    },
  ];
}

/** Puts parts of a tree together under one kind. The caller closes the tree. */
export function joinParts(kind: SourceKind, tree: FileTree, parts: readonly SourcePart[]): SourceContents {
  const problems = [...tree.problems, ...parts.flatMap((part) => part.problems)];
  const files = withinTotal(
    parts.flatMap((part) => part.files),
    problems,
  ).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    kind,
    label: tree.label,
    total_bytes: files.reduce((sum, file) => sum + file.size_bytes, 0),
    facts: parts.flatMap((part) => part.facts),
    readings: parts.flatMap((part) => part.readings),
    offers: parts.flatMap((part) => part.offers),
    gear: parts.flatMap((part) => part.gear),
    problems: shortened(problems),
    left_out: [...tree.left_out, ...parts.flatMap((part) => part.left_out)],
    entries: async function* () {
      for (const file of files) yield entryOf(file);
    },
    close: () => tree.close(),
  };
}

const MAX_PROBLEMS = 500;

function shortened(problems: readonly SourceProblem[]): SourceProblem[] {
  const more = problems.length - MAX_PROBLEMS;
  if (more <= 0) return [...problems];
  return [...problems.slice(0, MAX_PROBLEMS), { label: `${more} more`, reason: 'further problems of these kinds' }];
}

/** Leaves out what cannot be read, and everything beyond the total an archive may unpack to. */
function withinTotal(files: readonly TreeFile[], problems: SourceProblem[]): TreeFile[] {
  let total = 0;
  let beyond = 0;
  const kept: TreeFile[] = [];
  for (const file of files) {
    if (file.refused !== null) {
      problems.push({ label: file.path, reason: `It is refused: ${file.refused}.` });
      continue;
    }
    if (total + file.unpacked_bytes > MAX_TOTAL_BYTES) {
      beyond++;
      continue;
    }
    total += file.unpacked_bytes;
    kept.push(file);
  }
  if (beyond > 0) {
    const limit = MAX_TOTAL_BYTES / 1024 ** 3;
    problems.push({ label: `${beyond} files`, reason: `Beyond ${limit} GB unpacked in all nothing more is read.` });
  }
  return kept;
}

function entryOf(file: TreeFile): SourceEntry {
  return {
    label: file.path,
    size_bytes: file.size_bytes,
    read: async () => {
      const bytes = await removeGzip(await file.read());
      return isZip(bytes) ? onlyFileIn(bytes) : bytes;
    },
  };
}

/** Garmin Connect's "export original" is a zip of one file, often saved with the name of the file. */
async function onlyFileIn(bytes: Uint8Array): Promise<Uint8Array> {
  const { entries } = await openZip(memorySource(bytes));
  const inside = entries.filter((entry) => !isNoise(entry.name) && classifyName(entry.name) === 'training');
  const [only] = inside;
  if (!only || inside.length > 1) {
    throw new FormatError(
      'is_a_zip',
      `The file is a zip with ${inside.length} recordings in it.`,
      'Give it a name that ends in .zip.',
    );
  }
  return removeGzip(await only.read());
}
