/** The REST API of the fake: one athlete's data by path, names that are fixed before ids. */

import { gzipSync } from 'node:zlib';
import type { WithSportSettings } from '../../../src/connectors/intervals/api-types.ts';
import { addDays } from '../../../src/core/time.ts';
import type { Random } from '../../../src/demo/random.ts';
import type { FakeRequest, FakeResponse } from '../server.ts';
import { histogramOf, intervalsOf, rowOf, startLocal, streamsOf, stubOf } from './activity-payload.ts';
import { asSent, noRoute, projected, refuse, wrongVerb } from './answer.ts';
import { type Fitness, fitnessOf } from './fitness.ts';
import { inventedCustomItems } from './library-payload.ts';
import type { AthleteState, FakeActivity } from './state.ts';

export interface World {
  /** The owner of the key first. */
  readonly athletes: readonly AthleteState[];
  readonly random: Random;
  readonly now: () => number;
}

export interface Visitor {
  readonly key: boolean;
  readonly scopes: readonly string[];
}

const ROOT = '/api/v1';
const CATEGORIES =
  'WORKOUT RACE_A RACE_B RACE_C NOTE PLAN HOLIDAY SICK INJURED SET_EFTP FITNESS_DAYS SEASON_START TARGET SET_FITNESS'.split(
    ' ',
  );
/** JSON that says it is plain text. */
const PLAIN = { 'content-type': 'text/plain;charset=UTF-8' };
const DENIED = refuse(403, 'Access denied');

export function answerApi(world: World, request: FakeRequest, visitor: Visitor): FakeResponse {
  const { path } = request;
  if (!path.startsWith(`${ROOT}/`)) return noRoute(path);
  const parts = path.slice(ROOT.length + 1).split('/');
  const response = route(world, request, visitor, parts);
  return { ...response, body: asSent(response.body, world.random) };
}

function route(world: World, request: FakeRequest, visitor: Visitor, parts: readonly string[]): FakeResponse {
  const [kind, id = '', part = '', ...rest] = parts;
  const is_read = request.method === 'GET';
  if (kind === 'athletes' && parts.length === 1) {
    if (!visitor.key) return DENIED;
    return is_read
      ? { body: world.athletes.map((state) => ({ ...profileOf(state), icu_tags: [] })) }
      : wrongVerb(request.path);
  }
  if (kind === 'athlete') {
    const state = id === '0' ? world.athletes[0] : world.athletes.find((one) => one.id === id);
    if (!state || (state !== world.athletes[0] && !visitor.key)) return DENIED;
    if (!is_read) return wrongVerb(request.path);
    if (!visitor.scopes.includes(scopeOf(part))) return DENIED;
    return athleteRoute(world, state, request, part, rest);
  }
  if (kind === 'activity') {
    if (!visitor.scopes.includes(part === 'messages' ? 'CHATS' : 'ACTIVITY')) return DENIED;
    const found = activityOf(world, id, visitor);
    if (!found) return refuse(404, 'Activity not found');
    if (!is_read) return wrongVerb(request.path);
    return activityRoute(found.state, found.activity, request, part);
  }
  return noRoute(request.path);
}

function scopeOf(part: string): string {
  if (/^(activities|routes|.*curves)/.test(part)) return 'ACTIVITY';
  if (part.startsWith('wellness')) return 'WELLNESS';
  if (/^(events|training-plan|fitness-model-events)/.test(part)) return 'CALENDAR';
  return /^(folders|workouts)/.test(part) ? 'LIBRARY' : 'SETTINGS';
}

function athleteRoute(
  world: World,
  state: AthleteState,
  { path, query }: FakeRequest,
  part: string,
  [sub = '']: readonly string[],
): FakeResponse {
  const { body, suffix } = suffixOf(part);
  switch (body) {
    case '':
      return {
        body: { ...profileOf(state), sportSettings: state.settings, custom_items: inventedCustomItems(state.id) },
      };
    case 'profile':
      return { body: { athlete: { id: state.id, name: state.invented.name, timezone: state.invented.time_zone } } };
    case 'sport-settings': {
      if (sub === '') return { body: state.settings, headers: PLAIN };
      const one = state.settings.find(({ id, types }) => String(id) === sub || types?.some((type) => type === sub));
      return one ? { body: one } : refuse(404, 'Sport settings not found');
    }
    case 'activities':
      return activitiesRoute(world, state, query, sub, suffix);
    case 'wellness':
      return wellnessRoute(world, state, query, sub);
    case 'events':
      return eventsRoute(state, query, sub);
    case 'fitness-model-events':
      return { body: state.events.filter(({ category }) => /^(FITNESS_DAYS|SET_)/.test(category ?? '')) };
    case 'folders':
      return { body: state.folders };
    case 'workouts': {
      const all = state.folders.flatMap(({ children }) => children ?? []);
      const one = all.find(({ id }) => String(id) === sub);
      return sub === '' ? { body: all } : one ? { body: one } : refuse(404, 'Workout not found');
    }
    case 'gear':
      return { body: state.gear };
    case 'custom-item': {
      const items = inventedCustomItems(state.id);
      const one = items.find(({ id }) => String(id) === sub);
      return sub === '' ? { body: items } : one ? { body: one } : refuse(404, 'Custom item not found');
    }
    case 'training-plan':
      return { body: planOf(state) };
    case 'routes':
      return {
        body: [{ athlete_id: state.id, route_id: 7001, name: 'Round the lake', distance: 31_000, activity_count: 4 }],
      };
    case 'power-curves':
    case 'hr-curves':
    case 'pace-curves':
      return query.has('type') ? { body: curvesOf(state, body) } : refuse(422, "Required request parameter 'type'");
    default:
      return noRoute(path);
  }
}

