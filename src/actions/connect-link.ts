/** Logins under way in this process: the link stays the same until it is used, and how it ended is told once. */

import type { Connector, LoginWay } from '../core/connector.ts';
import { Failure } from '../core/failure.ts';
import type { Account } from '../platform/accounts.ts';
import type { BrowserLogin } from '../platform/sign-in.ts';
import { type AccountWork, beginConnect, type Connected, termsAreOpen } from './connect-account.ts';

export type LoginLink =
  | {
      readonly state: 'waiting';
      readonly url: string;
      /** The link begins with the platform's terms. */
      readonly terms: boolean;
      /** How the try before this one ended. */
      readonly trouble: string | null;
    }
  | { readonly state: 'connected'; readonly account: Account };

interface Pending {
  readonly login: BrowserLogin;
  readonly terms: boolean;
  ended: { readonly connected: Connected | null; readonly trouble: string | null } | null;
}

const pending = new Map<string, Pending>();

/** Starts a login, gives the one under way, or tells once how it ended. Throws Failure when it cannot start. */
export async function loginLink(
  work: AccountWork,
  connector: Connector,
  way: LoginWay,
  answers: Readonly<Record<string, string>>,
  { onConnected }: { readonly onConnected: (connected: Connected) => void },
): Promise<LoginLink> {
  const key = `${connector.id} ${work.athlete_id}`;
  const before = pending.get(key);
  if (before && !before.ended) return waiting(before, null);
  pending.delete(key);
  if (before?.ended?.connected) return { state: 'connected', account: before.ended.connected.account };
  const terms = await termsAreOpen(work, connector);
  const login = await beginConnect(work, { connector, way, answers, chosen: {}, ask_terms_in_browser: true });
  const started: Pending = { login, terms, ended: null };
  pending.set(key, started);
  login.connected.then(
    (connected) => {
      started.ended = { connected, trouble: null };
      onConnected(connected);
    },
    (error: unknown) => {
      const trouble = error instanceof Failure ? error.message : 'Something unexpected went wrong.';
      started.ended = { connected: null, trouble };
    },
  );
  return waiting(started, before?.ended?.trouble ?? null);
}

function waiting({ login, terms }: Pending, trouble: string | null): LoginLink {
  return { state: 'waiting', url: login.url, terms, trouble };
}
