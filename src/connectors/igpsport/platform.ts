/** Who iGPSPORT is and where its two regions live: accounts, tokens and ids of one mean nothing, or somebody else, in the other. */

import type { Secrets, Session } from '../../core/connector.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';

export const PLATFORM = { id: 'igpsport', label: 'iGPSPORT' } as const;

export type Region = 'intl' | 'cn';

export interface Host {
  readonly api: string;
  /** The web app, which the API expects its calls to come from. */
  readonly web: string;
  /** Version the web app gives itself. */
  readonly app_version: string;
}

export const HOSTS: Readonly<Record<Region, Host>> = {
  intl: { api: 'https://prod.en.igpsport.com', web: 'https://app.igpsport.com', app_version: '8.07.06' },
  cn: { api: 'https://prod.zh.igpsport.com', web: 'https://app.igpsport.cn', app_version: '8.07.08' },
};

/** The region a person means; null for a word that names none. */
export function regionFromWord(word: string): Region | null {
  const key = word.trim().toLowerCase();
  if (['cn', 'zh', 'china', 'chinese'].includes(key)) return 'cn';
  return ['intl', 'en', 'int', 'international', 'global'].includes(key) ? 'intl' : null;
}

/** The region of stored secrets. */
export function regionOfSecrets(secrets: Secrets): Region {
  return secrets.region === 'cn' ? 'cn' : 'intl';
}

/** The region of a session. Throws PlatformFailure when the login was made in the other one. */
export function regionOf({ account, secrets }: Session): Region {
  const region = regionOfSecrets(secrets);
  if (account.region !== null && account.region !== region) throw wrongRegion();
  return region;
}

/**
 * Both regions accept each other's tokens, but take them for another person's: whatever names a member must name this one.
 * @param member_id as an answer has it, null when it has none
 */
export function requireMember({ account }: Session, member_id: string | null): void {
  if (member_id !== null && member_id !== account.external_id) throw wrongRegion();
}

export function wrongRegion(): PlatformFailure {
  return new PlatformFailure(PLATFORM, { kind: 'wrong_region' });
}

export function unexpected(detail: string): PlatformFailure {
  return new PlatformFailure(PLATFORM, { kind: 'unexpected', detail });
}
