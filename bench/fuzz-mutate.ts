/** Breaks honest inputs in the ways files break, and in the ways hostile ones are made: bytes, structure, text, packing. */

import type { Random } from '../src/demo/random.ts';
import { splice } from './fuzz-mutate-bytes.ts';
import { LARGEST_BYTES, mutateContent } from './fuzz-mutate-content.ts';
import { mutateZip } from './fuzz-mutate-zip.ts';
import { kindOf, type Seed, type SeedKind } from './fuzz-seeds.ts';

export interface Mutant {
  readonly name: string;
  readonly bytes: Buffer;
  readonly kind: SeedKind;
  /** The seed and what was done to it. */
  readonly history: readonly string[];
}

/** How often each kind is chosen: most files are FIT, but the others have as many ways to break. */
const KINDS: readonly SeedKind[] = ['fit', 'fit', 'fit', 'fit', 'xml', 'xml', 'xml', 'text', 'zip', 'gzip'];

/** One broken input. The same random numbers give the same bytes. */
export function mutate(seeds: readonly Seed[], random: Random): Mutant {
  const kind = random.pick(KINDS);
  const of_kind = seeds.filter((seed) => seed.kind === kind);
  const seed = random.pick(of_kind.length > 0 ? of_kind : seeds);
  const history = [seed.name];
  let bytes: Buffer = Buffer.from(seed.bytes);
  // A few inputs stay whole: honest files are read by the same path.
  const rounds = random.chance(0.01) ? 0 : random.pick([1, 1, 1, 2, 3, 5]);
  for (let round = 0; round < rounds; round++) {
    const [what, changed] = once(seed, bytes, seeds, random);
    history.push(what);
    bytes = changed.subarray(0, LARGEST_BYTES);
  }
  const renamed = random.chance(0.04);
  const name = renamed
    ? `x.${random.pick(['fit', 'gpx', 'tcx', 'zwo', 'erg', 'mrc', 'pwx', 'csv', 'zip', 'gz', 'txt'])}`
    : seed.name;
  if (renamed) history.push(`called ${name}`);
  return { name, bytes, kind: kindOf(bytes), history };
}

function once(seed: Seed, bytes: Buffer, seeds: readonly Seed[], random: Random): [what: string, bytes: Buffer] {
  if (random.chance(0.08)) return ['splice', splice(bytes, random.pick(seeds).bytes, random)];
  const kind = kindOf(bytes);
  return kind === 'zip' && random.chance(0.7) ? mutateZip(seed.entries, bytes, random) : mutateContent(bytes, random);
}
