/** A platform did not do what was asked: what it was, in a sentence for each cause. Carries no secret, no address, no foreign text. */

import type { Trouble } from './connector.ts';
import { Failure } from './failure.ts';

/** What can go wrong on the way to a platform, besides what it answers itself. */
export type Cause =
  | Trouble
  | { readonly kind: 'network'; readonly detail: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'tls'; readonly detail: string }
  /** The budget is used up; `until_s` is when it goes on. */
  | { readonly kind: 'paused'; readonly until_s: number }
  | { readonly kind: 'not_signed_in' };

export class PlatformFailure extends Failure {
  readonly platform: string;
  readonly trouble: Cause;
  /** Seconds the platform asked to wait, when it did. */
  readonly wait_s: number | null;

  constructor(
    platform: { readonly id: string; readonly label: string },
    trouble: Cause,
    wait_s: number | null = null,
    options?: ErrorOptions,
  ) {
    const [message, next] = sentences(platform, trouble);
    super(`platform_${trouble.kind}`, message, next, options);
    this.name = 'PlatformFailure';
    this.platform = platform.id;
    this.trouble = trouble;
    this.wait_s = wait_s;
  }
}

/** True for a PlatformFailure of one of these kinds. */
export function isTrouble(error: unknown, ...kinds: readonly Cause['kind'][]): error is PlatformFailure {
  return error instanceof PlatformFailure && kinds.includes(error.trouble.kind);
}

function sentences({ id, label }: { readonly id: string; readonly label: string }, cause: Cause): [string, string] {
  const again = `Sign in again with: paceline connect ${id}`;
  switch (cause.kind) {
    case 'login_expired':
      return [`The login at ${label} has expired or was ended.`, again];
    case 'wrong_credentials':
      return [
        `${label} does not accept these credentials.`,
        `Check user name, password or key (and the region, if there is one), then: paceline connect ${id}`,
      ];
    case 'wrong_region':
      return [
        `The account is not known in this region of ${label}.`,
        `Choose the other region with: paceline connect ${id}`,
      ];
    case 'missing_scope':
      return [
        `${label} was not allowed to hand this out: the permission "${cause.scope}" was not given.`,
        `${again}, and leave that box ticked.`,
      ];
    case 'plan':
      return [
        `${label} hands this out only with another plan (${cause.detail}).`,
        'Everything else goes on without it.',
      ];
    case 'forbidden':
      return [`${label} refuses this for this account.`, 'If it should be allowed, check the account on the web site.'];
    case 'not_found':
      return [`${label} does not have it (any more).`, 'Sync again to bring the list up to date: paceline sync'];
    case 'rate_limited':
      return [`${label} asks to slow down.`, 'The rest is fetched with the next sync; nothing is lost.'];
    case 'server':
      return [`${label} has a problem of its own at the moment.`, 'Try again in a few minutes; nothing is lost.'];
    case 'bad_request':
      return [
        `${label} refuses the request (${cause.detail}).`,
        'If this stays so, the platform has changed: update Paceline.',
      ];
    case 'unexpected':
      return [
        `${label} answers in a form that is not known (${cause.detail}).`,
        'If this stays so, the platform has changed: update Paceline.',
      ];
    case 'network':
      return [`${label} cannot be reached (${cause.detail}).`, 'Check the network connection and try again.'];
    case 'timeout':
      return [`${label} does not answer in time.`, 'Try again in a few minutes; nothing is lost.'];
    case 'tls':
      return [
        `The secure connection to ${label} cannot be made (${cause.detail}).`,
        "Check this machine's date and time, and whether something in the network replaces certificates.",
      ];
    case 'paused':
      return [
        `The number of calls ${label} allows is used up for now.`,
        'It goes on by itself with the next sync; paceline status says when.',
      ];
    case 'not_signed_in':
      return [`There is no login for this ${label} account on this machine.`, again];
  }
}
