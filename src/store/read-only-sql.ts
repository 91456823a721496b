/** Runs SQL written by others in a thread of its own, with a time limit; the thread starts with the first statement. */

import { Worker } from 'node:worker_threads';
import { Failure } from '../core/failure.ts';
import { SQL_ROLE, type SqlReply, type SqlRequest, type SqlResult } from './sql-worker.ts';

/** Longest time one statement may take. */
const TIME_LIMIT_MS = 2000;
/** How long a statement may take to notice that it was stopped. */
const GRACE_MS = 500;
/** Longest time the thread may take to start. */
const START_LIMIT_MS = 20_000;
/** Threads that did not stop in time and are still inside SQLite; beyond this nothing more is started. */
const MOST_STUCK = 2;

// In the bundle everything is one file; in a checkout the entry lies one folder up.
const ENTRY = import.meta.url.endsWith('.ts') ? new URL('../main.ts', import.meta.url) : new URL(import.meta.url);

export type SqlQuestion = Omit<SqlRequest, 'id' | 'stop'>;

export interface ReadOnlySql {
  /** Throws Failure when the statement is refused, wrong, or takes longer than two seconds. */
  run(question: SqlQuestion): Promise<SqlResult>;
  /** True while a statement that was given up has not noticed it yet: the process cannot end before it does. */
  stuck(): boolean;
  /** Ends the thread. */
  close(): Promise<void>;
}

/** `entry` is what the thread starts with; it must call `startSqlWorker`. The thread does not keep the process alive. */
export function createReadOnlySql(entry: URL = ENTRY, time_limit_ms: number = TIME_LIMIT_MS): ReadOnlySql {
  let thread: Thread | null = null;
  let before: Promise<unknown> = Promise.resolve();
  let next_id = 1;
  let running: Int32Array | null = null;
  // At the end of the process nobody waits any more, but the process waits for its threads.
  const stopAtExit = () => {
    if (running) Atomics.store(running, 0, 1);
  };
  const stuck = new Set<Promise<unknown>>();

  const drop = (dropped: Thread): void => {
    if (thread === dropped) thread = null;
    const ended: Promise<unknown> = dropped.worker.terminate().finally(() => stuck.delete(ended));
    stuck.add(ended);
  };
  const ask = async (question: SqlQuestion): Promise<SqlResult> => {
    if (stuck.size >= MOST_STUCK) {
      throw new Failure('sql_busy', 'Earlier statements that took too long still run.', 'Try again in a minute.');
    }
    thread ??= startThread(entry);
    const used = thread;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    running = stop;
    process.once('exit', stopAtExit);
    try {
      if (!(await within(used.ready, START_LIMIT_MS))) throw new Error('The thread did not start.');
      const answer = used.ask({ ...question, stop, id: next_id++ });
      const reply = await within(answer, time_limit_ms);
      if (reply) return resultOf(reply);
      Atomics.store(stop, 0, 1);
      if (!(await within(answer, GRACE_MS))) drop(used);
    } catch (error) {
      if (error instanceof Failure) throw error;
      drop(used);
      throw new Failure('sql_thread_ended', 'The statement ended its thread.', 'Ask for less at once.');
    } finally {
      process.removeListener('exit', stopAtExit);
      running = null;
    }
    throw new Failure(
      'sql_too_slow',
      `The statement took longer than ${time_limit_ms / 1000} seconds and was stopped.`,
      'Narrow it down by date, join by activity_id, or aggregate before joining.',
    );
  };
  return {
    // One statement at a time: the limit is for its own work, not for waiting.
    run(question) {
      const result = before.then(() => ask(question));
      before = result.catch(() => undefined);
      return result;
    },
    stuck: () => stuck.size > 0,
    async close() {
      if (thread) drop(thread);
      await Promise.all(stuck);
    },
  };
}

type Answered = Exclude<SqlReply, { readonly ready: true }>;

function resultOf(reply: Answered): SqlResult {
  if (!reply.ok) throw new Failure(reply.code, reply.message, reply.next);
  return { columns: reply.columns, rows: reply.rows, cut: reply.cut };
}

interface Thread {
  readonly worker: Worker;
  readonly ready: Promise<true>;
  ask(request: SqlRequest): Promise<Answered>;
}

function startThread(entry: URL): Thread {
  const worker = new Worker(entry, { workerData: SQL_ROLE, stdout: false, stderr: false });
  let onReply: (reply: Answered) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread ended.')));
  });
  // Whoever waits hears of it through the races below; nobody may be waiting.
  ended.catch(() => {});
  const started = new Promise<true>((resolve) => {
    worker.on('message', (reply: SqlReply) => {
      if ('ready' in reply) resolve(true);
      else onReply(reply);
    });
  });
  // Only now: listening for messages holds on to the process again.
  worker.unref();
  return {
    worker,
    ready: Promise.race([started, ended]),
    ask(request) {
      const reply = new Promise<Answered>((resolve) => {
        onReply = resolve;
      });
      worker.postMessage(request);
      return Promise.race([reply, ended]);
    },
  };
}

/** The promise's value, or null when it takes longer. The timer keeps the process alive while somebody waits. */
async function within<T>(promise: Promise<T>, limit_ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limit_ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
