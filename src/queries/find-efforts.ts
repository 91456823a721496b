/** find_efforts: intervals, climbs and bests across all history, by shape and place. */

import { type RawBuilder, sql } from 'kysely';
import { Failure } from '../core/failure.ts';
import { FAMILIES } from '../core/sport.ts';
import type { Tables } from '../store/tables.ts';
import { formatActivityId } from './activity-id.ts';
import { type Answer, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';
import type { FindEffortsInput, KINDS, SORTS } from './inputs/find-efforts.ts';
import { recomputingNotes, whenEmpty } from './live-activities.ts';
import { resolvePeriod } from './period.ts';
import { type SportFilter, sportFilter } from './sport-filter.ts';
import { isSuspect } from './suspect.ts';

type Kind = (typeof KINDS)[number];

type Sort = (typeof SORTS)[number];

const DEFAULT_LIMIT = 20;
const DEFAULT_RADIUS_KM = 1;

const SORT_COLUMN: Record<Exclude<Sort, 'newest' | 'oldest'>, keyof Tables['effort'] & string> = {
  power: 'average_power_w',
  heart_rate: 'average_hr_bpm',
  speed: 'average_speed_mps',
  duration: 'duration_s',
  distance: 'distance_m',
  gain: 'ascent_m',
  grade: 'grade_pct',
  vam: 'vam_mph',
};

const DEFAULT_SORT: Record<Kind, Sort> = {
  interval: 'newest',
  set: 'newest',
  climb: 'gain',
  best_power: 'power',
  best_heart_rate: 'heart_rate',
  best_speed: 'speed',
  best_gap_speed: 'speed',
  best_distance: 'speed',
};

export async function findEfforts(context: QueryContext, input: FindEffortsInput): Promise<Answer> {
  const kind = input.kind ?? 'interval';
  const period = resolvePeriod(input, context.today, 'all');
  const sport = sportFilter(input.sport);
  const shape = shapeOf(kind, input, sport);
  const sort = input.sort ?? DEFAULT_SORT[kind];
  const scope = {
    athlete: context.athlete.name,
    kind,
    after: period.after,
    before: period.before,
    ...(input.sport === undefined ? {} : { sport: sport!.sport ?? sport!.family }),
    ...shape,
    ...placeOf(input),
    sort,
  };
  const tests = testsFor(context, kind, period, sport, shape, input);
  const limit = input.limit ?? DEFAULT_LIMIT;
  const order = orderOf(sort);
  const cursor = input.cursor === undefined ? null : decodeCursor(`${kind}/${sort}`, input.cursor);
  const rows = await pageOf(context, tests, order, cursor, limit + 1);
  if (rows.length === 0) {
    return (
      (await whenEmpty(context, scope)) ?? {
        scope,
        columns: [],
        rows: [],
        notes: ['No effort fits.', ...shapeNotes(kind, input, shape), ...recomputingNotes(context, period)],
        next: [`find_efforts(kind="${kind}")`, 'get_performance_curve()'],
      }
    );
  }
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)!;
  return {
    scope,
    ...tableOf(
      COLUMNS,
      shown.map((row) => ({
        ...row,
        activity: formatActivityId(row.activity_id),
        in_activity_s: row.start_s,
        // An interval's label is the name of its lap, text from the file.
        lap_name: kind === 'interval' ? row.label : null,
        label: kind === 'interval' ? null : row.label,
        suspect: isSuspect(SIGNAL[kind] ?? '', row.warnings) ? true : null,
      })),
    ),
    ...(rows.length > limit
      ? { next_cursor: encodeCursor(`${kind}/${sort}`, { value: last.sort_value, id: last.id }) }
      : {}),
    notes: [
      ...shapeNotes(kind, input, shape),
      ...(shown.some((row) => isSuspect(SIGNAL[kind] ?? '', row.warnings))
        ? ['suspect: the signal of that activity shows signs of a fault; it sets no record.']
        : []),
      ...recomputingNotes(context, period),
    ],
    next: nextCalls(kind, shown[0]!, input),
  };
}

/** The channel a best rests on. */
const SIGNAL: Partial<Record<Kind, string>> = { best_power: 'power_w', best_heart_rate: 'heart_rate_bpm' };

