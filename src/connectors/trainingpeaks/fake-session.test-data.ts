/** A session straight to the fake platform: no pacing, no retries, one renewal; what the engine does is tested elsewhere. */

import { type InventedOptions, inventAthlete } from '../../../test/platforms/athlete.ts';
import type { Modes } from '../../../test/platforms/trainingpeaks/modes.ts';
import { startTrainingPeaks, type TrainingPeaksFake } from '../../../test/platforms/trainingpeaks.ts';
import type { Call, Caller, Item, Json, Page, Session, Stream, StreamAsk } from '../../core/connector.ts';
import { PlatformFailure } from '../../core/platform-failure.ts';
import { bodyOf, exchange } from '../../platform/request.ts';
import { PLATFORM } from './calls.ts';
import { TRAININGPEAKS } from './trainingpeaks.ts';

export const TODAY = '2026-11-15';

export async function startFake(
  invented: InventedOptions = {},
  modes: Partial<Modes> = {},
): Promise<TrainingPeaksFake> {
  const athlete = inventAthlete({ workouts: 40, platforms: ['trainingpeaks'], today: TODAY, ...invented });
  return startTrainingPeaks({ athlete, modes });
}

export function callerTo(url: string, authorization: () => Readonly<Record<string, string>> = () => ({})): Caller {
  const signal = new AbortController().signal;
  return {
    async call(call: Call) {
      const { bytes, type } = bodyOf(call);
      const signed = call.signed === false ? {} : authorization();
      const headers = { ...(type === null ? {} : { 'content-type': type }), ...call.headers, ...signed };
      const answer = await exchange(call, { override: new URL(url), headers, body: bytes, timeout_s: 20, signal });
      const trouble = TRAININGPEAKS.trouble(answer, call);
      if (trouble) throw new PlatformFailure(PLATFORM, trouble);
      return answer;
    },
    today: TODAY,
    now: () => Math.floor(Date.now() / 1000),
    time_zone: 'Europe/Vienna',
    signal,
  };
}

export async function signedIn(fake: TrainingPeaksFake): Promise<Session> {
  const { secrets, identity } = await TRAININGPEAKS.signIn(callerTo(fake.url), fake.way, fake.answers);
  return { ...callerTo(fake.url, () => authorizeWith(secrets)), account: identity, secrets };
}

function authorizeWith(secrets: Session['secrets']) {
  return TRAININGPEAKS.authorize(secrets, { method: 'GET', target: '/', body: new Uint8Array(), now_s: 0 });
}

export function streamOf(id: string): Stream {
  const found = TRAININGPEAKS.streams.find((stream) => stream.id === id);
  if (!found) throw new Error(`no stream ${id}`);
  return found;
}

export interface Listed {
  readonly pages: Page[];
  readonly items: Map<string, Item>;
}

/** A whole run, or one from a day on, or the rest of one that was broken off. */
export async function run(
  session: Session,
  id: string,
  from: string | null = null,
  resume: Json = null,
): Promise<Listed> {
  const pages: Page[] = [];
  const items = new Map<string, Item>();
  const ask: StreamAsk = { session, resume, from, full: from === null, stored: async () => [] };
  for await (const page of streamOf(id).pages(ask)) {
    pages.push(page);
    for (const item of page.items) items.set(item.external_id, item);
  }
  return { pages, items };
}
