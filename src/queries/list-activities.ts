/** list_activities: which activities there are, found by date, sport, words, place, size or what they carry. */

import { sql } from 'kysely';
import type { Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { localDateTime } from '../core/time.ts';
import { absentReasons, columnReason } from './absent-values.ts';
import { formatActivityId } from './activity-id.ts';
import { type Answer, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import {
  activityTests,
  countActivities,
  type FoundActivity,
  findPage,
  JOIN_METRIC,
  orderOf,
  type Reference,
  referenceOf,
  textTest,
} from './find-activities.ts';
import type { ListActivitiesInput } from './inputs/list-activities.ts';
import { metricColumn, whenEmpty } from './live-activities.ts';
import { familyMetrics, LIST_METRICS, metricById, requireMetric } from './metric-list.ts';
import { type Period, resolvePeriod } from './period.ts';
import { releasedSource, withheldNotes } from './source-policy.ts';
import { sportFilter } from './sport-filter.ts';

const DEFAULT_LIMIT = 25;
/** What a page of several families shows besides time, distance and load. */
const MIXED_METRICS: readonly string[] = ['np_w', 'average_hr_bpm', 'ascent_m'];
/** Text from outside stands in columns whose name says so. */
const COLUMN_OF: { readonly [field: string]: string } = { gear: 'gear_name' };
/** Stands in for moving time where nothing was recorded but start and end. */
const WITHOUT_MOVING = 'start_to_end_s';
const EXTRA_FIELDS = ['note', 'gear', 'rpe', 'sources', 'indoor', 'load_method', WITHOUT_MOVING] as const;

export async function listActivities(context: QueryContext, input: ListActivitiesInput): Promise<Answer> {
  const period = resolvePeriod(input, context.today, 'all');
  const sport = sportFilter(input.sport);
  const around =
    input.around === undefined ? null : await referenceOf(context, input.around, input.around_by ?? 'time');
  const order = orderOf(input.sort, around);
  const scope: Record<string, string | number | boolean | null> = {
    athlete: context.athlete.name,
    after: period.after,
    before: period.before,
    ...asked(input),
    sort: order.name,
  };
  const tests = activityTests(context, input, period, sport, around);
  if (input.text?.trim()) tests.push(await textTest(context, input.text));

  const limit = input.limit ?? DEFAULT_LIMIT;
  const after = input.cursor === undefined ? null : decodeCursor(order.name, input.cursor);
  const page = await findPage(context, tests, order, after, limit + 1);
  const total = await countActivities(context, tests);
  if (page.length === 0) {
    const empty = await whenEmpty(context, scope);
    if (empty) return empty;
    return {
      scope,
      columns: [],
      rows: [],
      total,
      notes: [total === 0 ? 'No activity fits.' : 'That was the last page.', ...leftOutNotes(context, period)],
      next: ['list_activities()'],
    };
  }
  const shown = page.slice(0, limit);
  const fields = chosenFields(input.fields, [...new Set(shown.map((row) => row.family as Family))]);
  const rows = await detailsOf(context, shown, fields, around);
  const last = shown.at(-1)!;
  const answer = {
    scope,
    ...tableOf(
      ['id', 'start_local', 'sport', 'name', 'part_of', 'apart_h', ...fields.map((f) => COLUMN_OF[f] ?? f)],
      rows.cells,
    ),
    total,
    ...(page.length > limit ? { next_cursor: encodeCursor(order.name, { value: last.sort_value, id: last.id }) } : {}),
    ...(Object.keys(rows.absent).length > 0 ? { absent: rows.absent } : {}),
    notes: notesFor(context, shown, period),
    next: nextCalls(shown, input),
  };
  return answer;
}

function chosenFields(asked_for: readonly string[] | undefined, families: readonly Family[]): string[] {
  if (!asked_for || asked_for.length === 0) {
    const figures = families.length === 1 ? familyMetrics(families[0]!) : MIXED_METRICS;
    return [...LIST_METRICS, WITHOUT_MOVING, ...figures];
  }
  const extra: readonly string[] = EXTRA_FIELDS;
  for (const field of asked_for) if (!extra.includes(field)) requireMetric(field);
  return [...new Set(asked_for)];
}

async function detailsOf(
  context: QueryContext,
  page: readonly FoundActivity[],
  fields: readonly string[],
  around: Reference | null,
) {
  const metrics = fields.filter((field) => metricById(field));
  const ids = page.map((row) => row.id);
  const selected = metrics.map((id) => sql`${metricColumn(id)} AS ${sql.ref(id)}`);
  const { rows } = await sql<{ [column: string]: number | string | null }>`
    SELECT a.id, a.start_s, a.end_s, a.utc_offset_s, a.sport, a.name, a.parent_id, a.indoor, a.rpe, a.load_method, a.stale,
      a.is_parent, a.absent
      ${fields.includes('note') ? sql`, a.note` : sql``}
      ${fields.includes('gear') ? sql`, a.gear` : sql``}
      ${fields.includes('sources') ? sourcesColumn(context) : sql``}
      ${selected.length > 0 ? sql`, ${sql.join(selected)}` : sql``}
    FROM activity a ${JOIN_METRIC} WHERE a.id IN (${sql.join(ids)})`.execute(context.store.db);
  const by_id = new Map(rows.map((row) => [row.id as number, row]));
  const missing = new Map<string, Reason[]>();
  const asked_for_span = !fields.includes('moving_s');
  const cells = ids.map((id) => {
    const row = by_id.get(id)!;
    explainMissing(row, metrics, missing);
    const known_time = row.moving_s != null && !asked_for_span;
    return {
      ...row,
      id: formatActivityId(id),
      start_local: localDateTime(row.start_s as number, row.utc_offset_s as number).slice(0, 16),
      part_of: row.parent_id === null ? null : formatActivityId(row.parent_id as number),
      apart_h: around ? ((row.start_s as number) - around.start_s) / 3600 : null,
      [WITHOUT_MOVING]: known_time ? null : (row.end_s as number) - (row.start_s as number),
      gear_name: row.gear ?? null,
      indoor: row.indoor === 1,
    } as { [key: string]: unknown; id: string };
  });
  const absent: { [field: string]: string } = {};
  for (const [field, reasons] of missing) {
    const told = columnReason(reasons, ids.length);
    if (told !== null) absent[field] = told;
  }
  return { cells, absent };
}

function sourcesColumn(context: QueryContext) {
  return sql`, (SELECT group_concat(DISTINCT r.source_kind || '/' || r.format) FROM activity_recording ar
    JOIN recording r ON r.id = ar.recording_id
    WHERE ar.activity_id = a.id AND ${releasedSource(context, 'r.source_kind')}) AS sources`;
}

function explainMissing(
  row: { readonly [column: string]: number | string | null },
  metrics: readonly string[],
  missing: Map<string, Reason[]>,
): void {
  if (row.is_parent === 1) return;
  const without = metrics.filter((metric) => row[metric] === null);
  if (without.length === 0) return;
  const reasons = row.stale === 1 ? null : absentReasons(row.absent as string);
  for (const metric of without) {
    const reason = reasons ? reasons.get(metric) : 'not_recomputed_yet';
    if (reason) missing.set(metric, [...(missing.get(metric) ?? []), reason]);
  }
}

// Told elsewhere in the answer, or of no interest in it.
const NOT_IN_SCOPE = new Set(['period', 'after', 'before', 'sort', 'fields', 'limit', 'cursor']);

/** The filters that were asked for. */
function asked(input: ListActivitiesInput): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(input).filter(([key, value]) => value !== undefined && !NOT_IN_SCOPE.has(key)),
  ) as Record<string, string | number | boolean>;
}

function leftOutNotes(context: QueryContext, period: Period): string[] {
  const { stale, restricted } = context;
  const many = stale === 1 ? '1 activity is' : `${stale} activities are`;
  const how = restricted.size > 0 ? 'listed without values, or later' : 'listed, but without values until then';
  return [...(stale > 0 ? [`${many} being recomputed: ${how}.`] : []), ...withheldNotes(context, [period])];
}

function notesFor(context: QueryContext, shown: readonly FoundActivity[], period: Period): string[] {
  const notes = leftOutNotes(context, period);
  if (shown.some((row) => row.is_parent === 1)) {
    notes.push('A multisport event is listed besides its legs (part_of); its sums are in get_activity.');
  }
  return notes;
}

function nextCalls(shown: readonly FoundActivity[], input: ListActivitiesInput): string[] {
  const first = formatActivityId(shown[0]!.id);
  const next = [`get_activity(id="${first}")`];
  const second = shown[1];
  if (second) next.push(`compare_activities(ids=["${first}", "${formatActivityId(second.id)}"])`);
  if (input.around === undefined) next.push(`list_activities(around="${first}", around_by="place")`);
  return next;
}