const COLUMNS = [
  'activity',
  'local_date',
  'sport',
  'name',
  'lap_name',
  'label',
  'in_activity_s',
  'duration_s',
  'distance_m',
  'average_power_w',
  'np_w',
  'average_hr_bpm',
  'max_hr_bpm',
  'average_speed_mps',
  'average_cadence_rpm',
  'ascent_m',
  'grade_pct',
  'vam_mph',
  'decoupling_pct',
  'latitude_deg',
  'longitude_deg',
  'suspect',
] as const;

interface Shape {
  readonly min_s?: number;
  readonly max_s?: number;
  readonly min_m?: number;
  readonly max_m?: number;
  readonly min_w?: number;
  readonly max_w?: number;
  readonly min_bpm?: number;
  readonly max_bpm?: number;
  readonly min_mps?: number;
  readonly max_mps?: number;
  readonly min_gain_m?: number;
  readonly min_grade_pct?: number;
}

const SHAPE_FIELDS = [
  ['min_s', 'duration_s', '>='],
  ['max_s', 'duration_s', '<='],
  ['min_m', 'distance_m', '>='],
  ['max_m', 'distance_m', '<='],
  ['min_w', 'average_power_w', '>='],
  ['max_w', 'average_power_w', '<='],
  ['min_bpm', 'average_hr_bpm', '>='],
  ['max_bpm', 'average_hr_bpm', '<='],
  ['min_mps', 'average_speed_mps', '>='],
  ['max_mps', 'average_speed_mps', '<='],
  ['min_gain_m', 'ascent_m', '>='],
  ['min_grade_pct', 'grade_pct', '>='],
] as const;

/** The limits asked for. A best means nothing without its duration or distance, so one is filled in. */
function shapeOf(kind: Kind, input: FindEffortsInput, sport: SportFilter | null): Shape {
  const shape: Record<string, number> = {};
  for (const [field] of SHAPE_FIELDS) if (input[field] !== undefined) shape[field] = input[field];
  if (kind === 'best_distance') {
    const usual = sport?.family === 'swim' ? 400 : 5000;
    if (input.min_m === undefined && input.max_m === undefined) return { ...shape, min_m: usual, max_m: usual };
  } else if (isBest(kind) && input.min_s === undefined && input.max_s === undefined) {
    return { ...shape, min_s: 300, max_s: 300 };
  }
  return shape;
}

function isBest(kind: Kind): boolean {
  return kind.startsWith('best_');
}

function placeOf(input: FindEffortsInput) {
  const { latitude_deg, longitude_deg } = input;
  if (latitude_deg === undefined && longitude_deg === undefined) {
    if (input.radius_km !== undefined) throw halfAPlace();
    return {};
  }
  if (latitude_deg === undefined || longitude_deg === undefined) throw halfAPlace();
  return { latitude_deg, longitude_deg, radius_km: input.radius_km ?? DEFAULT_RADIUS_KM };
}

function halfAPlace(): Failure {
  return new Failure(
    'half_a_place',
    'A place needs both coordinates.',
    'Give latitude_deg and longitude_deg together.',
  );
}

type Test = RawBuilder<unknown>;

function testsFor(
  context: QueryContext,
  kind: Kind,
  period: { readonly after: string | null; readonly before: string | null },
  sport: SportFilter | null,
  shape: Shape,
  input: FindEffortsInput,
): Test[] {
  const tests: Test[] = [
    sql`e.athlete_id = ${context.athlete.id}`,
    sql`e.kind = ${kind}`,
    sql`e.activity_id NOT IN (SELECT id FROM activity WHERE stale = 1 UNION ALL
      SELECT id FROM activity WHERE athlete_id = ${context.athlete.id} AND is_parent = 0 AND stale = 2)`,
  ];
  if (sport) tests.push(sql`e.family = ${sport.family}`);
  // Naming every family lets the index on (kind, family, duration) be used.
  else if (shape.min_s !== undefined || shape.max_s !== undefined) tests.push(sql`e.family IN (${sql.join(FAMILIES)})`);
  if (sport?.sport) {
    tests.push(sql`e.activity_id IN (SELECT id FROM activity
      WHERE athlete_id = ${context.athlete.id} AND family = ${sport.family} AND sport = ${sport.sport})`);
  }
  if (period.after !== null) tests.push(sql`e.local_date >= ${period.after}`);
  if (period.before !== null) tests.push(sql`e.local_date <= ${period.before}`);
  for (const [field, column, compare] of SHAPE_FIELDS) {
    const limit = shape[field];
    if (limit !== undefined) tests.push(sql`${sql.ref(`e.${column}`)} ${sql.raw(compare)} ${limit}`);
  }
  const place = placeOf(input);
  if (place.latitude_deg !== undefined) tests.push(within(place.latitude_deg, place.longitude_deg, place.radius_km));
  return tests;
}

