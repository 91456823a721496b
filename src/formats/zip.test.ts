/** Zip reading and writing: what honest writers make, and everything hostile that must end in a sentence. */

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { FormatError } from '../core/failure.ts';
import { FilePool, memorySource, spool } from './byte-source.ts';
import { rawZip } from './zip.test-data.ts';
import { MAX_ENTRIES, openZip, writeZip, type ZipDirectory, type ZipEntry } from './zip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paceline-zip-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const open = (bytes: Uint8Array): Promise<ZipDirectory> => openZip(memorySource(bytes));
const textOf = async (entry: ZipEntry | undefined) => Buffer.from(await entry!.read()).toString('utf8');

async function streamed(entry: ZipEntry): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function byYazl(fill: (zip: ZipFile) => void, zip64 = false): Promise<Buffer> {
  const zip = new ZipFile();
  fill(zip);
  zip.end({ forceZip64Format: zip64, comment: '' });
  return buffer(zip.outputStream);
}

describe('writeZip and openZip', () => {
  it('gives back every entry, whole and in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 8 }), async (contents) => {
        const path = join(folder, 'round.zip');
        await writeZip(
          path,
          contents.map((bytes, index) => ({ name: `Läufe/${index}.fit`, bytes })),
        );
        const pool = new FilePool();
        const zip = await openZip(pool.source(path, (await stat(path)).size));
        expect(zip.problems).toEqual([]);
        expect(zip.entries.map((entry) => entry.name)).toEqual(contents.map((_, index) => `Läufe/${index}.fit`));
        const read = await Promise.all(zip.entries.map((entry) => entry.read()));
        expect(read.map((bytes) => Buffer.from(bytes))).toEqual(contents.map((bytes) => Buffer.from(bytes)));
        for (const [index, entry] of zip.entries.entries()) {
          expect(await streamed(entry)).toEqual(Buffer.from(contents[index]!));
        }
        await pool.close();
      }),
      { numRuns: 15 },
    );
  });

  it('writes for the owner only, and leaves nothing behind when the entries fail', async () => {
    const path = join(folder, 'mine.zip');
    await writeZip(path, [{ name: 'a.txt', bytes: Buffer.from('a') }]);
    expect((await stat(path)).mode & 0o077).toBe(0);
    const failing = (async function* () {
      yield { name: 'a.txt', bytes: Buffer.from('a') };
      throw new Error('disk gone');
    })();
    await expect(writeZip(join(folder, 'never.zip'), failing)).rejects.toThrow('disk gone');
    await expect(writeZip(join(folder, 'never.zip'), [{ name: '../x', bytes: Buffer.from('') }])).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
    expect((await readFile(path)).subarray(0, 2).toString()).toBe('PK');
  });

  it('reads Zip64, stored entries and empty archives', async () => {
    const bytes = await byYazl((zip) => {
      zip.addBuffer(Buffer.from('stored'), 'a.fit', { compress: false, forceZip64Format: true });
      zip.addBuffer(Buffer.from('deflated'), 'b.fit', { forceZip64Format: true });
      zip.addEmptyDirectory('empty');
    }, true);
    const zip = await open(bytes);
    expect(await Promise.all(zip.entries.map(textOf))).toEqual(['stored', 'deflated']);
    expect((await open(rawZip([]))).entries).toEqual([]);
  });

  it('reads 70,000 entries in order, within seconds', async () => {
    const bytes = rawZip(Array.from({ length: 70_000 }, (_, index) => ({ name: `${index}.fit`, method: 0 })));
    const started = performance.now();
    const zip = await open(bytes);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(zip.entries).toHaveLength(70_000);
    expect(zip.entries[40_000]?.name).toBe('40000.fit');
  });

  it('stops at the limit of entries', async () => {
    const zip = await open(
      rawZip(Array.from({ length: MAX_ENTRIES + 1 }, (_, index) => ({ name: `${index}`, method: 0 }))),
    );
    expect(zip.entries).toHaveLength(MAX_ENTRIES);
    expect(zip.problems[0]?.reason).toContain('only the first 100000');
  });
});

