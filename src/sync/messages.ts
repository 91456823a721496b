/** What the main thread and its workers say to each other. */

import type { Recording } from '../core/recording.ts';
import type { ActivityTask, ComputedActivity } from './compute-activity.ts';
import type { StorableFile, StorableRecording } from './read-file.ts';

export interface ReadTask {
  readonly kind: 'read';
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly athlete_zone: string;
  /** Where content that can be used is kept. */
  readonly original: { readonly home: string; readonly hash: string };
}

/** A platform's streams, to be packed like a file's. */
export interface PackTask {
  readonly kind: 'pack';
  readonly recording: Recording;
  readonly athlete_zone: string;
}

export type Task = ReadTask | PackTask | { readonly kind: 'compute'; readonly activity: ActivityTask };

export interface Request {
  readonly id: number;
  readonly task: Task;
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly kind: 'read'; readonly result: StorableFile }
  | { readonly id: number; readonly ok: true; readonly kind: 'pack'; readonly result: StorableRecording }
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
export function resultOf(reply: Reply & { readonly ok: true }): StorableFile | StorableRecording | ComputedActivity {
  if (reply.kind !== 'compute') return reply.result;
  return { ...(JSON.parse(reply.json) as Omit<ComputedActivity, 'curves'>), curves: reply.curves };
}
