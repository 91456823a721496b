/** Calls a server directly, without budgets and retries: enough to test what the connector asks for and makes of it. */

import type { AccountIdentity, Caller, Item, Page, Secrets, Session, Stream } from '../../core/connector.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';
import { bodyOf, exchange, targetOf } from '../../platform/request.ts';
import { STRAVA } from './strava.ts';

export function directCaller(url: string, now: () => number, secrets: Secrets | null = null): Caller {
  return {
    async call(call) {
      const { bytes, type } = bodyOf(call);
      const signed =
        secrets !== null && call.signed !== false
          ? STRAVA.authorize(secrets, {
              method: call.method ?? 'GET',
              target: targetOf(call),
              body: bytes,
              now_s: now(),
            })
          : {};
      const answer = await exchange(call, {
        override: new URL(url),
        headers: { ...(type === null ? {} : { 'content-type': type }), ...call.headers, ...signed },
        body: bytes,
        timeout_s: 20,
        signal: new AbortController().signal,
      });
      const trouble = STRAVA.trouble(answer, call);
      if (trouble) throw new PlatformFailure(STRAVA, trouble);
      return answer;
    },
    today: new Date(now() * 1000).toISOString().slice(0, 10),
    now,
    time_zone: 'Europe/Vienna',
    signal: new AbortController().signal,
  };
}

export function directSession(url: string, now: () => number, secrets: Secrets, account: AccountIdentity): Session {
  return { ...directCaller(url, now, secrets), account, secrets };
}

/** All pages of one run. */
export async function runStream(
  session: Session,
  id: string,
  ask: { readonly resume?: Page['next']; readonly from?: string | null; readonly full?: boolean } = {},
): Promise<{ pages: Page[]; items: Item[] }> {
  const stream = streamOf(id);
  const pages: Page[] = [];
  const { resume = null, from = null, full = from === null } = ask;
  for await (const page of stream.pages({ session, resume, from, full, stored: async () => [] })) {
    pages.push(page);
    if (pages.length > 2000) throw new Error('the stream does not end');
  }
  return { pages, items: pages.flatMap((page) => page.items) };
}

export function streamOf(id: string): Stream {
  const stream = STRAVA.streams.find((one) => one.id === id);
  if (!stream) throw new Error(`no stream ${id}`);
  return stream;
}
