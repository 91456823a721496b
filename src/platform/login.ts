/** The secrets of one login while it is used: read once, renewed by one process at a time, stored before they are used. */

import type { Caller, Connector, Secrets } from '../core/connector.ts';
import { PlatformFailure } from '../core/platform-failure.ts';
import { nowSeconds } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import { withLease } from './lease.ts';

/** Where secrets are kept (secrets.ts), or an environment that gave them. */
export interface SecretBox {
  get(): Promise<Secrets | null>;
  put(secrets: Secrets): Promise<void>;
}

export interface Login {
  /** Secrets to sign with; renewed beforehand when they are about to expire. Throws PlatformFailure. */
  current(): Promise<Secrets>;
  /** After `refused` was not accepted: newer ones, from another process or from the platform. Throws PlatformFailure `login_expired`. */
  renewed(refused: Secrets): Promise<Secrets>;
}

export function createLogin(
  db: Db,
  name: string,
  connector: Connector,
  box: SecretBox,
  /** For the calls of `renew`, which are not signed. */
  caller: () => Caller,
): Login {
  let held: Secrets | null = null;
  let renewing: Promise<Secrets> | null = null;

  async function renew(refused: Secrets): Promise<Secrets> {
    const { signal } = caller();
    return withLease(
      db,
      `login ${name}`,
      async () => {
        const stored = await box.get();
        // Another process was faster.
        if (stored && JSON.stringify(stored) !== JSON.stringify(refused)) return stored;
        if (!connector.renew) throw new PlatformFailure(connector, { kind: 'login_expired' });
        const fresh = await connector.renew(caller(), refused);
        await box.put(fresh);
        return fresh;
      },
      { signal },
    );
  }

  function once(refused: Secrets): Promise<Secrets> {
    renewing ??= renew(refused)
      .then((fresh) => {
        held = fresh;
        return fresh;
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  }

  return {
    async current() {
      held ??= await box.get();
      if (held === null) throw new PlatformFailure(connector, { kind: 'not_signed_in' });
      const expires_s = connector.expires_s(held);
      return expires_s !== null && expires_s <= nowSeconds() && connector.renew ? once(held) : held;
    },
    renewed: (refused) => (held !== null && held !== refused ? Promise.resolve(held) : once(refused)),
  };
}
