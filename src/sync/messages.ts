/** What the main thread and its workers say to each other. */

import type { ActivityTask, ComputedActivity } from './compute-activity.ts';
import type { StorableFile } from './read-file.ts';

export interface ReadTask {
  readonly kind: 'read';
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly athlete_zone: string;
  /** Where content that can be used is kept. */
  readonly original: { readonly home: string; readonly hash: string };
}

export type Task = ReadTask | { readonly kind: 'compute'; readonly activity: ActivityTask };

export interface Request {
  readonly id: number;
  readonly task: Task;
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly kind: 'read'; readonly result: StorableFile }
  /** Rows by the hundred: as JSON they travel faster than as objects. Curves are beside it. */
  | {
      readonly id: number;
      readonly ok: true;
      readonly kind: 'compute';
      readonly json: string;
      readonly curves: ComputedActivity['curves'];
    }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly next?: string;
    };

/** What a reply says, as the task gave it. */
export function resultOf(reply: Reply & { readonly ok: true }): StorableFile | ComputedActivity {
  if (reply.kind === 'read') return reply.result;
  return { ...(JSON.parse(reply.json) as Omit<ComputedActivity, 'curves'>), curves: reply.curves };
}
