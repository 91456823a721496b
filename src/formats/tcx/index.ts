/** TCX: what the rest of the formats use of this folder. */

export { readTcx } from './read-tcx.ts';
export { writeTcx } from './write-tcx.ts';