const KM_PER_DEG = 111.195;

function within(latitude: number, longitude: number, radius_km: number): Test {
  const high = radius_km / KM_PER_DEG;
  const shrink = Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  // Across the date line the difference is measured the short way round.
  const apart = sql`(abs(abs(e.longitude_deg - ${longitude}) - 180) - 180) * ${shrink}`;
  const up = sql`(e.latitude_deg - ${latitude})`;
  return sql`e.latitude_deg BETWEEN ${latitude - high} AND ${latitude + high}
    AND ${up} * ${up} + ${apart} * ${apart} <= ${high * high}`;
}

interface Order {
  readonly value: RawBuilder<number | string>;
  readonly descending: boolean;
}

function orderOf(sort: Sort): Order {
  if (sort === 'newest' || sort === 'oldest')
    return { value: sql<string>`e.local_date`, descending: sort === 'newest' };
  return { value: sql<number>`coalesce(${sql.ref(`e.${SORT_COLUMN[sort]}`)}, -1e300)`, descending: true };
}

type EffortRow = { [K in keyof Tables['effort']]: K extends 'id' ? number : Tables['effort'][K] } & {
  readonly sort_value: number | string;
  readonly sport: string;
  readonly name: string;
  readonly warnings: string;
};

async function pageOf(
  context: QueryContext,
  tests: readonly Test[],
  { value, descending }: Order,
  cursor: Cursor | null,
  limit: number,
): Promise<EffortRow[]> {
  const direction = sql.raw(descending ? 'DESC' : 'ASC');
  const compare = sql.raw(descending ? '<' : '>');
  const all = cursor ? [...tests, sql`(${value}, e.id) ${compare} (${cursor.value}, ${cursor.id})`] : tests;
  const { rows } = await sql<EffortRow>`
    SELECT e.*, p.sort_value, a.sport, a.name, a.warnings
    FROM (SELECT e.id, ${value} AS sort_value FROM effort e WHERE ${sql.join(all, sql` AND `)}
      ORDER BY sort_value ${direction}, e.id ${direction} LIMIT ${limit}) p
    JOIN effort e ON e.id = p.id JOIN activity a ON a.id = e.activity_id
    ORDER BY p.sort_value ${direction}, p.id ${direction}`.execute(context.store.db);
  return rows;
}

function shapeNotes(kind: Kind, input: FindEffortsInput, shape: Shape): string[] {
  const notes: string[] = [];
  if (kind === 'best_distance' && input.min_m === undefined && input.max_m === undefined) {
    notes.push(`The fastest over ${shape.min_m} m of each activity; choose another distance with min_m and max_m.`);
  } else if (isBest(kind) && input.min_s === undefined && input.max_s === undefined) {
    notes.push('The best 5 minutes of each activity; choose another duration with min_s and max_s.');
  }
  if (kind === 'interval' || kind === 'set') {
    notes.push('From manual laps where there are any, else found in power or grade-adjusted speed.');
  }
  return notes;
}

function nextCalls(kind: Kind, first: EffortRow, input: FindEffortsInput): string[] {
  const id = formatActivityId(first.activity_id);
  const from = Math.max(0, Math.floor(first.start_s));
  const next = [`get_activity_streams(id="${id}", start_s=${from}, end_s=${from + Math.ceil(first.duration_s)})`];
  if (kind === 'climb' && first.latitude_deg !== null && input.latitude_deg === undefined) {
    next.push(
      `find_efforts(kind="climb", latitude_deg=${first.latitude_deg}, longitude_deg=${first.longitude_deg}, radius_km=0.5, sort="newest")`,
    );
  }
  next.push(`get_activity(id="${id}")`);
  return next;
}
