/** Credentials that stand in environment variables: how they are recognised again without being written down. */

import { createHash, scryptSync } from 'node:crypto';
import type { Secrets } from '../core/connector.ts';
import type { FromEnvironment } from './secret-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Named {
  /** Field id -> the variable that gives it. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A shorter value proves nothing when it is found in another one. */
const SHORTEST_PART = 4;

/** The answers by field, as the variables give them now. */
export function answersOf({ variables }: Named, env: Environment): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const [field, variable] of Object.entries(variables)) {
    const value = env[variable]?.trim();
    if (value) answers[field] = value;
  }
  return answers;
}

// Slow on purpose: a password must not be found by trying many against the fingerprint.
const COST = 16_384;
const known = new Map<string, string>();

/** Changes when one of the variables does. */
export function fingerprintOf(salt: string, named: Named, env: Environment): string {
  const answers = JSON.stringify(Object.entries(answersOf(named, env)).sort());
  const key = createHash('sha256').update(`${salt} ${answers}`).digest('base64url');
  const fingerprint = known.get(key) ?? scryptSync(answers, salt, 18, { N: COST }).toString('base64url');
  known.set(key, fingerprint);
  return fingerprint;
}

/** Secrets with every part that an answer holds replaced by where it stands in that answer; null when one holds a whole answer inside. */
export function referencesTo(
  answers: Readonly<Record<string, string>>,
  secrets: Secrets,
): Record<string, string | number | FromEnvironment> | null {
  const out: Record<string, string | number | FromEnvironment> = {};
  const given = Object.entries(answers);
  for (const [name, value] of Object.entries(secrets)) {
    if (typeof value === 'number') {
      out[name] = value;
      continue;
    }
    const whole_or_part = (answer: string) =>
      answer === value || (value.length >= SHORTEST_PART && answer.includes(value));
    const holder = given.find(([, answer]) => whole_or_part(answer));
    if (holder) {
      const [field, answer] = holder;
      out[name] = { field, from: answer.indexOf(value), length: value.length };
    } else if (given.some(([, answer]) => answer.length >= SHORTEST_PART && value.includes(answer))) return null;
    else out[name] = value;
  }
  return out;
}

/** The reverse of `referencesTo`. */
export function resolved(
  secrets: Readonly<Record<string, string | number | FromEnvironment>>,
  answers: Readonly<Record<string, string>>,
): Secrets {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => {
      if (typeof value !== 'object') return [name, value];
      const { field, from, length } = value;
      return [name, (answers[field] ?? '').slice(from, from + length)];
    }),
  );
}
