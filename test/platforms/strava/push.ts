/** Push subscriptions of the fake: the check of the callback, events late, doubled and in the wrong order. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { badRequest, NOT_FOUND, ok } from './answer.ts';
import type { App } from './sign-in.ts';

export interface PushEvent {
  readonly object_type: 'activity' | 'athlete';
  readonly object_id: number;
  readonly aspect_type: 'create' | 'update' | 'delete';
  readonly updates?: Readonly<Record<string, string>>;
}

export class Push {
  readonly #app: App;
  readonly #owner_id: number;
  readonly #now: () => number;
  #subscription: { id: number; callback_url: string } | null = null;
  #serial = 120_474;

  constructor(app: App, owner_id: number, now: () => number) {
    this.#app = app;
    this.#owner_id = owner_id;
    this.#now = now;
  }

  async answer({ method, path, query, form }: FakeRequest): Promise<FakeResponse | null> {
    const match = /^\/api\/v3\/push_subscriptions(?:\/(\d+))?$/.exec(path);
    if (!match) return null;
    const given = method === 'POST' ? form() : query;
    if (given.get('client_id') !== this.#app.id || given.get('client_secret') !== this.#app.secret) {
      return badRequest('Application', 'client_id', 'invalid');
    }
    if (method === 'GET') {
      return ok(this.#subscription ? [{ ...this.#subscription, application_id: Number(this.#app.id) }] : []);
    }
    if (method === 'DELETE') {
      if (String(this.#subscription?.id) !== match[1]) return NOT_FOUND;
      this.#subscription = null;
      return { status: 204 };
    }
    return this.#subscribe(given.get('callback_url') ?? '', given.get('verify_token') ?? '');
  }

  async #subscribe(callback_url: string, verify_token: string): Promise<FakeResponse> {
    if (this.#subscription) return badRequest('PushSubscription', '', 'already exists');
    const url = URL.parse(callback_url);
    if (!url || callback_url.length > 255) return badRequest('PushSubscription', 'callback url', 'invalid');
    const challenge = `challenge${this.#serial}`;
    url.searchParams.set('hub.mode', 'subscribe');
    url.searchParams.set('hub.challenge', challenge);
    url.searchParams.set('hub.verify_token', verify_token);
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    const body: unknown = answer?.status === 200 ? await answer.json().catch(() => null) : null;
    if (answer?.status !== 200) {
      return badRequest('PushSubscription', 'callback url', 'GET to callback URL does not return 200');
    }
    const echoed = typeof body === 'object' && body !== null && 'hub.challenge' in body ? body['hub.challenge'] : null;
    if (echoed !== challenge) return badRequest('PushSubscription', 'callback url', 'not verifiable');
    this.#subscription = { id: ++this.#serial, callback_url };
    return ok({ id: this.#subscription.id }, 201);
  }

  /** Posts the events as given, each `copies` times; with `reversed` the last one first. Returns the statuses. */
  async send(events: readonly PushEvent[], { copies = 1, reversed = false } = {}): Promise<number[]> {
    const subscription = this.#subscription;
    if (!subscription) return [];
    const bodies = events.map((event, i) => ({
      updates: {},
      ...event,
      owner_id: this.#owner_id,
      subscription_id: subscription.id,
      event_time: this.#now() + i,
    }));
    const statuses: number[] = [];
    for (const body of (reversed ? bodies.reverse() : bodies).flatMap((one) =>
      Array.from({ length: copies }, () => one),
    )) {
      const answer = await fetch(subscription.callback_url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      statuses.push(answer.status);
    }
    return statuses;
  }
}
