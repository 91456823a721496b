/** Opens whatever a person points the import at: a file, a folder, a zip, or an export archive of a platform, told by its content. */

import type { SourceContents, SourceKind, SourceProblem } from '../core/source.ts';
import { type FileTree, openTree, type TreeFile } from './folder/file-tree.ts';
import { joinParts, plainPart, type SourcePart } from './folder/source-part.ts';
import { findGarminRoots, isGarminBackup, readGarminArchive } from './garmin-archive/garmin-archive.ts';
import { findStravaRoots, readStravaArchive } from './strava-archive/strava-archive.ts';
import { findTrainingPeaks, readTrainingPeaks } from './trainingpeaks-archive/trainingpeaks-archive.ts';

/**
 * Opens everything at a path, one source per kind: a folder may hold a Strava export, a Garmin export and loose files.
 * Facts keep their identity only within their kind, so kinds are not mixed. Entries may be read in any order and several
 * at a time; nothing is unpacked before it is read. Every source has to be closed.
 * @throws Failure `source_not_found` or `source_unreadable`; FormatError when a zip cannot be read at all
 */
export async function openSources(path: string): Promise<SourceContents[]> {
  const tree = await openTree(path, isGarminBackup);
  try {
    const kinds = Map.groupBy(await partsOf(tree), (part) => part.kind);
    let open = kinds.size;
    const close = async () => {
      open--;
      if (open === 0) await tree.close();
    };
    // What is wrong with the tree as a whole is said once.
    const [first] = kinds.keys();
    return [...kinds].map(([kind, parts]) => {
      const shown = kind === first ? tree : { ...tree, problems: [], left_out: [] };
      return { ...joinParts(kind, shown, parts), close: once(close) };
    });
  } catch (error) {
    await tree.close();
    throw error;
  }
}

/**
 * Opens a path as one source. Loose files beside an archive go under its kind; archives of several platforms together
 * are a `folder`, whose facts are not recognised when one of the archives is opened by itself: use `openSources` there.
 */
export async function openSource(path: string): Promise<SourceContents> {
  const tree = await openTree(path, isGarminBackup);
  try {
    const parts = await partsOf(tree);
    const kinds = new Set(parts.map((part) => part.kind));
    if (kinds.size > 1) kinds.delete('folder');
    const [kind] = kinds;
    return joinParts(kinds.size === 1 && kind ? kind : 'folder', tree, parts);
  } catch (error) {
    await tree.close();
    throw error;
  }
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => {
    closing ??= close();
    return closing;
  };
}

/** Loose files first: what an archive says about a day finds recordings that are known already. */
async function partsOf(tree: FileTree): Promise<SourcePart[]> {
  const unread: SourceProblem[] = [];
  const found = [
    ...findGarminRoots(tree.files).map((root) => ({ root, read: readGarminArchive })),
    ...(await findStravaRoots(tree.files, unread)).map((strava) => ({
      root: strava.root,
      read: (files: readonly TreeFile[]) => readStravaArchive(strava, files),
    })),
  ].sort((a, b) => b.root.length - a.root.length);
  const parts: SourcePart[] = [];
  let rest = tree.files;
  for (const { root, read } of found) {
    // The deepest first, so that an archive inside another's folder keeps its files.
    const taken = rest.filter((file) => file.path.startsWith(root));
    if (taken.length === 0) continue;
    rest = rest.filter((file) => !file.path.startsWith(root));
    parts.push(await read(taken));
  }
  const training_peaks = await findTrainingPeaks(rest, unread);
  if (training_peaks) {
    parts.push(await readTrainingPeaks(training_peaks, rest));
    rest = [];
  }
  const kind: SourceKind = tree.shape === 'file' ? 'file' : 'folder';
  const loose = plainPart(kind, rest);
  const plain = { ...loose, problems: [...loose.problems, ...unread.filter(isNew(parts, loose))] };
  if (parts.length === 0) return [plain];
  // Beside an archive the rest counts only when it offers something.
  return plain.files.length + plain.problems.length > 0 ? [plain, ...parts] : parts;
}

/** A damaged table is met when it is recognised and again when it is read. */
function isNew(parts: readonly SourcePart[], loose: SourcePart): (problem: SourceProblem) => boolean {
  const said = new Set([...parts, loose].flatMap((part) => part.problems.map((problem) => problem.label)));
  return ({ label }) => {
    if (said.has(label)) return false;
    said.add(label);
    return true;
  };
}
