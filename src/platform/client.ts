/** Sends a connector's calls: paced, within the budgets, signed, retried where that is safe, renewed once. */

import type { AccountIdentity, Answer, Call, Caller, Connector, Limits, Session, Trouble } from '../core/connector.ts';
import { type Cause, isTrouble, PlatformFailure } from '../core/platform-failure.ts';
import { machineTimeZone, nowSeconds, today } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import { isLoopback, overrideOf } from './address.ts';
import { type Budget, createBudget } from './budget.ts';
import { gateOf } from './gate.ts';
import { createLogin, type Login, type SecretBox } from './login.ts';
import { bodyOf, ExchangeFailure, exchange, targetOf } from './request.ts';
import { backoffSeconds, pause, retryAfter } from './retry.ts';

const USER_AGENT = 'Paceline (local training database; +https://www.npmjs.com/package/paceline)';
const MAX_TRIES = 4;
/** A wait longer than this is not sat out: the work stops and goes on with the next sync. */
const LONGEST_WAIT_S = 90;

export interface ClientOptions {
  readonly db: Db;
  readonly connector: Connector;
  readonly time_zone?: string | null;
  readonly signal?: AbortSignal;
  /** A person waits for it: the reserve of the budgets may be used. */
  readonly interactive?: boolean;
}

export interface SignedClientOptions extends ClientOptions {
  readonly account: AccountIdentity;
  /** The login's name in the secret store. */
  readonly login: string;
  readonly box: SecretBox;
  /** The app the calls are counted for, where limits belong to the app. */
  readonly app?: string;
}

export interface Traffic {
  /** Calls sent, and seconds the platform took to answer them. */
  readonly calls: number;
  readonly waited_s: number;
  /** The platform's clock minus ours, by its last Date header; null when it sent none. */
  readonly clock_offset_s: number | null;
}

export interface Client<T extends Caller> {
  readonly session: T;
  readonly budget: Budget;
  traffic(): Traffic;
}

/** For signing in: nothing is signed. */
export function createCaller(options: ClientOptions): Client<Caller> {
  return build(options, 'sign-in', null);
}

/** For a signed-in account. Throws PlatformFailure `not_signed_in` when there are no secrets. */
export async function createSession(options: SignedClientOptions): Promise<Client<Session>> {
  const { db, connector, login: name, box, account } = options;
  const unsigned = createCaller(options);
  const login = createLogin(db, name, connector, box, () => unsigned.session);
  const secrets = await login.current();
  const owner = connector.limits.per_app ? (options.app ?? name) : name;
  const { session, budget, traffic } = build(options, owner, login);
  return { session: { ...session, account, secrets }, budget, traffic: () => sum(traffic(), unsigned.traffic()) };
}

function sum(a: Traffic, b: Traffic): Traffic {
  return {
    calls: a.calls + b.calls,
    waited_s: a.waited_s + b.waited_s,
    clock_offset_s: a.clock_offset_s ?? b.clock_offset_s,
  };
}

