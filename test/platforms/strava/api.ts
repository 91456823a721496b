/** The endpoints of the fake's API v3, behind sign-in and rate limits. */

import type { InventedAthlete } from '../athlete.ts';
import type { FakeRequest, FakeResponse } from '../server.ts';
import type { StravaSwitches } from '../strava.ts';
import { ATHLETE_ID, activityZonesOf, detailOf, effortsOf, lapsOf, segmentOf, summaryOf } from './activity-payload.ts';
import { newestFirst, type StravaActivity, shownStart } from './activity-store.ts';
import { badRequest, fault, NOT_FOUND, ok } from './answer.ts';
import type { Checker } from './description.ts';
import * as library from './library.ts';
import { streamsOf } from './stream-payload.ts';

export interface World {
  readonly athlete: InventedAthlete;
  readonly activities: readonly StravaActivity[];
  readonly switches: StravaSwitches;
  readonly now: () => number;
}

interface Visit {
  readonly world: World;
  readonly query: URLSearchParams;
  readonly scopes: readonly string[];
  /** The first number in the path, as text: routes have 19 digits. */
  readonly id: string;
}

type Endpoint = (visit: Visit) => FakeResponse | { readonly value: unknown };

const MAX_PER_PAGE = 200;

export function answerApi(
  world: World,
  { method, path, query }: FakeRequest,
  scopes: readonly string[],
  checker: Checker,
): FakeResponse {
  if (method === 'POST' && path === '/api/v3/activities') return lacksScope('activity:write');
  if (method !== 'GET') return NOT_FOUND;
  for (const [pattern, scope, endpoint] of ENDPOINTS) {
    const match = pattern.exec(path.slice('/api/v3'.length));
    if (!match || !path.startsWith('/api/v3/')) continue;
    if (scope !== null && !holds(scopes, scope)) return lacksScope(scope);
    const result = endpoint({ world, query, scopes, id: match[1] ?? '' });
    if (!('value' in result)) return result;
    checker.response(method, path, 200, result.value);
    return ok(result.value);
  }
  // Among them what is retired: leaderboards, members and activities of clubs.
  return NOT_FOUND;
}

function holds(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || (scope === 'activity:read' && scopes.includes('activity:read_all'));
}

/** 401, not 403; the field names what is missing. */
function lacksScope(scope: string): FakeResponse {
  return fault(401, 'Authorization Error', 'AccessToken', `${scope}_permission`, 'missing');
}

const ENDPOINTS: readonly (readonly [RegExp, scope: string | null, Endpoint])[] = [
  [/^\/athlete$/, null, ({ world, scopes }) => ({ value: athleteOf(world, scopes) })],
  [/^\/athlete\/zones$/, 'profile:read_all', ({ world }) => ({ value: library.athleteZones(world.athlete) })],
  [/^\/athlete\/activities$/, 'activity:read', listActivities],
  [/^\/athlete\/clubs$/, 'read', ({ query }) => ({ value: pageOf(library.clubsOf(), query) })],
  [/^\/athletes\/(\d+)\/stats$/, 'read', ofOwn(({ world }) => ({ value: library.statsOf(world.activities) }))],
  [/^\/athletes\/(\d+)\/routes$/, 'read', ofOwn(listRoutes)],
  [/^\/activities\/(\d+)$/, 'activity:read', ofActivity(getActivity)],
  [/^\/activities\/(\d+)\/streams$/, 'activity:read', ofActivity(getStreams)],
  [/^\/activities\/(\d+)\/laps$/, 'activity:read', ofActivity((activity) => ({ value: lapsOf(activity) }))],
  [/^\/activities\/(\d+)\/zones$/, 'activity:read', ofActivity(getZones)],
  [/^\/activities\/(\d+)\/comments$/, 'activity:read', ofActivity(getComments)],
  [
    /^\/activities\/(\d+)\/kudos$/,
    'activity:read',
    ofActivity(({ workout }, { query }) => ({ value: pageOf(library.kudosOf(workout.number % 9), query) })),
  ],
  [/^\/gear\/([bg]\d+)$/, 'read', ({ id }) => orNotFound(library.detailedGear(id))],
  [/^\/segments\/starred$/, 'read', ({ query }) => ({ value: pageOf(library.starredSegments(), query) })],
  [/^\/segments\/(\d+)$/, 'read', ({ id }) => ({ value: segmentOf(Number(id), 'Ride') })],
  [/^\/segment_efforts$/, 'activity:read', listEfforts],
  [
    /^\/routes\/(\d+)$/,
    'read',
    ofRoute(({ world, id }) => ({ value: library.routeOf(BigInt(id), world.athlete, true) })),
  ],
  [/^\/routes\/(\d+)\/export_gpx$/, 'read', ofRoute((visit) => exported(visit, 'gpx'))],
  [/^\/routes\/(\d+)\/export_tcx$/, 'read', ofRoute((visit) => exported(visit, 'tcx'))],
];

function orNotFound(value: unknown): ReturnType<Endpoint> {
  return value === null ? NOT_FOUND : { value };
}

function athleteOf({ athlete }: World, scopes: readonly string[]): unknown {
  return scopes.includes('profile:read_all') ? library.detailedAthlete(athlete) : library.summaryAthlete(athlete);
}

