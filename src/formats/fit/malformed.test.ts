/** Damaged files: the recoverable part with a warning, or a refusal; and seeded mutations of real files. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../core/failure.ts';
import { readFit, writeFitActivity } from './index.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const FOLDER = join(DATA, 'malformed');

/** What must come out of each file: records (or the refusal's code) and a warning among those given. */
const EXPECTED: Record<string, { records?: number; refused?: string; warning?: string }> = {
  'chained-second-segment-broken.fit': { records: 28, warning: 'crc_mismatch' },
  'empty.fit': { refused: 'empty_file' },
  'field-size-zero.fit': { records: 60 },
  'header-claims-200-bytes.fit': { records: 590, warning: 'wrong_data_size' },
  'header-claims-three-times-the-size.fit': { records: 590, warning: 'truncated' },
  'is-a-gzip.fit': { refused: 'not_fit' },
  'is-a-tcx.fit': { refused: 'not_fit' },
  'no-file-id.fit': { records: 120 },
  'one-bit-flipped.fit': { records: 1072, warning: 'crc_mismatch' },
  'random-bytes.fit': { refused: 'not_fit' },
  'real-data-size-zero.fit': { records: 2319, warning: 'wrong_data_size' },
  'real-file-crc.fit': { records: 14, warning: 'crc_mismatch' },
  'real-second-crc-wrong.fit': { records: 28, warning: 'crc_mismatch' },
  'real-second-header-corrupt.fit': { records: 14, warning: 'trailing_bytes' },
  'real-second-without-data.fit': { records: 14, warning: 'truncated' },
  'real-strava-android-truncated.fit': { records: 5330, warning: 'bytes_skipped' },
  'real-zip-named.fit': { refused: 'not_fit' },
  'truncated-60-percent.fit': { records: 2055, warning: 'truncated' },
  'truncated-in-header.fit': { refused: 'not_fit' },
  'undefined-local-message.fit': { records: 60, warning: 'undefined_message' },
  'wrong-file-crc.fit': { records: 1072, warning: 'crc_mismatch' },
  'wrong-header-crc.fit': { records: 1072, warning: 'header_crc_mismatch' },
};

describe.skipIf(!existsSync(FOLDER))('malformed files', () => {
  it.each(Object.entries(EXPECTED))('%s', (name, { records, refused, warning }) => {
    const bytes = readFileSync(join(FOLDER, name));
    if (refused) {
      expect(() => readFit(bytes)).toThrow(FormatError);
      return;
    }
    const document = readFit(bytes);
    if (document.kind !== 'activity') throw new Error(document.kind);
    expect(document.recordings.reduce((n, r) => n + r.samples.time_s.length, 0)).toBe(records);
    expect(document.warnings.map((w) => w.code)).toEqual(warning ? expect.arrayContaining([warning]) : []);
  });

  it('real-course-truncated.fit is a short course', () => {
    const document = readFit(readFileSync(join(FOLDER, 'real-course-truncated.fit')));
    expect(document.kind === 'course' && document.courses[0]!.latitude_deg.length).toBe(2);
  });
});

/** A small generator of repeatable randomness. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const at = next(bytes.length);
  const count = next(200);
  switch (next(5)) {
    case 0:
      return bytes.slice(0, at);
    case 1: {
      const copy = bytes.slice();
      for (let i = 0; i <= count % 20; i++) copy[next(copy.length)]! ^= 1 << next(8);
      return copy;
    }
    case 2: {
      const copy = bytes.slice();
      for (let i = 0; i < count; i++) copy[next(copy.length)] = next(256);
      return copy;
    }
    case 3:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)]);
    default: {
      const noise = Array.from({ length: count }, () => next(256));
      return Uint8Array.from([...bytes.subarray(0, at), ...noise, ...bytes.subarray(at)]);
    }
  }
}

describe.skipIf(!existsSync(DATA))('mutated files', () => {
  it('end in a document or a refusal, quickly, and what is read can be written', () => {
    const small = readdirSync(DATA, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.fit'))
      .sort()
      .map((name) => new Uint8Array(readFileSync(join(DATA, name))))
      .filter((bytes) => bytes.length > 100 && bytes.length < 40_000);
    const next = random(20_240_117);
    for (let i = 0; i < 3000; i++) {
      const bytes = mutate(small[next(small.length)]!, next);
      const begun = performance.now();
      try {
        const document = readFit(bytes);
        if (document.kind === 'activity' && i % 20 === 0) writeFitActivity(document.recordings);
      } catch (error) {
        if (!(error instanceof FormatError)) throw new Error(`mutation ${i}`, { cause: error });
      }
      expect(performance.now() - begun, `mutation ${i}`).toBeLessThan(2000);
    }
  });
});
