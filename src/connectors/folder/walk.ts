/** Lists the ordinary files below a folder: links are not followed, hidden files are not mentioned. */

import type { Dirent } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { SourceProblem } from '../../core/source.ts';
import { cleanLine } from '../../core/text.ts';
import { classifyName, isNoise, looksLikeTraining } from './training-file.ts';

/** A life of recordings is some 20,000 files; beyond this the wrong folder was chosen. */
const MAX_FILES = 200_000;
const MAX_DEPTH = 32;
const AT_ONCE = 32;
const HEAD_BYTES = 64;

export interface DiskFile {
  readonly disk_path: string;
  /** Cleaned path inside the folder, with `/`. */
  readonly path: string;
  readonly size_bytes: number;
}

export interface Walked {
  readonly files: DiskFile[];
  readonly problems: SourceProblem[];
  readonly left_out: SourceProblem[];
}

/** @param root a folder whose links are resolved already */
export async function walk(root: string): Promise<Walked> {
  const walked: Walked = { files: [], problems: [], left_out: [] };
  const pending: { disk_path: string; path: string; depth: number }[] = [{ disk_path: root, path: '', depth: 0 }];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    const { disk_path, path, depth } = folder;
    let inside: Dirent[];
    try {
      inside = await readdir(disk_path, { withFileTypes: true });
    } catch {
      walked.problems.push({ label: path || '.', reason: 'This folder may not be read.' });
      continue;
    }
    for (let at = 0; at < inside.length; at += AT_ONCE) {
      await Promise.all(inside.slice(at, at + AT_ONCE).map((entry) => look(entry, join(disk_path, entry.name))));
      if (walked.files.length > MAX_FILES) {
        walked.problems.push({ label: '.', reason: `Only the first ${MAX_FILES} files of this folder are read.` });
        walked.files.length = MAX_FILES;
        return walked;
      }
    }

    async function look(entry: Dirent, place: string): Promise<void> {
      if (isNoise(entry.name)) return;
      const name = cleanLine(entry.name.normalize('NFC'), 255)?.replaceAll('/', '_') ?? '(no name)';
      const label = path === '' ? name : `${path}/${name}`;
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH) pending.push({ disk_path: place, path: label, depth: depth + 1 });
        else walked.problems.push({ label, reason: `Folders nested more than ${MAX_DEPTH} deep are not read.` });
      } else if (entry.isSymbolicLink()) {
        if (await leadsOut(root, place)) {
          walked.left_out.push({ label, reason: 'a link that leads out of the folder is not followed' });
        }
      } else if (entry.isFile()) {
        const file = await measure(place, label);
        if (file) walked.files.push(file);
        else if (file === undefined) walked.problems.push({ label, reason: 'This file may not be read.' });
      }
    }
  }
  return walked;
}

/** null for a file without extension that is not a recording; undefined when it cannot be read. */
async function measure(place: string, label: string): Promise<DiskFile | null | undefined> {
  try {
    const { size } = await lstat(place);
    if (classifyName(label) === 'unnamed' && !(await startsLikeTraining(place))) return null;
    return { disk_path: place, path: label, size_bytes: size };
  } catch {
    return undefined;
  }
}

async function startsLikeTraining(place: string): Promise<boolean> {
  const handle = await open(place);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return looksLikeTraining(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** A link to a place inside the folder needs no following: the place is listed anyway. */
async function leadsOut(root: string, link: string): Promise<boolean> {
  const target = await realpath(link).catch(() => null);
  return target !== null && target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep);
}
