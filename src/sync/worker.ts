/** The other core: reads files and computes activities off the main thread. */

import { parentPort } from 'node:worker_threads';
import { Failure } from '../core/failure.ts';
import { keepOriginal } from '../store/originals.ts';
import { type ActivityTask, type ComputedActivity, computeActivity } from './compute-activity.ts';
import { readFile, type StorableFile, storable } from './read-file.ts';

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
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly next?: string;
    };

/** Answers requests, one after the other, until the pool ends the thread. */
export function startWorker(): void {
  const port = parentPort!;
  let last = Promise.resolve();
  port.on('message', ({ id, task }: Request) => {
    last = last.then(async () => port.postMessage(await answer(id, task)));
  });
}

async function answer(id: number, task: Task): Promise<Reply> {
  try {
    return { id, ok: true, result: await resultOf(task) };
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure(
            'unexpected',
            `unexpected error while ${task.kind === 'read' ? 'reading' : 'computing'}: ${(error as Error).message}`,
          );
    const reply: Reply = { id, ok: false, code: failure.code, message: failure.message };
    return failure.next ? { ...reply, next: failure.next } : reply;
  }
}

async function resultOf(task: Task): Promise<StorableFile | ComputedActivity> {
  if (task.kind === 'compute') return computeActivity(task.activity);
  const read = storable(await readFile(task.bytes, task.name, task.athlete_zone));
  // Before the database knows the file: a crash in between leaves an original too many, never one too few.
  keepOriginal(task.original.home, task.original.hash, task.bytes);
  return read;
}
