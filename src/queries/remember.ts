/**
 * Results that cost more than a few milliseconds, kept in memory for as long as the database stays as it is: a question
 * asked twice, or two questions that rest on the same curve, pay once.
 */

import type { Store } from '../store/store.ts';
import type { QueryContext } from './context.ts';

interface Memory {
  readonly version: string;
  readonly values: Map<string, unknown>;
}

const MOST_VALUES = 200;
const memories = new WeakMap<Store, Memory>();

/**
 * The value remembered under `key` (and the athlete and day), or a new one. What is returned is shared: never change it.
 * A value computed while the database changed is used once and not kept.
 */
export async function remember<T>(
  context: QueryContext,
  key: readonly unknown[],
  compute: () => Promise<T>,
): Promise<T> {
  const { store, athlete, today } = context;
  const version = store.version();
  const whole_key = JSON.stringify([athlete.id, today, ...key]);
  let memory = memories.get(store);
  if (memory?.version !== version) {
    memory = { version, values: new Map() };
    memories.set(store, memory);
  }
  if (memory.values.has(whole_key)) return memory.values.get(whole_key) as T;
  const value = await compute();
  if (store.version() !== version) return value;
  if (memory.values.size >= MOST_VALUES) memory.values.delete(memory.values.keys().next().value!);
  memory.values.set(whole_key, value);
  return value;
}
