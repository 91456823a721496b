/** Starts the fake and drives the connector over real HTTP without the engine: no pacing and no retries, but signing and one renewal. */

import { afterEach } from 'vitest';
import { inventAthlete } from '../../../test/platforms/athlete.ts';
import { type FakeIgpsport, type IgpsportOptions, startIgpsport } from '../../../test/platforms/igpsport.ts';
import type { AccountIdentity, Caller, Item, Page, Secrets, Session } from '../../core/connector.ts';
import { isTrouble, PlatformFailure } from '../../core/platform-failure.ts';
import { nowSeconds } from '../../core/time.ts';
import { bodyOf, ExchangeFailure, exchange, targetOf } from '../../platform/request.ts';
import { IGPSPORT } from './igpsport.ts';
import { PLATFORM } from './platform.ts';

export const TODAY = '2026-11-15';

interface Frame {
  readonly url: string;
  readonly time_zone: string;
  readonly now?: () => number;
}

function build(frame: Frame, held: { secrets: Secrets } | null): Caller {
  const { signal } = new AbortController();
  const now = frame.now ?? nowSeconds;
  const caller: Caller = {
    today: TODAY,
    now,
    time_zone: frame.time_zone,
    signal,
    async call(call) {
      const { bytes, type } = bodyOf(call);
      for (let renewed = false; ; renewed = true) {
        const signed =
          held && call.signed !== false
            ? IGPSPORT.authorize(held.secrets, {
                method: call.method ?? 'GET',
                target: targetOf(call),
                body: bytes,
                now_s: now(),
              })
            : {};
        const headers = { ...(type === null ? {} : { 'content-type': type }), ...call.headers, ...signed };
        const answer = await exchange(call, {
          override: new URL(frame.url),
          headers,
          body: bytes,
          timeout_s: 30,
          signal,
        }).catch((error: unknown) => {
          if (!(error instanceof ExchangeFailure)) throw error;
          const detail = error.kind;
          throw new PlatformFailure(PLATFORM, { kind: detail === 'too_large' ? 'unexpected' : 'network', detail });
        });
        const trouble = IGPSPORT.trouble(answer, call);
        if (trouble === null) return answer;
        if (trouble.kind !== 'login_expired' || renewed || !held || call.signed === false) {
          throw new PlatformFailure(PLATFORM, trouble);
        }
        held.secrets = await IGPSPORT.renew!(build(frame, null), held.secrets);
      }
    },
  };
  return caller;
}

export function callerFor(frame: Frame): Caller {
  return build(frame, null);
}

export function sessionFor(frame: Frame, account: AccountIdentity, secrets: Secrets): Session {
  return { ...build(frame, { secrets }), account, secrets };
}

/** A signed-in session, as `connect` makes it. */
export async function signedIn(
  fake: { readonly url: string; readonly answers: Readonly<Record<string, string>> },
  more: Readonly<Record<string, string>> = {},
): Promise<Session> {
  const frame = { url: fake.url, time_zone: 'Europe/Vienna' };
  const { secrets, identity } = await IGPSPORT.signIn(callerFor(frame), 'password', { ...fake.answers, ...more });
  return sessionFor(frame, identity, secrets);
}

export interface Run {
  readonly items: readonly Item[];
  readonly pages: readonly Page[];
}

/** A whole run of one stream. */
export async function run(
  session: Session,
  stream_id: string,
  ask: { readonly from?: string; readonly resume?: Page['next']; readonly stop_after?: number } = {},
): Promise<Run> {
  const stream = IGPSPORT.streams.find(({ id }) => id === stream_id)!;
  const from = ask.from ?? null;
  const pages: Page[] = [];
  for await (const page of stream.pages({
    session,
    resume: ask.resume ?? null,
    from,
    full: from === null,
    stored: async () => [],
  })) {
    pages.push(page);
    if (pages.length === ask.stop_after) break;
  }
  return { pages, items: pages.flatMap(({ items }) => items) };
}

const started: FakeIgpsport[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((fake) => fake.close()));
});

/** A fake whose athlete has every workout on it; closed after the test. */
export async function start(
  options: Partial<IgpsportOptions> & { readonly workouts?: number; readonly days_between?: number } = {},
): Promise<FakeIgpsport> {
  const { workouts = 30, days_between = 1.2 } = options;
  const athlete = inventAthlete({ workouts, days_between, platforms: ['igpsport'], today: TODAY, longest_s: 900 });
  const fake = await startIgpsport({ athlete, ...options });
  started.push(fake);
  return fake;
}

/** Last parts of the paths asked for. */
export function paths(fake: FakeIgpsport): string[] {
  return fake.server.calls.map(({ path }) => path.split('/').at(-1)!);
}

export const trouble = (kind: PlatformFailure['trouble']['kind']) => (error: unknown) => isTrouble(error, kind);

/** What a promise is rejected with; null when it is not. */
export function failing(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}
