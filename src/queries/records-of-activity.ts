/** Which bests one activity set on its day: against everything before it, else against the year before it. */

import { sql } from 'kysely';
import type { Family } from '../core/sport.ts';
import { addDays } from '../core/time.ts';
import { type DecodedCurve, decodeCurve } from '../store/curve-codec.ts';
import { formatActivityId } from './activity-id.ts';
import { type Answer, type Cell, roundCell, tableOf } from './answer.ts';
import { BIGGEST, BIGGEST_METRICS, type BiggestMetric } from './biggest-activities.ts';
import type { QueryContext } from './context.ts';
import { type CurveBest, curveBests, HEART_RATE_DURATIONS_S, RECORD_DURATIONS_S } from './curve-bests.ts';
import { distanceName, distanceRecords } from './distance-records.ts';
import { liveActivities, metricColumn, recomputingNotes } from './live-activities.ts';
import { clockText } from './pace.ts';
import { remember } from './remember.ts';
import { type CurveKind, seasonCurve } from './season-curve.ts';
import { shownActivity } from './source-policy.ts';
import type { SportFilter } from './sport-filter.ts';
import { isSuspect } from './suspect.ts';

/** One value that could be a record: larger is better, so times come as speeds. */
interface Candidate {
  readonly record: string;
  readonly unit: string;
  readonly value: number;
  /** Measure of how good it is. */
  readonly merit: number;
  readonly key: string;
}

/** Earlier bests by the candidate's key. */
type Earlier = ReadonlyMap<string, { merit: number; value: number; activity_id: number; local_date: string }>;

