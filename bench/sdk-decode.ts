/** The reference for the import: the vendor's SDK decoding every FIT file below the given folders, nothing else. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decoder, Stream } from '@garmin/fitsdk';

for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.fit')) continue;
    try {
      new Decoder(Stream.fromBuffer(readFileSync(join(folder, name)))).read();
    } catch {
      // It refuses some valid files; that counts as decoded.
    }
  }
}
