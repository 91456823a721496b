/** Changes to zip archives: fields of their headers, hostile names and sizes, archives in archives, and what they hold. */

import type { Random } from '../src/demo/random.ts';
import { type RawEntry, rawZip } from '../src/formats/zip.test-data.ts';
import { mutateBytes, writeInteger } from './fuzz-mutate-bytes.ts';
import { mutateContent } from './fuzz-mutate-content.ts';
import { packEntries, type SeedEntry } from './fuzz-seeds.ts';

const NAMES = [
  '../../evil.fit',
  '/etc/evil.fit',
  'C:\\evil.fit',
  '..\\evil.fit',
  'a/../../evil.fit',
  '',
  '.',
  '/',
  'x'.repeat(2000),
  'a\0b.fit',
  'ride.fit',
  'activities.csv',
  'é\xff.fit',
  '__MACOSX/a.fit',
  'nested.zip',
  'a//b///c.fit',
  '\u202etif.fit',
];

export function mutateZip(entries: readonly SeedEntry[], bytes: Buffer, random: Random): [what: string, bytes: Buffer] {
  if (entries.length === 0 || random.chance(0.3)) return changeHeader(Buffer.from(bytes), random);
  const raw: RawEntry[] = entries.map(({ name, bytes: content }) => ({ name, content }));
  const at = random.whole(0, raw.length - 1);
  const entry = entries[at]!;
  switch (random.whole(0, 9)) {
    case 0:
      raw[at] = { ...raw[at]!, name: random.pick(NAMES) };
      return ['zip: name', rawZip(raw)];
    case 1:
      raw[at] = { ...raw[at]!, says_bytes: random.pick([0, 1, 0xffff_ffff, 0x7fff_ffff, 1_000_000_000]) };
      return ['zip: size', rawZip(raw)];
    case 2:
      raw[at] = {
        ...raw[at]!,
        ...random.pick<Partial<RawEntry>>([
          { method: 0 },
          { method: 12 },
          { flags: 1 },
          { flags: 0x40 },
          { flags: 0x800 },
          { unix_mode: 0o120777 },
          { unix_mode: 0o010644 },
          { says_crc: 1 },
        ]),
      };
      return ['zip: entry', rawZip(raw)];
    case 3: {
      const copies = Array.from({ length: random.pick([1, 5, 300]) }, (_, i) => ({
        ...raw[at]!,
        shares: at,
        name: `${i}.fit`,
      }));
      return ['zip: shared bytes', rawZip([...raw, ...copies])];
    }
    case 4: {
      let inner = packEntries(entries);
      for (let depth = random.whole(1, 6); depth > 0; depth--)
        inner = packEntries([{ name: 'inner.zip', bytes: inner }]);
      return ['zip: nested', inner];
    }
    case 5: {
      const zeros = Buffer.alloc(random.pick([2_000_000, 8_000_000]));
      return ['zip: dense', rawZip([...raw, { name: 'zeros.fit', content: zeros }])];
    }
    default: {
      const [what, changed] = mutateContent(entry.bytes, random);
      return [
        `zip: ${entry.name}: ${what}`,
        packEntries(entries.map((e, i) => (i === at ? { ...e, bytes: changed } : e))),
      ];
    }
  }
}

const SIGNATURES = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'];

function changeHeader(out: Buffer, random: Random): [what: string, bytes: Buffer] {
  const signature = random.pick(SIGNATURES);
  const found: number[] = [];
  for (let at = out.indexOf(signature, 0, 'latin1'); at >= 0; at = out.indexOf(signature, at + 1, 'latin1'))
    found.push(at);
  if (found.length === 0) return mutateBytes(out, random);
  const at = random.pick(found) + random.whole(4, 45);
  if (at >= out.length) return mutateBytes(out, random);
  writeInteger(out, at, random.pick([0, 1, 0xff, 0xffff, 0xffff_ffff, 0x8000_0000, random.whole(0, 0xffff)]), random);
  return ['zip: header', out];
}
