/** Numbered schema steps, applied in order; a released step is never edited. */

import * as start from './001-start.ts';

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [start];
