import { describe, expect, it } from 'vitest';
import { Failure } from '../core/failure.ts';
import { contentHash } from '../store/originals.ts';
import type { Task } from './messages.ts';
import type { StorableFile } from './read-file.ts';
import { createWorkerPool } from './worker-pool.ts';
import { asFit, effort, newHome, recorded } from './workout.test-data.ts';

function reading(bytes: Uint8Array, name = 'ride.fit'): Task {
  return { kind: 'read', bytes, name, athlete_zone: 'UTC', original: { home: newHome(), hash: contentHash(bytes) } };
}

const small = asFit(recorded(effort({ seed: 1, duration_s: 300 })));
const large = asFit(recorded(effort({ seed: 2, duration_s: 80_000 })));

describe('the worker pool', () => {
  it('answers each task with its own result, more tasks than threads', async () => {
    const pool = createWorkerPool({ size: 2 });
    const files = Array.from({ length: 12 }, (_, i) => asFit(recorded(effort({ seed: i, duration_s: 100 + i }))));
    const results = await Promise.all(files.map((bytes) => pool.run<StorableFile>(reading(bytes))));
    expect(results.map((r) => r.recordings[0]!.record_count)).toEqual(files.map((_, i) => 100 + i));
    await pool.close();
  });

  it('passes on what a task finds wrong', async () => {
    const pool = createWorkerPool({ size: 1 });
    const wrong = pool.run(reading(new TextEncoder().encode('{"a": 1}'), 'x.fit'));
    await expect(wrong).rejects.toBeInstanceOf(Failure);
    const broken = pool.run({ kind: 'compute', activity: null } as unknown as Task);
    await expect(broken).rejects.toMatchObject({
      code: 'unexpected',
      message: expect.stringContaining('while computing'),
    });
    await expect(pool.run(reading(small))).resolves.toMatchObject({ content: 'activity' });
    await pool.close();
  });

  it('stops what takes too long; the tasks behind it are done by a new thread', async () => {
    const pool = createWorkerPool({ size: 1, task_limit_ms: 1 });
    const outcomes = await Promise.allSettled([pool.run(reading(large)), pool.run(reading(large))]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'worker_stopped' } });
    await pool.close();

    // Starting a thread takes longer than the limit here, so only a task that is worked on can be stopped.
    const patient = createWorkerPool({ size: 1, task_limit_ms: 5000 });
    const [first, second] = [patient.run(reading(small)), patient.run(reading(small))];
    await expect(first).resolves.toBeDefined();
    await expect(second).resolves.toBeDefined();
    await patient.close();
  });

  it('rejects everything that is not done when it is closed', async () => {
    const pool = createWorkerPool({ size: 1 });
    const outcomes = Promise.allSettled([large, small, small, small].map((bytes) => pool.run(reading(bytes))));
    await pool.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'pool_closed' } });
    await expect(pool.run(reading(small))).rejects.toMatchObject({ code: 'pool_closed' });
    await pool.close();
  });
});
