/** get_records: personal bests by duration and distance, biggest activities, streaks and Eddington numbers; or what one activity set. */

import { sql } from 'kysely';
import { REASONS } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { cleanLine } from '../core/text.ts';
import { eddington } from '../metrics/eddington.ts';
import { type Streak, streaks } from '../metrics/streaks.ts';
import { formatActivityId, parseActivityId } from './activity-id.ts';
import { type Answer, type Section, tableOf } from './answer.ts';
import { BIGGEST, BIGGEST_METRICS, biggestActivities } from './biggest-activities.ts';
import type { QueryContext } from './context.ts';
import { type CurveBest, curveBests, HEART_RATE_DURATIONS_S, RECORD_DURATIONS_S } from './curve-bests.ts';
import { distanceRecords, distanceTable } from './distance-records.ts';
import { type GetRecordsInput, SECTIONS } from './inputs/get-records.ts';
import { type LiveFilter, liveActivities, metricColumn, recomputingNotes, whenEmpty } from './live-activities.ts';
import { recordsOfActivity } from './records-of-activity.ts';
import { remember } from './remember.ts';
import { type CurveKind, seasonCurve } from './season-curve.ts';
import { type SportFilter, sportFilter } from './sport-filter.ts';
import { trainedFamilies } from './trained-families.ts';

const MOST_FAMILIES = 3;
const LONGEST_NAME = 60;

export async function getRecords(context: QueryContext, input: GetRecordsInput): Promise<Answer> {
  const sport = sportFilter(input.sport);
  if (input.activity !== undefined) {
    return recordsOfActivity(context, await parseActivityId(context, input.activity));
  }
  const period =
    input.year === undefined
      ? { after: null, before: null }
      : { after: `${input.year}-01-01`, before: `${input.year}-12-31` };
  const scope = {
    athlete: context.athlete.name,
    sport: input.sport ?? 'all',
    period: input.year === undefined ? 'all' : String(input.year),
  };
  const filter: LiveFilter = { ...period, sport };
  const families = await familiesOf(context, filter);
  if (families.length === 0) {
    return (
      (await whenEmpty(context, scope)) ?? {
        scope,
        absent: { records: REASONS.insufficient_data },
        notes: ['No activity matches.', ...recomputingNotes(context, period)],
        next: ['get_records()'],
      }
    );
  }
  const include = input.include ?? SECTIONS;
  const shown = families.slice(0, MOST_FAMILIES);
  const sections: { [section: string]: Section } = {};
  const bests: { [family: string]: { [kind: string]: Section } } = {};
  for (const family of shown) {
    const own: SportFilter = { family, sport: sport?.sport ?? null };
    const found: { [kind: string]: Section } = {};
    if (include.includes('power')) {
      const power = await powerTable(context, own, period);
      if (power) found.power = power;
    }
    if (include.includes('distances')) {
      const records = await distanceRecords(context, { ...period, sport: own });
      if (records.length > 0) found.distances = distanceTable(records, family);
    }
    if (include.includes('heart_rate')) {
      const heart = await heartRateTable(context, own, period);
      if (heart) found.heart_rate = heart;
    }
    if (Object.keys(found).length > 0) bests[family] = found;
  }
  if (Object.keys(bests).length > 0) sections.bests = bests;
  if (include.includes('biggest')) sections.biggest = await biggestTable(context, filter, shown, input.limit ?? 1);
  if (include.includes('streaks')) sections.streaks = await streakSection(context, filter);
  if (include.includes('eddington')) {
    const numbers = await eddingtonTable(context, filter, shown);
    if (numbers) sections.eddington = numbers;
  }
  return {
    scope,
    ...sections,
    notes: [
      'Repaired samples and recordings with a stuck power meter or a heart rate locked to cadence set no records; indoor rides and runs set none over distance.',
      ...(families.length > shown.length
        ? [`Shown: ${shown.join(', ')}. Also: ${families.slice(MOST_FAMILIES).join(', ')} (give sport).`]
        : []),
      ...recomputingNotes(context, period),
    ],
    next: nextCalls(context, input, bests),
  };
}

/** Families with activities, most first; `other` and `strength` have no records of speed and come last. */
async function familiesOf(context: QueryContext, filter: LiveFilter): Promise<Family[]> {
  const last = (family: string) => (family === 'other' || family === 'strength' ? 1 : 0);
  const found = await trainedFamilies(context, filter);
  return found.map((f) => f.family).sort((a, b) => last(a) - last(b));
}

interface Span {
  readonly after: string | null;
  readonly before: string | null;
}