function pageOf<T>(all: readonly T[], query: URLSearchParams): T[] {
  const page = Number(query.get('page') ?? 1);
  const per_page = Math.min(Number(query.get('per_page') ?? 30), MAX_PER_PAGE);
  return all.slice((page - 1) * per_page, page * per_page);
}

function sees({ visibility }: StravaActivity, scopes: readonly string[]): boolean {
  return visibility !== 'only_me' || scopes.includes('activity:read_all');
}

function listActivities({ world, query, scopes }: Visit): ReturnType<Endpoint> {
  const after = query.has('after') ? Number(query.get('after')) : null;
  const before = query.has('before') ? Number(query.get('before')) : null;
  if (after !== null && after > world.now()) return badRequest('Application', 'after', 'future');
  const listed = world.activities
    .filter(
      (activity) =>
        (after === null || shownStart(activity) > after) && (before === null || shownStart(activity) < before),
    )
    .sort(newestFirst);
  if (after !== null && before === null && world.switches.oldest_first_after) listed.reverse();
  // What is filtered out is missing in its page; the next page does not make up for it.
  const every = world.switches.filtered_every;
  const slots = every > 0 ? listed.flatMap((one, i) => (i % every === every - 1 ? [null, one] : [one])) : listed;
  return {
    value: pageOf(slots, query)
      .filter((activity) => activity !== null)
      .filter((activity) => sees(activity, scopes))
      .map((activity) => summaryOf(activity, world.athlete.time_zone)),
  };
}

function listRoutes({ world, query, scopes }: Visit): ReturnType<Endpoint> {
  const routes = library.ROUTE_IDS.map((id) => library.routeOf(id, world.athlete, false));
  return { value: pageOf(routes, query).filter((route) => !route.private || scopes.includes('read_all')) };
}

function listEfforts({ world, query }: Visit): ReturnType<Endpoint> {
  if (!world.switches.subscriber) return needsSubscription();
  if (!query.has('segment_id')) return badRequest('SegmentEffort', 'segment_id', 'missing');
  return { value: world.activities.filter(({ workout }) => !workout.manual).flatMap((one) => effortsOf(one, 1)) };
}

function needsSubscription(): FakeResponse {
  return fault(402, 'Payment Required', 'Athlete', 'subscription', 'required');
}

function ofOwn(endpoint: Endpoint): Endpoint {
  return (visit) =>
    visit.id === String(ATHLETE_ID) ? endpoint(visit) : fault(403, 'Forbidden', 'Athlete', 'id', 'invalid');
}

function ofActivity(endpoint: (activity: StravaActivity, visit: Visit) => ReturnType<Endpoint>): Endpoint {
  return (visit) => {
    const activity = visit.world.activities.find(({ id }) => String(id) === visit.id);
    return activity && sees(activity, visit.scopes) ? endpoint(activity, visit) : NOT_FOUND;
  };
}

function ofRoute(endpoint: Endpoint): Endpoint {
  return (visit) => (library.ROUTE_IDS.some((id) => String(id) === visit.id) ? endpoint(visit) : NOT_FOUND);
}

function getActivity(activity: StravaActivity, { world, query }: Visit): ReturnType<Endpoint> {
  if (activity.corrupt) return ok({ message: 'error' }, 500);
  return { value: detailOf(activity, world.athlete.time_zone, query.get('include_all_efforts') === 'true') };
}

function getStreams(activity: StravaActivity, { world, query, scopes }: Visit): ReturnType<Endpoint> {
  if (activity.corrupt) return ok({ message: 'error' }, 500);
  const by_type = query.get('key_by_type') === 'true' && !world.switches.streams_as_list;
  const streams = streamsOf(activity, {
    keys: (query.get('keys') ?? '').split(',').filter((key) => key !== ''),
    by_type,
    resolution: query.get('resolution'),
    sees_all: scopes.includes('activity:read_all'),
  });
  if (streams === 'invalid') return badRequest('Activity', 'resolution', 'invalid');
  if (streams === null) {
    return fault(404, 'Record Not Found', 'Activity', 'id', 'not found');
  }
  // The list form is not described.
  return by_type ? { value: streams } : ok(streams);
}

function getZones(activity: StravaActivity, { world }: Visit): ReturnType<Endpoint> {
  return world.switches.subscriber ? { value: activityZonesOf(activity) } : needsSubscription();
}

function getComments(activity: StravaActivity, { query }: Visit): ReturnType<Endpoint> {
  const page_size = query.has('page_size') ? Number(query.get('page_size')) : null;
  const comments = library.commentsOf(activity, page_size, query.get('after_cursor'));
  return { value: page_size === null ? pageOf(comments, query) : comments };
}

function exported({ world, id }: Visit, format: 'gpx' | 'tcx'): FakeResponse {
  const { name } = library.routeOf(BigInt(id), world.athlete, false);
  const plain = `strava_${name.replaceAll(/[^A-Za-z0-9]+/g, '_')}.${format}`;
  const full = encodeURIComponent(`strava_${name.replaceAll(' ', '_')}.${format}`);
  return {
    status: 200,
    headers: {
      'content-type': `application/${format}+xml`,
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${full}`,
    },
    body: format === 'gpx' ? library.routeGpx(name) : library.routeTcx(name),
  };
}
