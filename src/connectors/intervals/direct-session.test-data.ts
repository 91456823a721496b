/** A session for tests of the connector alone: real HTTP to a server of the test, without pacing, retries and storage. */

import type { Answer, Call, Caller, Item, Page, Secrets, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';
import { exchange, targetOf } from '../../platform/request.ts';
import { INTERVALS } from './intervals.ts';

export interface DirectOptions {
  readonly url: string;
  readonly today?: string;
}

export function directCaller({ url, today = '2026-11-15' }: DirectOptions, secrets: Secrets | null = null): Caller {
  const { signal } = new AbortController();
  const now_s = Date.parse(`${today}T18:00:00Z`) / 1000;
  async function call(asked: Call): Promise<Answer> {
    const signed =
      secrets === null || asked.signed === false
        ? {}
        : INTERVALS.authorize(secrets, { method: 'GET', target: targetOf(asked), body: new Uint8Array(0), now_s });
    const headers = { 'user-agent': 'Paceline (test)', ...asked.headers, ...signed };
    const body = new Uint8Array(0);
    const answer = await exchange(asked, { override: new URL(url), headers, body, timeout_s: 20, signal });
    const trouble = INTERVALS.trouble(answer, asked);
    if (trouble) throw new PlatformFailure(INTERVALS, trouble);
    return answer;
  }
  return { call, today, now: () => now_s, time_zone: 'Europe/Vienna', signal };
}

/** Signs in and gives the session of the account; `athlete` is one of the roster instead of the owner. */
export async function directSession(
  options: DirectOptions,
  answers: Readonly<Record<string, string>>,
  { way = 'key', athlete }: { readonly way?: string; readonly athlete?: string } = {},
): Promise<Session> {
  const { secrets, identity } = await INTERVALS.signIn(directCaller(options), way, answers);
  const account = athlete === undefined ? identity : { ...identity, external_id: athlete };
  return { ...directCaller(options, secrets), account, secrets };
}

export function streamOf(id: string): Stream {
  const found = INTERVALS.streams.find((stream) => stream.id === id);
  if (!found) throw new Error(`no stream ${id}`);
  return found;
}

/** All pages of a run. */
export async function pagesOf(
  session: Session,
  id: string,
  {
    from = null,
    resume = null,
    stored = [],
  }: {
    readonly from?: string | null;
    readonly resume?: Page['next'];
    readonly stored?: Awaited<ReturnType<StreamAsk['stored']>>;
  } = {},
): Promise<Page[]> {
  const pages: Page[] = [];
  const ask = { session, resume, from, full: from === null, stored: async () => stored };
  for await (const page of streamOf(id).pages(ask)) {
    pages.push(page);
    if (pages.length > 200) throw new Error('the pages do not end');
  }
  return pages;
}

export async function itemsOf(
  session: Session,
  id: string,
  ask: { readonly from?: string | null } = {},
): Promise<Item[]> {
  return (await pagesOf(session, id, ask)).flatMap((page) => page.items);
}
