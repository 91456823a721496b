/** Secrets are never taken from a chat: what to say when one is offered all the same. */

import type * as z from 'zod';

export const NO_SECRETS =
  'passwords, keys, cookies and tokens are never given here, the person types them in a terminal';

/** For an input's unknown fields: names them as usual, and says so when they are meant for a secret. */
export function noSecrets(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const keys = issue.keys.map((key) => `"${key}"`).join(', ');
  const secret = /pass|key|secret|token|cookie|code|auth|login|user|mail/i.test(keys);
  return `Unrecognized key${issue.keys.length > 1 ? 's' : ''}: ${keys}${secret ? `; ${NO_SECRETS}` : ''}`;
}
