/** What every query is given: the database, whose data is asked for, and what day it is. */

import type { Athlete } from '../core/athlete.ts';
import type { Threshold } from '../core/thresholds.ts';
import type { Store } from '../store/store.ts';

export interface QueryContext {
  readonly store: Store;
  readonly athlete: Athlete;
  /** All dated thresholds of the athlete, by date; resolve with core/thresholds.ts. */
  readonly thresholds: readonly Threshold[];
  /** The athlete's local date; queries never read the clock. */
  readonly today: string;
  /** Activities whose values are being recomputed; say so in the notes when it is not 0. */
  readonly stale: number;
}
