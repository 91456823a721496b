/** The files of a folder, a single file or a zip as one list, archives inside archives included; nothing is unpacked yet. */

import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure, FormatError } from '../../core/failure.ts';
import type { SourceProblem } from '../../core/source.ts';
import { cleanLine } from '../../core/text.ts';
import { type ByteSource, FilePool, spool } from '../../formats/byte-source.ts';
import { TOO_LARGE, UNPACKED_FILE_BYTES } from '../../formats/unpack.ts';
import { isZip, openZip, type ZipEntry } from '../../formats/zip.ts';
import { NESTED_IN_MEMORY_BYTES, NestedArchives } from './nested-archives.ts';
import { classifyName, isNoise } from './training-file.ts';
import { type DiskFile, walk } from './walk.ts';

/** Exports nest twice (an export holding uploads.zip holding a zip); deeper is a trap. */
const MAX_NESTING = 3;
/** Unpacked in all, through every archive: ten times the largest export seen. */
export const MAX_TOTAL_BYTES = 20 * 1024 ** 3;
/** One archive inside another, spooled to a temporary file when large. */
const MAX_NESTED_BYTES = 4 * 1024 ** 3;
/** Each holds a descriptor; exports have a handful. */
const MAX_SPOOLED = 128;
/** The largest export seen lists 12,000 files; every one in the list costs memory. */
const MAX_FILES = 200_000;
/** Of one archive; the rest is counted. */
const MAX_NAMED_PROBLEMS = 50;

/** One file, not read yet. */
export interface TreeFile {
  /** Cleaned path inside the source, unique in it. A file in an archive inside: `uploads.zip/ride.fit`. */
  readonly path: string;
  /** As stored, for progress. */
  readonly size_bytes: number;
  readonly unpacked_bytes: number;
  /** False inside an archive. */
  readonly on_disk: boolean;
  /** Why it cannot be read, or null. */
  readonly refused: string | null;
  /** The bytes, gzip layers still on. @throws FormatError */
  read(): Promise<Uint8Array>;
  /** The bytes in pieces, for tables larger than one file may be. @throws FormatError */
  stream(): AsyncIterable<Uint8Array>;
}

export interface FileTree {
  readonly label: string;
  readonly shape: 'file' | 'folder' | 'zip';
  /** In stable order. */
  readonly files: readonly TreeFile[];
  readonly problems: readonly SourceProblem[];
  readonly left_out: readonly SourceProblem[];
  close(): Promise<void>;
}

/**
 * Lists what a path holds.
 * @param skipArchive archives inside that are not worth opening, by path
 * @throws Failure `source_not_found` or `source_unreadable`; FormatError when it is a zip that cannot be read at all
 */
export async function openTree(path: string, skipArchive: (path: string) => boolean = () => false): Promise<FileTree> {
  const root = await realpath(path).catch((error: unknown) => {
    throw unreadable(error);
  });
  const info = await stat(root);
  const builder = new TreeBuilder(skipArchive);
  const label = cleanLine(basename(root), 200) ?? 'files';
  try {
    if (info.isDirectory()) {
      await builder.addFolder(root);
      return builder.finish(label, 'folder');
    }
    if (!info.isFile()) {
      throw new Failure('source_unreadable', 'This is neither a file nor a folder.', 'Give a file, folder or archive.');
    }
    const file: DiskFile = { disk_path: root, path: label, size_bytes: info.size };
    const source = builder.pool.source(root, info.size);
    const head = await source.read(0, Math.min(4, info.size)).catch((error: unknown) => {
      throw error instanceof FormatError ? error : unreadable(error);
    });
    if (isZip(head)) {
      await builder.addZip(source, '', 1);
      return builder.finish(label, 'zip');
    }
    builder.addFile(file);
    return builder.finish(label, 'file');
  } catch (error) {
    await builder.close();
    throw error;
  }
}

function unreadable(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('source_not_found', 'There is no such file or folder.', 'Check the path.');
  }
  const may_not = code === 'EACCES' || code === 'EPERM';
  return new Failure(
    'source_unreadable',
    may_not ? 'This file or folder may not be read.' : 'This file or folder cannot be read.',
    may_not ? 'Change its permissions, or copy it to a place you own.' : undefined,
  );
}

class TreeBuilder {
  readonly pool = new FilePool();
  readonly #files: TreeFile[] = [];
  readonly #problems: SourceProblem[] = [];
  readonly #left_out: SourceProblem[] = [];
  readonly #spooled: ByteSource[] = [];
  readonly #nested = new NestedArchives();
  readonly #skipArchive: (path: string) => boolean;
  #unpacked = 0;
  #beyond = 0;

  constructor(skipArchive: (path: string) => boolean) {
    this.#skipArchive = skipArchive;
  }