function activitiesRoute(
  world: World,
  state: AthleteState,
  query: URLSearchParams,
  sub: string,
  suffix: string,
): FakeResponse {
  const fitness = fitnessOf(state, new Date(world.now() * 1000).toISOString().slice(0, 10));
  const row = (activity: FakeActivity) => listRow(state, activity, fitness);
  const newest_first = [...state.activities].sort((a, b) => b.workout.start_s - a.workout.start_s);
  if (sub === 'search' || sub === 'search-full') {
    const wanted = query.get('q')?.toLowerCase();
    if (!wanted) return refuse(422, "Required request parameter 'q'");
    const found = newest_first.filter(({ name }) => name.toLowerCase().includes(wanted)).map(row);
    const short = 'id,name,start_date_local,type,race,distance,moving_time,tags,description';
    return { body: projected(found, sub === 'search' ? short : null) };
  }
  if (sub !== '') {
    const ids = sub.split(',');
    const with_intervals = query.get('intervals') === 'true';
    const found = newest_first.filter(({ id }) => ids.includes(id));
    return {
      body: found.map((activity) => {
        if (!with_intervals || activity.withheld || activity.workout.manual) return row(activity);
        const { icu_intervals, icu_groups } = intervalsOf(activity);
        return { ...row(activity), icu_intervals, icu_groups };
      }),
    };
  }
  const oldest = query.get('oldest');
  if (oldest === null) return refuse(422, "Required request parameter 'oldest' for method parameter type String");
  const limit = query.get('limit');
  if (limit !== null && !/^\d+$/.test(limit)) return refuse(500, 'Failed to convert value of type String to Integer');
  // A date alone stands for its whole day at the upper end.
  const upper = query.get('newest') ?? new Date(world.now() * 1000 + 86_400_000).toISOString().slice(0, 10);
  const newest = upper.length === 10 ? `${upper}T23:59:59` : upper;
  const within = newest_first.filter((activity) => startLocal(activity) >= oldest && startLocal(activity) <= newest);
  const rows = within.slice(0, limit === null ? undefined : Number(limit)).map(row);
  if (suffix === '.csv') return { body: rows.map(({ id }) => id).join('\n'), headers: { 'content-type': 'text/csv' } };
  return { body: projected(rows, query.get('fields')) };
}

function listRow(
  state: AthleteState,
  activity: FakeActivity,
  fitness: ReadonlyMap<string, Fitness>,
): { readonly id?: string | null } {
  if (activity.withheld) return stubOf(state, activity);
  return rowOf(state, activity, fitness.get(activity.workout.local_date) ?? { ctl: 0, atl: 0 });
}

function wellnessRoute(world: World, state: AthleteState, query: URLSearchParams, sub: string): FakeResponse {
  const today = new Date(world.now() * 1000).toISOString().slice(0, 10);
  const newest = sub || (query.get('newest')?.slice(0, 10) ?? today);
  const oldest = sub || (query.get('oldest')?.slice(0, 10) ?? addDays(newest, -7));
  const fitness = fitnessOf(state, newest);
  const rows = [...fitness].filter(([date]) => date >= oldest);
  const days = rows.map(([id, { ctl, atl, load }]) => ({
    id,
    ...state.days.get(id),
    ctl,
    atl,
    ctlLoad: load,
    atlLoad: load,
    rampRate: ctl - (fitness.get(addDays(id, -7))?.ctl ?? 0),
    sportInfo: state.days.has(id)
      ? [{ type: 'Ride', eftp: state.invented.ftp_w + 3.4, wPrime: 18_400, pMax: 931 }]
      : null,
    updated: `${id}T05:40:00.000+00:00`,
  }));
  if (sub !== '') return days[0] ? { body: days[0] } : { body: { id: sub, ctl: 0, atl: 0 } };
  return { body: projected(days, query.get('fields')) };
}

