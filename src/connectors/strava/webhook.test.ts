/** Push events: the check of the address, events of any shape, and what they are a reason for. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { inventAthlete } from '../../../test/platforms/athlete.ts';
import { startStrava } from '../../../test/platforms/strava.ts';
import { answerVerification, errandsOf, readEvent, type StravaEvent } from './webhook.ts';

const EVENT = {
  object_type: 'activity',
  object_id: 1360128428,
  aspect_type: 'update',
  updates: { title: 'Messy', private: 'true' },
  owner_id: 134815,
  subscription_id: 120475,
  event_time: 1516126040,
};
const MINE = { athlete_id: '134815', subscription_id: '120475' };

const event = (changes: Partial<typeof EVENT> | Record<string, unknown>) => readEvent({ ...EVENT, ...changes })!;

describe('verification', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': 'abc', 'hub.verify_token': 'mine' };

  it('echoes the challenge to whoever knows the token', () => {
    expect(answerVerification(query, 'mine')).toEqual({ status: 200, json: { 'hub.challenge': 'abc' } });
  });

  it.each([
    { ...query, 'hub.verify_token': 'other' },
    { ...query, 'hub.verify_token': undefined },
    { ...query, 'hub.mode': 'unsubscribe' },
    { ...query, 'hub.challenge': undefined },
    { ...query, 'hub.challenge': 'x'.repeat(2000) },
    {},
  ])('refuses %j', (wrong) => {
    expect(answerVerification(wrong, 'mine')).toEqual({ status: 403 });
  });

  it('never accepts an empty token', () => {
    expect(answerVerification({ ...query, 'hub.verify_token': '' }, '')).toEqual({ status: 403 });
  });
});

describe('events', () => {
  it('reads one', () => {
    expect(readEvent(EVENT)).toEqual({
      object: 'activity',
      id: '1360128428',
      aspect: 'update',
      updates: { title: 'Messy', private: 'true' },
      owner_id: '134815',
      subscription_id: '120475',
      time_s: 1516126040,
    });
  });

  it.each([
    null,
    'text',
    [],
    {},
    { ...EVENT, object_type: 'club' },
    { ...EVENT, aspect_type: 'explode' },
    { ...EVENT, object_id: null },
    { ...EVENT, object_id: '../../athlete' },
    { ...EVENT, owner_id: undefined },
  ])('is none: %j', (body) => {
    expect(readEvent(body)).toBeNull();
  });

  it('believes nobody: what is told is looked up, once each, whatever the order', () => {
    const created = event({ aspect_type: 'create', object_id: 1, updates: {} });
    const renamed = event({ object_id: 1 });
    const deleted = event({ aspect_type: 'delete', object_id: 2, updates: {} });
    const before = event({ object_id: 2 });
    const expected = [
      { kind: 'fetch', activity_id: '1', wait_s: 0 },
      { kind: 'forget', activity_id: '2' },
    ];
    expect(errandsOf([created, renamed, before, deleted], MINE)).toEqual(expected);
    expect(errandsOf([deleted, before, before, created, renamed, renamed], MINE)).toEqual([...expected].reverse());
    expect(errandsOf([created], MINE)).toEqual([{ kind: 'fetch', activity_id: '1', wait_s: 60 }]);
  });

  it("leaves other athletes' and other subscriptions' events alone", () => {
    expect(errandsOf([event({ owner_id: 1 }), event({ subscription_id: 7 })], MINE)).toEqual([]);
    expect(errandsOf([event({ subscription_id: 7 })], { ...MINE, subscription_id: null })).toHaveLength(1);
  });

  it('asks about the login when the athlete has ended it', () => {
    const ended = event({ object_type: 'athlete', object_id: 134815, updates: { authorized: 'false' } });
    expect(errandsOf([ended], MINE)).toEqual([{ kind: 'check_login' }]);
    expect(errandsOf([event({ object_type: 'athlete', object_id: 134815, updates: {} })], MINE)).toEqual([]);
  });

  it('works with a server that subscribes', async () => {
    const athlete = inventAthlete({ workouts: 3, platforms: ['strava'] });
    const strava = await startStrava({ athlete });
    const events: StravaEvent[] = [];
    const receiver = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://receiver');
      if (request.method === 'GET') {
        const result = answerVerification(Object.fromEntries(url.searchParams), 'mine');
        response.writeHead(result.status).end(result.status === 200 ? JSON.stringify(result.json) : '');
        return;
      }
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const one = readEvent(JSON.parse(body));
        if (one) events.push(one);
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const callback_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook/secret-part`;
    const subscribe = (verify_token: string) =>
      fetch(`${strava.url}/api/v3/push_subscriptions`, {
        method: 'POST',
        body: new URLSearchParams({ ...strava.answers, callback_url, verify_token }),
      });
    expect((await subscribe('other')).status).toBe(400);
    expect((await subscribe('mine')).status).toBe(201);
    expect((await subscribe('mine')).status).toBe(400);
    const first = strava.activities[0]!;
    const told = [
      { object_type: 'activity', object_id: first.id, aspect_type: 'create' },
      { object_type: 'activity', object_id: first.id, aspect_type: 'update', updates: { title: 'New' } },
    ] as const;
    expect(await strava.push.send(told, { copies: 2, reversed: true })).toEqual([200, 200, 200, 200]);
    expect(events).toHaveLength(4);
    expect(errandsOf(events, { athlete_id: strava.athlete_id, subscription_id: null })).toHaveLength(1);
    expect(strava.violations).toEqual([]);
    await strava.close();
    await new Promise((resolve) => receiver.close(resolve));
  });
});