function build(options: ClientOptions, owner: string, login: Login | null): Client<Caller> {
  const { db, connector, signal = new AbortController().signal } = options;
  const override = overrideOf(connector.base_url_env);
  // Nobody has to be polite to a server on this machine.
  const local = override !== null && isLoopback(override);
  const limits = local ? withoutPoliteness(connector.limits) : connector.limits;
  const { gap_ms } = limits;
  const budget = createBudget(db, `${connector.id} ${owner}`, connector, limits);
  const gate = gateOf(`${connector.id} ${owner}`, { gap_ms, concurrency: limits.concurrency });
  const time_zone = options.time_zone ?? machineTimeZone();
  const traffic = { calls: 0, waited_s: 0, clock_offset_s: null as number | null };

  async function once(call: Call, secrets: Awaited<ReturnType<Login['current']>> | null): Promise<Answer> {
    const { bytes, type } = bodyOf(call);
    const counts = call.counts ?? 'read';
    if (counts !== 'none') await budget.take(counts, options.interactive === true);
    const method = call.method ?? 'GET';
    const signed =
      secrets === null
        ? {}
        : connector.authorize(secrets, { method, target: targetOf(call), body: bytes, now_s: nowSeconds() });
    const headers = {
      accept: call.accept === 'bytes' ? '*/*' : 'application/json',
      'user-agent': USER_AGENT,
      ...(type === null ? {} : { 'content-type': type }),
      ...lowerNames(call.headers ?? {}),
      ...lowerNames(signed),
    };
    const started = performance.now();
    try {
      const answer = await exchange(call, { override, headers, body: bytes, timeout_s: limits.timeout_s, signal });
      const date = Date.parse(answer.headers.date ?? '');
      if (Number.isFinite(date)) traffic.clock_offset_s = Math.round(date / 1000 - nowSeconds());
      if (counts !== 'none') await budget.learn(answer.headers, Math.max(0, gate.running - 1));
      return answer;
    } finally {
      traffic.calls++;
      traffic.waited_s += (performance.now() - started) / 1000;
    }
  }

  async function send(call: Call): Promise<Answer> {
    const repeatable = call.repeatable ?? (call.method ?? 'GET') === 'GET';
    let renewed = false;
    let broken = 0;
    let secrets = login && call.signed !== false ? await login.current() : null;
    for (let tries = 1; ; tries++) {
      let cause: Cause;
      let wait_s: number | null = null;
      try {
        const answer = await gate.pass(() => once(call, secrets), signal);
        const trouble = connector.trouble(answer, call);
        if (trouble === null) return answer;
        // What breaks the platform itself does so again and again; once more is enough.
        if (answer.status === 500 && ++broken === 2) throw new PlatformFailure(connector, trouble);
        cause = trouble;
        wait_s = retryAfter(answer.headers['retry-after'], nowSeconds());
      } catch (error) {
        if (isTrouble(error, 'paused')) {
          await soonOver(error);
          tries--;
          continue;
        }
        if (!(error instanceof ExchangeFailure)) throw error;
        cause = causeOf(error);
      }
      if (cause.kind === 'login_expired' && login && secrets && !renewed) {
        secrets = await login.renewed(secrets);
        renewed = true;
        continue;
      }
      const pause_s = await pauseBefore(call, cause, wait_s, tries, repeatable);
      if (typeof pause_s !== 'number') throw pause_s;
      await pause(pause_s, signal);
    }
  }

  /** Sits out the end of a short window; a long one is the caller's matter. */
  async function soonOver(paused: PlatformFailure): Promise<void> {
    const wait_s = paused.trouble.kind === 'paused' ? paused.trouble.until_s - nowSeconds() : 0;
    if (wait_s > LONGEST_WAIT_S) throw paused;
    await pause(Math.max(0, wait_s), signal);
  }

  /** Seconds to wait before trying again, or the failure to give up with. */
  async function pauseBefore(
    call: Call,
    cause: Cause,
    wait_s: number | null,
    tries: number,
    repeatable: boolean,
  ): Promise<number | PlatformFailure> {
    const failed = new PlatformFailure(connector, cause, wait_s);
    if (cause.kind === 'rate_limited') {
      const counts = call.counts ?? 'read';
      const until_s = counts === 'none' ? null : await budget.refused(counts);
      const needed_s = wait_s ?? (until_s === null ? backoffSeconds(tries) : until_s - nowSeconds());
      if (needed_s <= LONGEST_WAIT_S && tries < MAX_TRIES) return needed_s;
      if (wait_s !== null) await budget.stayAway(nowSeconds() + wait_s);
      return new PlatformFailure(connector, { kind: 'paused', until_s: nowSeconds() + needed_s }, wait_s);
    }
    // A refusal with a wait means that nothing was done; without one a write may have been.
    const passing = ['server', 'network', 'timeout'].includes(cause.kind);
    if (!passing || !repeatable || tries >= MAX_TRIES || (wait_s ?? 0) > LONGEST_WAIT_S) return failed;
    return wait_s ?? backoffSeconds(tries);
  }

  return {
    session: { call: send, today: today(time_zone), now: nowSeconds, time_zone, signal },
    budget,
    traffic: () => traffic,
  };
}

function causeOf({ kind, detail }: ExchangeFailure): Exclude<Cause, Trouble> | Trouble {
  if (kind === 'timeout') return { kind };
  if (kind === 'too_large') return { kind: 'unexpected', detail: `an answer of ${detail}` };
  return { kind, detail };
}

function withoutPoliteness(limits: Limits): Limits {
  return { ...limits, gap_ms: 0, windows: limits.windows.filter((window) => !window.soft) };
}

function lowerNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
