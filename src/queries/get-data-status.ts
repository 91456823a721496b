/** get_data_status: what is stored and connected, what failed, changed or is missing, and the cheapest way to fill it. */

import { sql } from 'kysely';
import { isoWithOffset, nowSeconds, utcOffset } from '../core/time.ts';
import { METRICS } from '../metrics/index.ts';
import {
  accountCalls,
  accountNotes,
  accountTable,
  type StoredAccounts,
  storedAccounts,
  troubles,
  unfinishedTable,
} from './account-status.ts';
import { formatActivityId } from './activity-id.ts';
import { type Answer, type Cell, roundRecord, type Table, tableOf } from './answer.ts';
import { changeTable, latestChanges } from './change-feed.ts';
import type { QueryContext } from './context.ts';
import { dataHoles, holeTable, remedies } from './data-holes.ts';
import type { GetDataStatusInput } from './inputs/get-data-status.ts';
import { recomputingNotes, whenEmpty } from './live-activities.ts';
import { type MissingThreshold, missingThresholds, type ThresholdUser } from './missing-thresholds.ts';
import { remember } from './remember.ts';
import { releasedSource, shownActivity } from './source-policy.ts';

/** How much of each list is shown. */
interface Extent {
  readonly failures: number;
  readonly joined: number;
  readonly changes: number;
  readonly months: number;
  readonly thresholds: number;
}

/** Unless asked for more, the fullest of these whose answer is short enough. */
const EXTENTS: readonly [Extent, ...Extent[]] = [
  { failures: 10, joined: 5, changes: 5, months: 12, thresholds: 9 },
  { failures: 5, joined: 3, changes: 3, months: 6, thresholds: 5 },
  { failures: 3, joined: 1, changes: 2, months: 3, thresholds: 3 },
];
const MOST_CHARS = 6000;

/** `now_s` is for ages alone. */
export async function getDataStatus(
  context: QueryContext,
  input: GetDataStatusInput,
  now_s: number = nowSeconds(),
): Promise<Answer> {
  const accounts = await remember(context, ['stored-accounts'], () => storedAccounts(context));
  let answer: Answer;
  for (const extent of EXTENTS) {
    answer = withAccounts(context, await stored(context, { ...extent, ...given(input) }), accounts, now_s);
    if (JSON.stringify(answer).length <= MOST_CHARS) break;
  }
  return answer!;
}

function given(input: GetDataStatusInput): Partial<Extent> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** What is told of accounts changes with the clock, so it is added to what is remembered. */
function withAccounts(context: QueryContext, stored: Answer, accounts: StoredAccounts, now_s: number): Answer {
  const { scope, notes, next = [], ...sections } = stored;
  const streams = unfinishedTable(context, accounts);
  const trouble = troubles(context, accounts);
  return {
    scope,
    ...(accounts.accounts.length > 0 ? { accounts: accountTable(context, accounts, now_s) } : {}),
    ...(Object.keys(trouble).length > 0 ? { trouble } : {}),
    ...(streams ? { unfinished: streams } : {}),
    ...sections,
    notes: [...accountNotes(context, accounts), ...notes],
    next: [...accountCalls(accounts), ...next].slice(0, 3),
  };
}

function stored(context: QueryContext, extent: Extent): Promise<Answer> {
  return remember(context, ['get_data_status', extent], () => statusOf(context, extent));
}

async function statusOf(context: QueryContext, extent: Extent): Promise<Answer> {
  const scope = { athlete: context.athlete.name, today: context.today };
  const failures = await failedFiles(context, extent.failures);
  const files = await fileOutcomes(context);
  const empty = await whenEmpty(context, scope);
  const holes = await remember(context, ['holes'], () => dataHoles(context));
  const missing =
    holes.length > 0 ? { holes: holeTable(holes, context.today, extent.months), remedies: remedies(holes) } : {};
  if (empty) {
    const read = files.rows.length > 0 ? { files, ...failures.section } : {};
    return { ...empty, ...read, ...missing };
  }
  const activities = await activityFlags(context);
  const thresholds = missingThresholds(activities, context.thresholds);
  const repairs = await repairCounts(context);
  const joined = await joinedActivities(context, extent.joined);
  const gaps = await missingData(context, activities);
  const changes = changeTable(context, await latestChanges(context, extent.changes));
  return {
    scope,
    database: await databaseFacts(context),
    files,
    ...failures.section,
    activities_per_year: await perYear(context),
    ...(changes ? { changes } : {}),
    missing: gaps,
    ...missing,
    ...(thresholds.length > 0 ? { missing_thresholds: thresholdTable(thresholds.slice(0, extent.thresholds)) } : {}),
    ...(repairs.rows.length > 0 ? { repairs } : {}),
    ...joined.section,
    ...(await wellnessFacts(context)),
    notes: [
      ...recomputingNotes(context),
      ...(thresholds.length > 0
        ? ['A threshold holds from its date on and never for the time before; past activities are recomputed at once.']
        : []),
      ...(thresholds.length > extent.thresholds
        ? [`${thresholds.length - extent.thresholds} more thresholds are missing for some activities.`]
        : []),
      ...failures.notes,
      ...joined.notes,
    ],
    next: nextCalls(thresholds, gaps),
  };
}

