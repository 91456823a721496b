/** Numbered schema steps, applied in order; a released step is never edited. */

import { START } from './001-start.ts';
import { PLATFORMS } from './002-platforms.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [START, PLATFORMS];
