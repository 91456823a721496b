/** The other core: reads files and computes activities off the main thread. */

import { parentPort } from 'node:worker_threads';
import { Failure } from '../core/failure.ts';
import { keepOriginal } from '../store/originals.ts';
import { type ActivityTask, computeActivity } from './compute-activity.ts';
import type { PackTask, ReadTask, Reply, Request, Task } from './messages.ts';
import { packStreams, readFile, storable } from './read-file.ts';

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
    if (task.kind === 'compute') return compute(id, task.activity);
    return task.kind === 'read' ? await read(id, task) : await pack(id, task);
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure(
            'unexpected',
            `unexpected error while ${task.kind === 'compute' ? 'computing' : 'reading'}: ${(error as Error).message}`,
          );
    const reply: Reply = { id, ok: false, code: failure.code, message: failure.message };
    return failure.next ? { ...reply, next: failure.next } : reply;
  }
}

async function read(id: number, task: ReadTask): Promise<Reply> {
  const result = storable(await readFile(task.bytes, task.name, task.athlete_zone));
  // Before the database knows the file: a crash in between leaves an original too many, never one too few.
  keepOriginal(task.original.home, task.original.hash, task.bytes);
  return { id, ok: true, kind: 'read', result };
}

async function pack(id: number, { recording, athlete_zone }: PackTask): Promise<Reply> {
  return { id, ok: true, kind: 'pack', result: await packStreams(recording, athlete_zone) };
}

function compute(id: number, task: ActivityTask): Reply {
  const { curves, ...rest } = computeActivity(task);
  return { id, ok: true, kind: 'compute', json: JSON.stringify(rest), curves };
}