  async addFolder(root: string): Promise<void> {
    const found = await walk(root);
    this.#problems.push(...found.problems);
    this.#left_out.push(...found.left_out);
    for (const file of found.files) {
      if (classifyName(file.path) !== 'zip') this.addFile(file);
      else
        await this.#tryZip(file.path, () =>
          this.addZip(this.pool.source(file.disk_path, file.size_bytes), file.path, 1),
        );
    }
  }

  addFile(file: DiskFile): void {
    const source = this.pool.source(file.disk_path, file.size_bytes);
    this.#add({
      path: file.path,
      size_bytes: file.size_bytes,
      unpacked_bytes: file.size_bytes,
      on_disk: true,
      refused: file.size_bytes > UNPACKED_FILE_BYTES ? TOO_LARGE : null,
      read: () => readPlain(source),
      stream: () => streamPlain(source),
    });
  }

  #add(file: TreeFile): void {
    if (this.#files.length < MAX_FILES) this.#files.push(file);
    else this.#beyond++;
  }

  async addZip(source: ByteSource, path: string, depth: number): Promise<void> {
    const directory = await openZip(source);
    const named = directory.problems.slice(0, MAX_NAMED_PROBLEMS);
    for (const { name, reason } of named) this.#problems.push({ label: join(path, name), reason });
    const unnamed = directory.problems.length - named.length;
    if (unnamed > 0) this.#problems.push({ label: path, reason: `${unnamed} more entries like these are refused` });
    for (const entry of directory.entries) {
      const entry_path = join(path, entry.name);
      if (isNoise(entry.name)) continue;
      if (classifyName(entry.name) === 'zip' && !this.#skipArchive(entry_path)) {
        await this.#tryZip(entry_path, () => this.#addNested(entry, entry_path, depth + 1));
      } else {
        this.#add({
          path: entry_path,
          size_bytes: entry.packed_bytes,
          unpacked_bytes: entry.unpacked_bytes,
          on_disk: false,
          refused: entry.refused ?? (entry.unpacked_bytes > UNPACKED_FILE_BYTES ? TOO_LARGE : null),
          read: () => entry.read(),
          stream: () => entry.stream(),
        });
      }
    }
  }

  async #addNested(entry: ZipEntry, path: string, depth: number): Promise<void> {
    if (depth > MAX_NESTING) {
      throw new FormatError('zip_too_deep', `Archives nested more than ${MAX_NESTING} deep are not opened.`);
    }
    this.#unpacked += entry.unpacked_bytes;
    if (this.#unpacked > MAX_TOTAL_BYTES) {
      throw new FormatError('unpacked_too_large', 'The archives inside are too large in all to be opened.');
    }
    if (entry.unpacked_bytes <= NESTED_IN_MEMORY_BYTES) {
      await this.addZip(this.#nested.source(entry), path, depth);
      return;
    }
    if (this.#spooled.length >= MAX_SPOOLED) {
      throw new FormatError('too_many_archives', `More than ${MAX_SPOOLED} large archives inside are not opened.`);
    }
    const source = await spool(entry.stream(), MAX_NESTED_BYTES);
    this.#spooled.push(source);
    await this.addZip(source, path, depth);
  }

  async #tryZip(path: string, open: () => Promise<void>): Promise<void> {
    try {
      await open();
    } catch (error) {
      this.#problems.push({ label: path, reason: sentence(error) });
    }
  }

  finish(label: string, shape: FileTree['shape']): FileTree {
    if (this.#beyond > 0) {
      const reason = `Only ${MAX_FILES} files are read; ${this.#beyond} more are left out.`;
      this.#problems.push({ label, reason });
    }
    return {
      label,
      shape,
      files: uniquely(this.#files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))),
      problems: this.#problems,
      left_out: this.#left_out,
      close: () => this.close(),
    };
  }

  async close(): Promise<void> {
    await this.pool.close();
    for (const source of this.#spooled.splice(0)) await source.close();
  }
}

/** Two names on disk may become one when cleaned. */
function uniquely(files: readonly TreeFile[]): TreeFile[] {
  const taken = new Set<string>();
  const copies = new Map<string, number>();
  return files.map((file) => {
    let path = file.path;
    let copy = copies.get(path) ?? 2;
    while (taken.has(path)) path = `${file.path} (${copy++})`;
    copies.set(file.path, copy);
    taken.add(path);
    return path === file.path ? file : { ...file, path };
  });
}

/** What to tell a person about an error met while reading. A mistake of this program is thrown on, not told as damage. */
export function sentence(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Error && 'code' in error)) throw error;
  return error.code === 'ENOSPC' ? 'There is no room left on the disk to unpack it.' : 'It cannot be read.';
}

function join(path: string, name: string): string {
  return path === '' ? name : name === '' ? path : `${path}/${name}`;
}

async function readPlain(source: ByteSource): Promise<Uint8Array> {
  if (source.size > UNPACKED_FILE_BYTES) throw new FormatError('file_too_large', `The file is refused: ${TOO_LARGE}.`);
  return orSentence(source.read(0, source.size));
}

const STREAM_BYTES = 1024 * 1024;

async function* streamPlain(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.size; at += STREAM_BYTES) {
    yield await orSentence(source.read(at, Math.min(STREAM_BYTES, source.size - at)));
  }
}

function orSentence<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    throw error instanceof Failure ? error : new FormatError('file_unreadable', 'The file cannot be opened.');
  });
}
