/** GPX: what the rest of the formats use of this folder. */

export { readGpx } from './read-gpx.ts';
export { writeGpx } from './write-gpx.ts';