async function powerTable(context: QueryContext, sport: SportFilter, period: Span): Promise<Section | null> {
  const power = await bestsOf(context, 'power_w', sport, period, RECORD_DURATIONS_S);
  if (power.size === 0) return null;
  const per_kg = await bestsOf(context, 'power_wpkg', sport, period, RECORD_DURATIONS_S);
  return tableOf(
    ['duration_s', 'power_w', 'activity', 'local_date', 'power_wpkg', 'wpkg_activity', 'wpkg_date'],
    [...power].map(([duration_s, best]) => {
      const light = per_kg.get(duration_s);
      const other = light !== undefined && light.activity_id !== best.activity_id;
      return {
        duration_s,
        power_w: best.value,
        activity: formatActivityId(best.activity_id),
        local_date: best.local_date,
        power_wpkg: light?.value,
        wpkg_activity: other ? formatActivityId(light.activity_id) : null,
        wpkg_date: other ? light.local_date : null,
      };
    }),
  );
}

async function heartRateTable(context: QueryContext, sport: SportFilter, period: Span): Promise<Section | null> {
  const bests = await bestsOf(context, 'heart_rate_bpm', sport, period, HEART_RATE_DURATIONS_S);
  if (bests.size === 0) return null;
  return tableOf(
    ['duration_s', 'heart_rate_bpm', 'activity', 'local_date'],
    [...bests].map(([duration_s, best]) => ({
      duration_s,
      heart_rate_bpm: best.value,
      activity: formatActivityId(best.activity_id),
      local_date: best.local_date,
    })),
  );
}

async function bestsOf(
  context: QueryContext,
  kind: CurveKind,
  sport: SportFilter,
  period: Span,
  durations: readonly number[],
): Promise<Map<number, CurveBest>> {
  return curveBests(context, await seasonCurve(context, { kind, sport, indoor: null, ...period }), durations);
}

async function biggestTable(
  context: QueryContext,
  filter: LiveFilter,
  families: readonly Family[],
  limit: number,
): Promise<Section> {
  const big = await biggestActivities(context, filter, limit);
  const rows = families.flatMap((family) =>
    BIGGEST_METRICS.flatMap((metric) =>
      big
        .filter((b) => b.family === family && b.record === metric)
        .map(
          (b): Record<string, unknown> => ({
            sport: family,
            record: BIGGEST[metric],
            ...b.values,
            load: b.values.load === null ? null : Math.round(b.values.load),
            activity: formatActivityId(b.activity_id),
            local_date: b.local_date,
            name: cleanLine(b.name, LONGEST_NAME),
          }),
        ),
    ),
  );
  return tableOf(['sport', 'record', ...BIGGEST_METRICS, 'activity', 'local_date', 'name'], rows);
}

async function streakSection(context: QueryContext, filter: LiveFilter): Promise<Section> {
  const found = await remember(context, ['streaks', filter], async () => {
    const rows = await liveActivities(context, filter).select('a.local_date').distinct().execute();
    return streaks(
      rows.map((row) => row.local_date),
      context.today,
    );
  });
  const row = (kind: string, streak: Streak | null) => ({ streak: kind, ...streak });
  return tableOf(
    ['streak', 'length', 'from', 'to'],
    [
      row('current days', found.current_days),
      row('longest days', found.longest_days),
      row('current weeks', found.current_weeks),
      row('longest weeks', found.longest_weeks),
    ].filter((r) => r.length !== undefined),
  );
}

const MILE_M = 1609.344;

async function eddingtonTable(
  context: QueryContext,
  filter: LiveFilter,
  families: readonly Family[],
): Promise<Section | null> {
  const rows = await remember(context, ['eddington', filter, families], async () => {
    const days = await liveActivities(context, filter)
      .innerJoin('metric as m', 'm.activity_id', 'a.id')
      .where(metricColumn('distance_m'), '>', 0)
      .select(['a.family', sql<number>`sum(${metricColumn('distance_m')})`.as('distance_m')])
      .groupBy(['a.family', 'a.local_date'])
      .execute();
    return families.flatMap((family) => {
      const totals = days.filter((d) => d.family === family).map((d) => d.distance_m);
      if (totals.length === 0) return [];
      const km = eddington(totals.map((m) => m / 1000));
      const miles = eddington(totals.map((m) => m / MILE_M));
      return [
        {
          sport: family,
          km: km.number,
          days_to_next_km: km.days_to_next,
          miles: miles.number,
          days_to_next_miles: miles.days_to_next,
        },
      ];
    });
  });
  return rows.length === 0 ? null : tableOf(['sport', 'km', 'days_to_next_km', 'miles', 'days_to_next_miles'], rows);
}

function nextCalls(context: QueryContext, input: GetRecordsInput, bests: { [family: string]: unknown }): string[] {
  const family = Object.keys(bests)[0];
  const next: string[] = [];
  if (family) next.push(`get_performance_curve(sport="${family}")`);
  if (input.limit === undefined) next.push('get_records(include=["biggest"], limit=5)');
  if (input.year === undefined) next.push(`get_records(year=${context.today.slice(0, 4)})`);
  return next;
}