describe('names', () => {
  it('reads UTF-8 without its flag, CP437, backslashes, and NFC', async () => {
    const zip = await open(
      rawZip([
        { name: 'Aktivität.fit' },
        { name: new Uint8Array([0x4c, 0x84, 0x75, 0x66, 0x65, 0x2e, 0x66, 0x69, 0x74]) },
        { name: 'runs\\one.fit' },
        { name: 'Cafe\u0301.fit' },
        { name: './a//b.fit' },
      ]),
    );
    expect(zip.entries.map((entry) => entry.name)).toEqual([
      'Aktivität.fit',
      'Läufe.fit',
      'runs/one.fit',
      'Café.fit',
      'a/b.fit',
    ]);
  });

  it('refuses names that lead out, are absolute or unusable', async () => {
    const bad = [
      '../evil.fit',
      'a/../../evil.fit',
      '/etc/evil.fit',
      'C:/evil.fit',
      '\\\\host\\evil.fit',
      'a\0.fit',
      '',
    ];
    const zip = await open(
      rawZip([...bad.map((name) => ({ name, content: 'x' })), { name: 'good.fit', content: 'ok' }]),
    );
    expect(zip.entries.map((entry) => entry.name)).toEqual(['good.fit']);
    expect(zip.problems).toHaveLength(bad.length);
    expect(zip.problems.map((problem) => problem.reason).join()).toMatch(/leads out.*absolute/);
  });

  it('keeps both entries of one name apart, and cleans invisible characters', async () => {
    const zip = await open(
      rawZip([
        { name: 'a.fit', content: 'one' },
        { name: 'a.fit', content: 'two' },
        { name: 'a\u202e.fit', content: 'three' },
      ]),
    );
    expect(zip.entries.map((entry) => entry.name)).toEqual(['a.fit', 'a.fit (2)', 'a.fit (3)']);
    expect(await Promise.all(zip.entries.map(textOf))).toEqual(['one', 'two', 'three']);
  });
});