export async function recordsOfActivity(context: QueryContext, id: number): Promise<Answer> {
  const activity = await context.store.db
    .selectFrom('activity')
    .select(['id', 'name', 'sport', 'family', 'indoor', 'local_date', 'start_s', 'stale', 'is_parent', 'warnings'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const scope = {
    athlete: context.athlete.name,
    activity: formatActivityId(id),
    name: activity.name,
    sport: activity.sport,
    local_date: activity.local_date,
  };
  if (activity.stale === 1) {
    return { scope, notes: ['This activity is being recomputed; ask again in a moment.'] };
  }
  if (activity.is_parent === 1) {
    const legs = await context.store.db
      .selectFrom('activity as a')
      .select('a.id')
      .where('a.parent_id', '=', id)
      .where(shownActivity(context))
      .execute();
    return {
      scope,
      notes: ['A multisport event sets no records itself; its legs do.'],
      next: legs.slice(0, 3).map((leg) => `get_records(activity="${formatActivityId(leg.id)}")`),
    };
  }
  const family = activity.family as Family;
  const sport: SportFilter = { family, sport: null };
  const day_before = addDays(activity.local_date, -1);
  const spans = {
    'all time': { after: null, before: day_before },
    'last 365 days': { after: addDays(activity.local_date, -365), before: day_before },
  };
  const candidates = await candidatesOf(context, activity.id, activity.warnings);
  const rows: Record<string, unknown>[] = [];
  const earlier = new Map<string, Earlier>();
  for (const [name, span] of Object.entries(spans)) earlier.set(name, await earlierBests(context, sport, span));
  const now = await earlierBests(context, sport, { after: null, before: null });
  for (const candidate of candidates) {
    const set_in = [...earlier].find(([, bests]) => !(candidate.merit <= (bests.get(candidate.key)?.merit ?? 0)));
    if (!set_in) continue;
    const [name, bests] = set_in;
    const previous = bests.get(candidate.key);
    rows.push({
      record: candidate.record,
      unit: candidate.unit,
      value: shown(candidate.unit, candidate.value),
      previous: previous ? shown(candidate.unit, previous.value) : null,
      gain_pct: previous ? 100 * (candidate.merit / previous.merit - 1) : null,
      previous_activity: previous ? formatActivityId(previous.activity_id) : null,
      previous_date: previous?.local_date ?? null,
      of: previous ? name : 'first of its kind',
      still: (now.get(candidate.key)?.merit ?? 0) <= candidate.merit * (1 + 1e-9),
    });
  }
  const notes = ['Compared with what was done on earlier days; `still` says whether it is the best to this day.'];
  if (rows.length === 0) notes.unshift('It set no record, neither of all time nor of the year before it.');
  for (const kind of ['power_w', 'heart_rate_bpm']) {
    if (isSuspect(kind, activity.warnings)) {
      notes.push(`${kind === 'power_w' ? 'Power' : 'Heart rate'} of this activity looks wrong and sets no records.`);
    }
  }
  return {
    scope,
    records: tableOf(
      ['record', 'unit', 'value', 'previous', 'gain_pct', 'previous_activity', 'previous_date', 'of', 'still'],
      rows,
    ),
    total: rows.length,
    notes: [...notes, ...recomputingNotes(context, { before: activity.local_date })],
    next: [`get_activity(id="${formatActivityId(id)}")`, `get_records(sport="${family}")`],
  };
}

const CURVES: readonly { kind: CurveKind; title: string; unit: string; durations: readonly number[] }[] = [
  { kind: 'power_w', title: 'power', unit: 'W', durations: RECORD_DURATIONS_S },
  { kind: 'heart_rate_bpm', title: 'heart rate', unit: 'bpm', durations: HEART_RATE_DURATIONS_S },
];

const UNITS: Record<BiggestMetric, string> = { distance_m: 'm', moving_s: 's', ascent_m: 'm', load: '', work_kj: 'kJ' };

async function candidatesOf(context: QueryContext, id: number, warnings: string): Promise<Candidate[]> {
  const { db } = context.store;
  const found: Candidate[] = [];
  const curves = await db.selectFrom('curve').select(['kind', 'data']).where('activity_id', '=', id).execute();
  for (const { kind, title, unit, durations } of CURVES) {
    const data = curves.find((curve) => curve.kind === kind)?.data;
    if (!data || isSuspect(kind, warnings)) continue;
    const curve = decodeCurve(data);
    for (const duration_s of durations) {
      const value = valueAt(curve, duration_s);
      if (value === null) continue;
      found.push({
        record: `${title} ${clockText(duration_s)}`,
        unit,
        value,
        merit: value,
        key: `${kind}/${duration_s}`,
      });
    }
  }
  const times = await liveActivities(context)
    .innerJoin('effort as e', 'e.activity_id', 'a.id')
    .where('a.id', '=', id)
    .where('e.kind', '=', 'best_distance')
    .where(sql<boolean>`NOT (a.indoor = 1 AND a.family IN ('ride', 'run', 'walk'))`)
    .select(['e.distance_m', 'e.duration_s'])
    .orderBy('e.distance_m')
    .execute();
  for (const { distance_m, duration_s } of times) {
    if (distance_m === null) continue;
    found.push({
      record: `best ${distanceName(distance_m)}`,
      unit: 's',
      value: duration_s,
      merit: distance_m / duration_s,
      key: `distance/${distance_m}`,
    });
  }
  const totals = await db.selectFrom('metric').selectAll().where('activity_id', '=', id).executeTakeFirst();
  for (const metric of BIGGEST_METRICS) {
    const value = totals?.[metric];
    if (!value) continue;
    found.push({ record: BIGGEST[metric], unit: UNITS[metric], value, merit: value, key: metric });
  }
  return found;
}

/** The stored value at exactly this duration; the durations of records are all stored. */
function valueAt(curve: DecodedCurve, duration_s: number): number | null {
  const i = curve.durations_s.indexOf(duration_s);
  return i < 0 ? null : curve.values[i]!;
}

interface Span {
  readonly after: string | null;
  readonly before: string | null;
}

function earlierBests(context: QueryContext, sport: SportFilter, span: Span): Promise<Earlier> {
  return remember(context, ['earlier-bests', sport, span], () => readBests(context, sport, span));
}

async function readBests(context: QueryContext, sport: SportFilter, span: Span): Promise<Earlier> {
  const found = new Map<string, { merit: number; value: number; activity_id: number; local_date: string }>();
  for (const { kind, durations } of CURVES) {
    const curve = await seasonCurve(context, { kind, sport, indoor: null, ...span });
    const bests: ReadonlyMap<number, CurveBest> = await curveBests(context, curve, durations);
    for (const [duration_s, best] of bests) found.set(`${kind}/${duration_s}`, { ...best, merit: best.value });
  }
  for (const record of await distanceRecords(context, { ...span, sport })) {
    const { distance_m, duration_s, activity_id, local_date } = record;
    const merit = distance_m / duration_s;
    found.set(`distance/${distance_m}`, { merit, value: duration_s, activity_id, local_date });
  }
  for (const metric of BIGGEST_METRICS) {
    const best = await liveActivities(context, { ...span, sport })
      .innerJoin('metric as m', 'm.activity_id', 'a.id')
      .where(metricColumn(metric), '>', 0)
      .select([sql<number>`max(${metricColumn(metric)})`.as('value'), 'a.id', 'a.local_date'])
      .executeTakeFirst();
    if (best?.value) {
      found.set(metric, { merit: best.value, value: best.value, activity_id: best.id, local_date: best.local_date });
    }
  }
  return found;
}

function shown(unit: string, value: number): Cell {
  if (unit === 's') return clockText(value);
  return unit === '' ? Math.round(value) : roundCell(`value_${unit.toLowerCase()}`, value);
}