function eventsRoute(state: AthleteState, query: URLSearchParams, sub: string): FakeResponse {
  if (sub !== '') {
    const one = state.events.find(({ id }) => String(id) === sub);
    return one ? { body: one } : refuse(404, 'Event not found');
  }
  const oldest = query.get('oldest')?.slice(0, 10) ?? state.invented.today;
  const newest = query.get('newest')?.slice(0, 10) ?? addDays(oldest, 6);
  const wanted = query.get('category')?.split(',') ?? CATEGORIES;
  if (!wanted.every((word) => CATEGORIES.includes(word))) return refuse(422, 'Invalid category');
  const found = state.events.filter(({ start_date_local, category }) => {
    const date = (start_date_local ?? '').slice(0, 10);
    return date >= oldest && date <= newest && wanted.includes(category ?? '');
  });
  found.sort((a, b) => ((a.start_date_local ?? '') < (b.start_date_local ?? '') ? -1 : 1));
  return { body: found, headers: PLAIN };
}

function activityRoute(state: AthleteState, activity: FakeActivity, request: FakeRequest, part: string): FakeResponse {
  const { workout, withheld } = activity;
  const { body, suffix } = suffixOf(part);
  if (body === '') {
    const with_intervals = request.query.get('intervals') === 'true' && !withheld;
    const { icu_intervals, icu_groups } = intervalsOf(activity);
    return {
      body: {
        ...listRow(state, activity, fitnessOf(state, activity.workout.local_date)),
        ...(with_intervals ? { icu_intervals, icu_groups } : {}),
      },
    };
  }
  if (body === 'messages') return { body: activity.messages, headers: PLAIN };
  if (withheld) return refuse(403, 'Access denied');
  const none = refuse(404, 'Not found');
  switch (body) {
    case 'file':
      return activity.has_file ? { body: gzipSync(workout.fit()) } : refuse(404, 'File not found');
    case 'fit-file':
      return workout.manual ? none : { body: gzipSync(workout.fit()) };
    case 'streams': {
      const types = request.query.get('types')?.split(',') ?? null;
      const streams = streamsOf(activity, types);
      return suffix === '.csv' ? { body: 'time', headers: { 'content-type': 'text/csv' } } : { body: streams };
    }
    case 'intervals':
      return workout.manual ? { body: { id: activity.id } } : { body: intervalsOf(activity) };
    case 'power-histogram':
      return { body: workout.average_power_w === null ? [] : histogramOf(workout.average_power_w, 25) };
    case 'hr-histogram':
      return { body: histogramOf(workout.average_hr_bpm, 5) };
    case 'power-curve':
      return workout.average_power_w === null ? none : { body: curveOf('watts', workout.average_power_w) };
    case 'hr-curve':
      return workout.manual ? none : { body: curveOf('bpm', workout.average_hr_bpm) };
    default:
      return noRoute(request.path);
  }
}

function activityOf(world: World, id: string, { key }: Visitor) {
  for (const state of key ? world.athletes : world.athletes.slice(0, 1)) {
    const activity = state.activities.find((one) => one.id === id);
    if (activity) return { state, activity };
  }
  return null;
}

function profileOf({ id, invented }: AthleteState): WithSportSettings {
  return {
    id,
    name: invented.name,
    firstname: invented.name.split(' ')[0] ?? null,
    lastname: invented.name.split(' ').at(-1) ?? null,
    email: 'ida@example.org',
    icu_api_key: 'secret-key-in-the-profile',
    sex: 'F',
    timezone: invented.time_zone,
    icu_date_of_birth: '1990-04-12',
    icu_weight: invented.weight_kg,
    icu_resting_hr: 47,
    height: 1.71,
    height_units: 'CM',
    measurement_preference: 'meters',
    plan: 'FREE',
    icu_coach: false,
    bikes: [],
    shoes: [],
  };
}

function planOf({ id, folders }: AthleteState) {
  const folder = folders.find(({ type }) => type === 'PLAN');
  if (!folder) return { athlete_id: id };
  return {
    athlete_id: id,
    training_plan_id: folder.id,
    training_plan_start_date: '2026-11-02',
    training_plan_alias: null,
    timezone: 'Europe/Vienna',
    training_plan: folder,
  };
}

function curveOf(unit: string, value: number): object {
  return { id: unit, secs: [5, 60, 300], values: [value * 2, value * 1.4, value * 1.1].map(Math.round) };
}

function curvesOf(state: AthleteState, part: string): object {
  const ids = state.activities.slice(0, 3).map(({ id }) => id);
  const common = { id: 'all', label: 'All time', start_date_local: '2020-01-01T00:00:00', activity_id: ids };
  const curve =
    part === 'pace-curves'
      ? { ...common, distance: [400, 1000, 5000], values: [80, 215, 1180] }
      : { ...common, secs: [5, 60, 300], values: part === 'hr-curves' ? [185, 182, 176] : [820, 430, 312] };
  return { list: [curve], activities: {} };
}

/** `wellness.csv` is wellness as a table: the suffix belongs to the last part of the path. */
function suffixOf(part: string): { readonly body: string; readonly suffix: string } {
  const match = /^(.*?)(\.json|\.csv)?$/.exec(part);
  return { body: match?.[1] ?? part, suffix: match?.[2] ?? '' };
}