describe('hostile and damaged archives', () => {
  const refusals: [string, Parameters<typeof rawZip>[0][number], RegExp][] = [
    ['a link', { name: 'link.fit', content: '/etc/passwd', unix_mode: 0o120777 }, /link/],
    ['a device', { name: 'dev.fit', unix_mode: 0o020666 }, /ordinary/],
    ['an encrypted entry', { name: 'secret.fit', content: 'x', flags: 1 }, /encrypted/],
    ['strong encryption', { name: 'secret.fit', content: 'x', flags: 0x41 }, /encrypted/],
    ['an unknown method', { name: 'odd.fit', content: 'x', method: 14 }, /method 14/],
    ['a bomb', { name: 'bomb.fit', content: Buffer.alloc(5_000_000) }, /grows more than 200 times/],
  ];
  for (const [what, entry, reason] of refusals) {
    it(`refuses ${what} and reads the rest`, async () => {
      const zip = await open(rawZip([entry, { name: 'good.fit', content: 'ok' }]));
      const [bad, good] = zip.entries;
      expect(bad?.refused).toMatch(reason);
      await expect(bad!.read()).rejects.toThrow(FormatError);
      await expect(streamed(bad!)).rejects.toThrow(FormatError);
      expect(await textOf(good)).toBe('ok');
    });
  }

  it('stops where an entry says it ends, however much comes out of it', async () => {
    const zip = await open(rawZip([{ name: 'liar.fit', content: Buffer.alloc(40_000_000), says_bytes: 100 }]));
    await expect(zip.entries[0]!.read()).rejects.toMatchObject({ code: 'unpacked_too_large' });
    await expect(streamed(zip.entries[0]!)).rejects.toMatchObject({ code: 'packed_damaged' });
  });

  it('refuses an entry that is larger than a file may be', async () => {
    const zip = await open(rawZip([{ name: 'big.fit', content: 'x', says_bytes: 300 * 1024 * 1024 }]));
    await expect(zip.entries[0]!.read()).rejects.toThrow(FormatError);
  });

  it('notices damage by size and checksum', async () => {
    const zip = await open(
      rawZip([
        { name: 'short.fit', content: 'abc', says_bytes: 5 },
        { name: 'crc.fit', content: 'abc', says_crc: 1 },
      ]),
    );
    for (const entry of zip.entries) {
      await expect(entry.read()).rejects.toMatchObject({ code: 'packed_damaged' });
      await expect(streamed(entry)).rejects.toMatchObject({ code: 'packed_damaged' });
    }
  });

  it('keeps the first of entries that share bytes', async () => {
    const entries = [{ name: '0.fit', content: 'x'.repeat(100) }];
    const shared = Array.from({ length: 500 }, (_, index) => ({ name: `${index + 1}.fit`, shares: 0 }));
    const zip = await open(rawZip([...entries, ...shared]));
    expect(zip.entries.filter((entry) => entry.refused === null)).toHaveLength(1);
    expect(zip.entries[7]?.refused).toContain('shares its bytes');
  });

  it('says plainly that an archive is cut off', async () => {
    const whole = rawZip([
      { name: 'a.fit', content: 'a'.repeat(5000) },
      { name: 'b.fit', content: 'b' },
    ]);
    await expect(open(whole.subarray(0, 60))).rejects.toMatchObject({ code: 'zip_truncated' });
    await expect(open(Buffer.alloc(0))).rejects.toMatchObject({ code: 'zip_truncated' });
  });

  it('keeps what stands before damage to the directory', async () => {
    const bytes = rawZip([
      { name: 'a.fit', content: 'ok' },
      { name: 'b.fit', content: 'b' },
    ]);
    bytes.write('XX', bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1'), 'latin1');
    const zip = await open(bytes);
    expect(await textOf(zip.entries[0])).toBe('ok');
    expect(zip.problems[0]?.reason).toContain('damaged after 1 of 2');
  });

  it('survives any single change of a byte', async () => {
    const whole = rawZip([
      { name: 'a.fit', content: 'abcabcabc'.repeat(20) },
      { name: 'b.fit', content: 'b', method: 0 },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, value, length) => {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        for (const version of [bytes, bytes.subarray(0, length)]) {
          try {
            const zip = await open(version);
            for (const entry of zip.entries) await entry.read().catch(expectFormatError);
            for (const entry of zip.entries) await streamed(entry).catch(expectFormatError);
          } catch (error) {
            expectFormatError(error);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

function expectFormatError(error: unknown): void {
  expect(error).toBeInstanceOf(FormatError);
}

describe('spool', () => {
  it('keeps no name on disk, gives random access and stops at its limit', async () => {
    async function* content() {
      yield Buffer.from('hello ');
      yield Buffer.from('world');
    }
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('paceline-') && name.endsWith('.tmp'));
    const source = await spool(content(), 100);
    expect((await source.read(6, 5)).toString()).toBe('world');
    await expect(source.read(6, 6)).rejects.toMatchObject({ code: 'ends_early' });
    await source.close();
    await expect(spool(content(), 8)).rejects.toMatchObject({ code: 'unpacked_too_large' });
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('paceline-') && name.endsWith('.tmp'));
    expect(after).toEqual(before);
  });

  it('opens more files than there are descriptors to spare', async () => {
    const pool = new FilePool();
    const paths = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const path = join(folder, `${index}.bin`);
        await writeFile(path, String(index).padStart(4));
        return path;
      }),
    );
    const sources = paths.map((path) => pool.source(path, 4));
    for (let round = 0; round < 3; round++) {
      const read = await Promise.all(sources.map((source) => source.read(0, 4)));
      expect(read.map((bytes) => Number(bytes.toString()))).toEqual(paths.map((_, index) => index));
    }
    await pool.close();
  });
});
