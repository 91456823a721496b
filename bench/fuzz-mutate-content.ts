/** Changes to one file by what it is; below a gzip layer by what is under it. */

import { gunzipSync, gzipSync } from 'node:zlib';
import type { Random } from '../src/demo/random.ts';
import { mutateBytes } from './fuzz-mutate-bytes.ts';
import { mutateFit } from './fuzz-mutate-fit.ts';
import { mutateText } from './fuzz-mutate-text.ts';
import { kindOf } from './fuzz-seeds.ts';

/** No mutant grows beyond this, so that one of them cannot take the time of hundreds. */
export const LARGEST_BYTES = 400_000;

export function mutateContent(bytes: Buffer, random: Random): [what: string, bytes: Buffer] {
  if (random.chance(0.3)) return mutateBytes(bytes, random);
  const kind = kindOf(bytes);
  if (kind === 'fit') return mutateFit(bytes, random);
  return kind === 'gzip'
    ? mutateGzip(bytes, random)
    : kind === 'zip'
      ? mutateBytes(bytes, random)
      : mutateText(bytes, random);
}

function mutateGzip(bytes: Buffer, random: Random): [what: string, bytes: Buffer] {
  let content: Buffer;
  try {
    content = gunzipSync(bytes, { maxOutputLength: LARGEST_BYTES });
  } catch {
    return mutateBytes(bytes, random);
  }
  switch (random.whole(0, 5)) {
    case 0:
      return ['gzip header', overwrite(bytes, random.whole(2, 9), random.whole(0, 255))];
    case 1:
      return ['gzip size or checksum', overwrite(bytes, bytes.length - random.whole(1, 8), random.whole(0, 255))];
    case 2:
      return [
        'gzip layers',
        Array.from({ length: random.whole(1, 6) }).reduce<Buffer>((inner) => gzipSync(inner), bytes),
      ];
    case 3:
      return ['gzip members', Buffer.concat([bytes, gzipSync(content.subarray(0, random.whole(0, content.length)))])];
    default: {
      const [what, changed] = mutateContent(content, random);
      return [`gzip of: ${what}`, gzipSync(changed, { level: 1 })];
    }
  }
}

function overwrite(bytes: Buffer, at: number, value: number): Buffer {
  const out = Buffer.from(bytes);
  if (at >= 0 && at < out.length) out[at] = value;
  return out;
}
