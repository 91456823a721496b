/** Peak memory of reading one FIT file, in a process of its own: highest resident size minus that before, per sample value. */

import { readFileSync } from 'node:fs';
import { readFit } from '../src/formats/fit/index.ts';

const bytes = readFileSync(process.argv[2]!);
// Warm up on the file itself, so that compiled code and the heap's first growth are not counted.
readFit(bytes);
(globalThis as { gc?: () => void }).gc?.();
const before = process.memoryUsage();
const document = readFit(bytes);
const after = process.memoryUsage();
let values = 0;
if (document.kind === 'activity') {
  for (const { samples } of document.recordings) {
    values += samples.time_s.length * (1 + Object.keys(samples.channels).length + samples.extra.length);
  }
}
const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
console.log(JSON.stringify({ values, bytes_per_value: grown / values }));