function thresholdTable(rows: readonly MissingThreshold[]): Table {
  return tableOf(
    ['threshold', 'sport', 'activities', 'from', 'to', 'gives', 'command'],
    rows.map((row): { [column: string]: unknown } => ({ ...row })),
  );
}
async function databaseFacts(context: QueryContext): Promise<{ [key: string]: Cell }> {
  const athlete_id = context.athlete.id;
  const shown = shownActivity(context);
  const { rows } = await sql<Record<string, number | string | null>>`SELECT
    (SELECT count(*) FROM activity a WHERE a.athlete_id = ${athlete_id} AND a.is_parent = 0 AND ${shown}) AS activities,
    (SELECT count(*) FROM recording r WHERE r.athlete_id = ${athlete_id} AND ${releasedSource(context, 'r.source_kind')})
      AS recordings,
    (SELECT min(a.local_date) FROM activity a WHERE a.athlete_id = ${athlete_id} AND ${shown}) AS first_date,
    (SELECT max(a.local_date) FROM activity a WHERE a.athlete_id = ${athlete_id} AND ${shown}) AS last_date,
    (SELECT max(imported_at) FROM file WHERE athlete_id = ${athlete_id}) AS imported_at,
    (SELECT count(*) FROM document WHERE athlete_id = ${athlete_id}) AS workouts_and_courses,
    (SELECT count(*) FROM athlete) AS athletes,
    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS database_bytes,
    (SELECT sum(size_bytes) FROM original) AS original_bytes,
    (SELECT user_version FROM pragma_user_version) AS schema_version`.execute(context.store.db);
  const { database_bytes, original_bytes, imported_at, ...facts } = rows[0]!;
  return roundRecord({
    home: context.store.home,
    ...facts,
    last_import: typeof imported_at === 'number' ? inZone(imported_at, context.athlete.time_zone) : null,
    database_mb: megabytes(database_bytes),
    originals_mb: megabytes(original_bytes),
    metrics_defined: METRICS.length,
  });
}

function inZone(unix_s: number, zone: string): string {
  return isoWithOffset(unix_s, utcOffset(zone, unix_s));
}

function megabytes(bytes: number | string | null | undefined): number {
  return Number(((Number(bytes) || 0) / 1e6).toFixed(1));
}

/** How many files came to what end, by source and content. */
async function fileOutcomes(context: QueryContext) {
  const rows = await context.store.db
    .selectFrom('file')
    .select((e) => ['source_kind as source', 'content', 'outcome', e.fn.countAll<number>().as('files')])
    .where('athlete_id', '=', context.athlete.id)
    .where(releasedSource(context, 'source_kind'))
    .groupBy(['source_kind', 'content', 'outcome'])
    .orderBy('files', 'desc')
    .execute();
  return tableOf(['source', 'content', 'outcome', 'files'], rows);
}

