/** A few worker threads that read and compute in parallel; one that hangs or dies is replaced and its task fails alone. */

import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Failure } from '../core/failure.ts';
import { type Reply, type Request, resultOf, type Task } from './messages.ts';

/** Longest time one file or activity may take. Real ones need milliseconds to a few seconds. */
const TASK_LIMIT_MS = 60_000;
/** JavaScript heap of one worker; typed arrays are outside of it. */
const HEAP_MB = 768;
/**
 * How much a heap may grow between two collections, in percent. The arrays of a task count, though they lie outside of the
 * heap: by default V8 would go through all objects of a worker for every 20 MB of them, a tenth of the work of an import.
 */
const HEAP_GROWTH_PCT = 300;
/** One task is worked on, the next one waits beside it, so that a busy main thread leaves no worker idle. */
const TASKS_PER_WORKER = 2;

export interface WorkerPool {
  readonly size: number;
  /** Rejects with a Failure: what the task found wrong, `worker_stopped` when its thread ended, or `pool_closed`. */
  run<T>(task: Task): Promise<T>;
  /** Ends all threads; what is not done by then is rejected. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly size?: number;
  readonly task_limit_ms?: number;
}

interface Job {
  readonly request: Request;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

interface Slot {
  readonly worker: Worker;
  /** In order; the first is being worked on. */
  readonly jobs: Job[];
  timer: NodeJS.Timeout | undefined;
}

// In the bundle everything is one file; in a checkout the entry lies one folder up.
const ENTRY = import.meta.url.endsWith('.ts') ? new URL('../main.ts', import.meta.url) : new URL(import.meta.url);

/** Marks a thread of ours; main.ts reads it. */
const WORKER_ROLE = 'paceline-worker';

export function createWorkerPool(options: PoolOptions = {}): WorkerPool {
  const size = options.size ?? Math.max(1, Math.min(8, availableParallelism()));
  const limit_ms = options.task_limit_ms ?? TASK_LIMIT_MS;
  const slots: Slot[] = [];
  const waiting: Job[] = [];
  let next_id = 1;
  let closed = false;
  growHeapsBy(HEAP_GROWTH_PCT);

  const watch = (slot: Slot): void => {
    clearTimeout(slot.timer);
    if (slot.jobs.length === 0) return;
    const why = `took longer than ${limit_ms < 60_000 ? `${limit_ms / 1000} s` : 'a minute'} and was stopped`;
    slot.timer = setTimeout(() => drop(slot, why), limit_ms);
    slot.timer.unref();
  };
  const drop = (slot: Slot, why: string): void => {
    const place = slots.indexOf(slot);
    if (place < 0) return;
    slots.splice(place, 1);
    clearTimeout(slot.timer);
    void slot.worker.terminate();
    const [failed, ...rest] = slot.jobs.splice(0);
    failed?.reject(new Failure('worker_stopped', why));
    waiting.unshift(...rest);
    pump();
  };
  const start = (): Slot => {
    const worker = new Worker(ENTRY, {
      workerData: WORKER_ROLE,
      stdout: false,
      stderr: false,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 64 },
    });
    const slot: Slot = { worker, jobs: [], timer: undefined };
    worker.on('message', (reply: Reply) => {
      const place = slot.jobs.findIndex((job) => job.request.id === reply.id);
      if (place < 0) return;
      const [job] = slot.jobs.splice(place, 1);
      watch(slot);
      // The next task is on its way before the result is looked at.
      pump();
      if (reply.ok) job!.resolve(resultOf(reply) as never);
      else job!.reject(new Failure(reply.code, reply.message, reply.next));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      drop(slot, memory ? 'needed too much memory and was stopped' : `ended with an error (${error.message})`);
    });
    worker.on('messageerror', () => drop(slot, 'gave a result that cannot be read'));
    worker.on('exit', () => drop(slot, 'ended unexpectedly'));
    slots.push(slot);
    return slot;
  };
  const freeSlot = (): Slot | undefined => {
    const idle = slots.find((slot) => slot.jobs.length === 0);
    if (idle) return idle;
    if (slots.length < size) return start();
    return slots.find((slot) => slot.jobs.length < TASKS_PER_WORKER);
  };
  const pump = (): void => {
    while (waiting.length > 0 && !closed) {
      const slot = freeSlot();
      if (!slot) return;
      const job = waiting.shift()!;
      slot.jobs.push(job);
      if (slot.jobs.length === 1) watch(slot);
      slot.worker.postMessage(job.request);
    }
  };

  return {
    size,
    run: (task) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(closedFailure());
          return;
        }
        waiting.push({ request: { id: next_id++, task }, resolve, reject });
        pump();
      }),
    async close() {
      closed = true;
      growHeapsBy(0);
      const open = slots.splice(0);
      for (const job of [...open.flatMap((slot) => slot.jobs.splice(0)), ...waiting.splice(0)])
        job.reject(closedFailure());
      await Promise.all(
        open.map((slot) => {
          clearTimeout(slot.timer);
          return slot.worker.terminate();
        }),
      );
    },
  };
}

/** For all threads of the process; 0 leaves it to V8. */
function growHeapsBy(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

function closedFailure(): Failure {
  return new Failure('pool_closed', 'was not done because Paceline is ending');
}
