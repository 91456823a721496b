/** Temporary folders and archives for the connectors' tests, and what a source gives when it is read to the end. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SourceContents } from '../../core/source.ts';
import { writeZip } from '../../formats/zip.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

const made: string[] = [];

export async function newFolder(files: Files = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-archive-test-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** Writes the files into a zip in a new folder and gives its path. */
export async function newZip(files: Files, name = 'export.zip'): Promise<string> {
  const path = join(await newFolder(), name);
  await writeZip(
    path,
    Object.entries(files).map(([entry, content]) => ({ name: entry, bytes: Buffer.from(content) })),
  );
  return path;
}

export async function zipBytes(files: Files): Promise<Uint8Array> {
  return readFile(await newZip(files));
}

/** A CSV with every value in quotes. */
export function csvOf(rows: readonly (readonly (string | number)[])[], delimiter = ','): string {
  const quoted = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;
  return rows.map((row) => row.map(quoted).join(delimiter)).join('\n');
}

/** Content by label; the message of a file that cannot be read. Closes the source. */
export async function readAll(source: SourceContents): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  try {
    for await (const entry of source.entries()) {
      content[entry.label] = await entry.read().then(
        (bytes) => Buffer.from(bytes).toString('latin1'),
        (error: Error) => `! ${error.message}`,
      );
    }
  } finally {
    await source.close();
  }
  return content;
}