/** The latest files that could not be used; names come from outside, reasons from us. */
async function failedFiles(context: QueryContext, limit: number) {
  const failed = context.store.db
    .selectFrom('file')
    .where('athlete_id', '=', context.athlete.id)
    .where('outcome', '=', 'failed')
    .where(releasedSource(context, 'source_kind'));
  const { count } = await failed.select((e) => e.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  if (count === 0) return { section: {}, notes: [] };
  const rows = await failed
    .select(['label as name', 'source_kind as source', 'reason'])
    .orderBy('imported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const notes =
    count > rows.length
      ? [`${count} files failed; the latest ${rows.length} are listed (failures=${Math.min(200, count)} for more).`]
      : [];
  return { section: rows.length > 0 ? { failed_files: tableOf(['name', 'source', 'reason'], rows) } : {}, notes };
}

/** Activities by year and by where their leading recording came from. */
async function perYear(context: QueryContext) {
  const { rows } = await sql<{ year: string; source: string; activities: number }>`
    SELECT substr(a.local_date, 1, 4) AS year, r.source_kind AS source, count(DISTINCT a.id) AS activities
    FROM activity a JOIN activity_recording ar ON ar.activity_id = a.id JOIN recording r ON r.id = ar.recording_id
    WHERE a.athlete_id = ${context.athlete.id} AND ${shownActivity(context)} AND ${releasedSource(context, 'r.source_kind')}
    GROUP BY year, source ORDER BY year DESC, source`.execute(context.store.db);
  const sources = [...new Set(rows.map((row) => row.source))].sort();
  const years = [...new Set(rows.map((row) => row.year))];
  return tableOf(
    ['year', ...sources],
    years.map((year): { [column: string]: unknown } => ({
      year,
      ...Object.fromEntries(rows.filter((row) => row.year === year).map((row) => [row.source, row.activities])),
    })),
  );
}

async function activityFlags(context: QueryContext): Promise<ThresholdUser[]> {
  const rows = await context.store.db
    .selectFrom('activity as a')
    .select(['a.family', 'a.local_date', 'a.has_power', 'a.has_heart_rate'])
    .where('a.athlete_id', '=', context.athlete.id)
    .where('a.is_parent', '=', 0)
    .where(shownActivity(context))
    .orderBy('a.local_date')
    .execute();
  return rows as ThresholdUser[];
}

interface Gaps {
  readonly [key: string]: number;
}

async function missingData(context: QueryContext, activities: readonly ThresholdUser[]): Promise<Gaps> {
  const { rows } = await sql<{ without_load: number; without_samples: number }>`SELECT
    (SELECT count(*) FROM activity a LEFT JOIN metric m ON m.activity_id = a.id
      WHERE a.athlete_id = ${context.athlete.id} AND a.is_parent = 0 AND a.stale = 0 AND m.load IS NULL) AS without_load,
    (SELECT count(*) FROM activity_recording ar JOIN recording r ON r.id = ar.recording_id
      WHERE r.athlete_id = ${context.athlete.id} AND r.record_count = 0 AND ${releasedSource(context, 'r.source_kind')}
      AND NOT EXISTS (SELECT 1 FROM activity_recording o JOIN recording s ON s.id = o.recording_id
        WHERE o.activity_id = ar.activity_id AND s.record_count > 0
          AND ${releasedSource(context, 's.source_kind')})) AS without_samples`.execute(context.store.db);
  const count = (test: (a: ThresholdUser) => boolean) => activities.filter(test).length;
  return {
    rides: count((a) => a.family === 'ride'),
    rides_without_power: count((a) => a.family === 'ride' && a.has_power === 0),
    activities_without_heart_rate: count((a) => a.has_heart_rate === 0),
    activities_without_load: rows[0]!.without_load,
    activities_without_samples: rows[0]!.without_samples,
    waiting_for_values: context.stale,
  };
}

async function repairCounts(context: QueryContext) {
  const { rows } = await sql<{ repair: string; activities: number; cells: number }>`
    SELECT p.repair, count(DISTINCT p.activity_id) AS activities, sum(p.cells) AS cells
    FROM repair p JOIN activity a ON a.id = p.activity_id
    WHERE a.athlete_id = ${context.athlete.id} AND a.stale = 0
    GROUP BY p.repair ORDER BY activities DESC`.execute(context.store.db);
  return tableOf(
    ['repair', 'activities', 'cells'],
    rows.map((row) => ({ ...row })),
  );
}

/** Activities made of several recordings: the same workout from two devices or platforms. */
async function joinedActivities(context: QueryContext, limit: number) {
  const { rows } = await sql<{ id: number; recordings: number; joined_by: string; sources: string; total: number }>`
    SELECT ar.activity_id AS id, count(*) AS recordings, max(CASE WHEN ar.joined_by <> 'only' THEN ar.joined_by END) AS joined_by,
      group_concat(r.source_kind || '/' || r.format) AS sources, count(*) OVER () AS total
    FROM activity_recording ar JOIN recording r ON r.id = ar.recording_id
    JOIN activity a ON a.id = ar.activity_id
    WHERE r.athlete_id = ${context.athlete.id} AND ${shownActivity(context)} AND ${releasedSource(context, 'r.source_kind')}
      AND ar.activity_id IN (SELECT activity_id FROM activity_recording GROUP BY activity_id HAVING count(*) > 1)
    GROUP BY ar.activity_id HAVING count(*) > 1 ORDER BY max(r.start_s) DESC LIMIT ${limit}`.execute(context.store.db);
  if (rows.length === 0) return { section: {}, notes: [] };
  const names = await context.store.db
    .selectFrom('activity')
    .select(['id', 'name', 'local_date'])
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute();
  const by_id = new Map(names.map((row) => [row.id, row]));
  const table = tableOf(
    ['id', 'local_date', 'name', 'recordings', 'joined_by', 'sources'],
    rows.map((row) => ({ ...row, ...by_id.get(row.id), id: formatActivityId(row.id) })),
  );
  const total = rows[0]!.total;
  return {
    section: { joined_activities: { total, ...table } },
    notes: ['Recordings of one workout are joined and kept; undo one with: paceline split <id>.'],
  };
}

async function wellnessFacts(context: QueryContext) {
  const { rows } = await sql<{ days: number; first_date: string | null; last_date: string | null }>`
    SELECT count(DISTINCT local_date) AS days, min(local_date) AS first_date, max(local_date) AS last_date
    FROM wellness WHERE athlete_id = ${context.athlete.id} AND ${releasedSource(context, 'source_kind')}`.execute(
    context.store.db,
  );
  const found = rows[0]!;
  return found.days > 0 ? { wellness: { ...found } } : {};
}

function nextCalls(thresholds: readonly MissingThreshold[], gaps: Gaps): string[] {
  const next: string[] = [];
  if (thresholds.length > 0) next.push('estimate_thresholds()', thresholds[0]!.command);
  if ((gaps.activities_without_load ?? 0) > 0) next.push('list_activities(has_load=false)');
  return next.slice(0, 3);
}
