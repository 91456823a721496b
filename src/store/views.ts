/**
 * The documented views over the database: what query_data and any SQLite client may rely on while the tables beneath
 * change. Values that are being recomputed are left out, and a multisport event is represented by its legs.
 */

import { WELLNESS, type WellnessKey } from '../core/wellness.ts';
import { wellnessPlace } from './wellness-sources.ts';

export interface ViewColumn {
  readonly name: string;
  /** SQL over the view's source. */
  readonly sql: string;
  /** What it says, where the name with its unit does not. */
  readonly doc: string;
}

export interface View {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly ViewColumn[];
  /** The athlete's id over the source, selected where several athletes are seen. */
  readonly athlete: string;
  /** Everything after SELECT …. */
  source(place: Place): string;
}

/** Where a view is created, and whose rows it shows. */
interface Place {
  /** A table's name, with its schema where that is needed. */
  readonly table: (name: string) => string;
  /** The test of an expression that is the athlete's id. */
  readonly athlete: (expression: string) => string;
  /** The athlete's id where the rows are one athlete's, else the expression. */
  readonly whose: (expression: string) => string;
  /** A test that is always true and lets a long statement be stopped; `expression` is a number that changes from row to row. */
  readonly tick: (expression: string) => string;
}

/** A metric as the views need it. */
export interface MetricColumn {
  readonly id: string;
  readonly title: string;
}

/** Names of rows in the views' sources -> the table they come from; a query plan shows these names. */
export const ROW_SOURCES: { readonly [alias: string]: string } = {
  activity_row: 'activity',
  metric_row: 'metric',
  lap_row: 'lap',
  effort_row: 'effort',
  zone_row: 'zone_time',
  wellness_row: 'wellness',
  threshold_row: 'threshold',
  recording_row: 'recording',
  joined_row: 'activity_recording',
  first_row: 'activity',
  account_row: 'account',
  own_row: 'account',
  policy_row: 'account',
  planned_row: 'planned',
  change_row: 'change',
  item_row: 'item',
  fact_row: 'fact',
};

/** The function that a connection over temporary views must have: it throws to stop the statement. */
export const TICK_FUNCTION = 'paceline_tick';

/** The recursive table behind `daily`, the only recursion a query may contain. */
export const DAYS_TABLE = 'paceline_days';

// Calendars longer than this come from a clock that was not set.
const LONGEST_YEARS = 40;

const column = (name: string, sql: string, doc = ''): ViewColumn => ({ name, sql, doc });
const same = (row: string, names: string): ViewColumn[] =>
  names.split(' ').map((name) => column(name, `${row}.${name}`));

/** Live: not waiting for its values to be recomputed. */
const live = (row: string, place: Place) =>
  `${row}.activity_id IN (SELECT id FROM ${place.table('activity')} WHERE stale = 0 AND ${place.athlete('athlete_id')})`;

/** Platforms of an athlete whose data is not released. */
const restricted = (athlete: string, place: Place) =>
  `(SELECT platform FROM ${place.table('account')} policy_row WHERE policy_row.athlete_id = ${place.whose(athlete)}
    AND (policy_row.show_models = 0 OR policy_row.combine = 0))`;

/** Of a source that may be shown. */
const released = (source: string, athlete: string, place: Place) => `${source} NOT IN ${restricted(athlete, place)}`;

/**
 * An activity that may be shown: not withheld. While values are being recomputed its words may still be those of a source
 * restricted since, so then it waits where anything is restricted.
 */
const shown = (row: string, place: Place) =>
  `(${row}.stale = 0 OR (${row}.stale = 1 AND NOT EXISTS ${restricted(`${row}.athlete_id`, place)}))`;

/** Whose activity a row belongs to. */
const owner = (row: string) => `(SELECT athlete_id FROM activity WHERE id = ${row}.activity_id)`;

export function views(metrics: readonly MetricColumn[]): View[] {
  return [
    {
      name: 'activities',
      doc: 'One row per activity, the legs of a multisport event in place of the event. Metrics are null where they do not apply or are being recomputed.',
      athlete: 'activity_row.athlete_id',
      source: (place) => `FROM ${place.table('activity')} activity_row
        LEFT JOIN ${place.table('metric')} metric_row ON metric_row.activity_id = activity_row.id AND activity_row.stale = 0
        WHERE activity_row.is_parent = 0 AND ${place.athlete('activity_row.athlete_id')} AND ${shown('activity_row', place)}
        AND ${place.tick('activity_row.id')}`,
      columns: [
        column('id', 'activity_row.id', '17 is a17 elsewhere'),
        column('local_date', 'activity_row.local_date', 'YYYY-MM-DD where it took place'),
        column(
          'start_local',
          "datetime(activity_row.start_s + activity_row.utc_offset_s, 'unixepoch')",
          'local date and time',
        ),
        column('start_unix_s', 'activity_row.start_s', 'UTC'),
        column('sport', 'activity_row.sport', 'such as gravel_ride'),
        column('family', 'activity_row.family', 'ride run walk swim row ski strength other'),
        column('indoor', 'activity_row.indoor', '0 or 1'),
        ...same('activity_row', 'name note gear rpe latitude_deg longitude_deg'),
        column('has_power', 'activity_row.has_power', '0 or 1'),
        column('has_heart_rate', 'activity_row.has_heart_rate', '0 or 1'),
        column('event_id', 'activity_row.parent_id', 'the multisport event it is a leg of'),
        column('load_method', 'activity_row.load_method', 'how load was computed'),
        ...metrics.map(({ id, title }) => column(id, `metric_row."${id}"`, title)),
      ],
    },
    {
      name: 'laps',
      doc: 'Laps as the device marked them.',
      athlete: owner('lap_row'),
      source: (place) =>
        `FROM ${place.table('lap')} lap_row WHERE ${live('lap_row', place)} AND ${place.tick('lap_row.activity_id')}`,
      columns: [
        column('activity_id', 'lap_row.activity_id'),
        column('lap', 'lap_row.place', 'from 1'),
        ...same('lap_row', 'name trigger intensity'),
        column('start_s', 'lap_row.start_s', 'after the start of the activity'),
        ...same(
          'lap_row',
          'elapsed_s recorded_s distance_m average_speed_mps average_power_w max_power_w np_w average_hr_bpm max_hr_bpm average_cadence_rpm ascent_m',
        ),
      ],
    },
    {
      name: 'efforts',
      doc: 'Intervals, sets of them, climbs, and the best of each activity at the usual durations and distances.',
      athlete: 'effort_row.athlete_id',
      source: (place) => `FROM ${place.table('effort')} effort_row
        WHERE effort_row.activity_id NOT IN (SELECT id FROM ${place.table('activity')} WHERE stale <> 0)
        AND ${place.athlete('effort_row.athlete_id')} AND ${place.tick('effort_row.id')}`,
      columns: [
        column('activity_id', 'effort_row.activity_id'),
        column(
          'kind',
          'effort_row.kind',
          'interval set climb best_power best_heart_rate best_speed best_gap_speed best_distance',
        ),
        ...same('effort_row', 'family local_date'),
        column('start_s', 'effort_row.start_s', 'after the start of the activity'),
        ...same(
          'effort_row',
          'duration_s distance_m average_power_w np_w average_hr_bpm max_hr_bpm average_speed_mps average_cadence_rpm ascent_m grade_pct',
        ),
        column('vam_mph', 'effort_row.vam_mph', 'metres climbed per hour'),
        ...same('effort_row', 'decoupling_pct latitude_deg longitude_deg'),
        column('label', 'effort_row.label', 'climb category, lap name or set'),
      ],
    },
    {
      name: 'zone_times',
      doc: 'Time in zones: one row per activity, basis and zone.',
      athlete: owner('zone_row'),
      source: (place) =>
        `FROM ${place.table('zone_time')} zone_row WHERE ${live('zone_row', place)} AND ${place.tick('zone_row.activity_id')}`,
      columns: [
        column('activity_id', 'zone_row.activity_id'),
        column(
          'basis',
          'zone_row.basis',
          'power heart_rate pace sweet_spot seiler_power seiler_heart_rate seiler_pace',
        ),
        column('zone', 'zone_row.zone', 'from 1'),
        column('zone_name', 'zone_row.name'),
        column('from_value', 'zone_row.lower', 'W, bpm or m/s by basis'),
        column('to_value', 'zone_row.upper', 'null: open'),
        column('time_s', 'zone_row.seconds'),
      ],
    },
    daily(),
    {
      name: 'wellness_days',
      doc: 'One row per day with readings; where several sources have one, the device’s own comes first.',
      athlete: 'reading_row.athlete_id',
      // With a single min() SQLite takes the other columns from the row that holds it.
      source: (place) => `FROM (
          SELECT athlete_id, local_date, key, number, text, min(${wellnessPlace('source_kind')})
          FROM ${place.table('wellness')} wellness_row
          WHERE ${place.athlete('athlete_id')} AND ${released('source_kind', 'wellness_row.athlete_id', place)}
          GROUP BY athlete_id, local_date, key) reading_row
        GROUP BY reading_row.athlete_id, reading_row.local_date`,
      columns: [
        column('local_date', 'reading_row.local_date'),
        ...(Object.keys(WELLNESS) as WellnessKey[]).map((key) => {
          const value = key === 'note' ? 'text' : 'number';
          return column(key, `max(CASE reading_row.key WHEN '${key}' THEN reading_row.${value} END)`, wellnessDoc(key));
        }),
      ],
    },
    {
      name: 'thresholds',
      doc: 'Dated settings: the latest valid_from not after a day holds, athlete before platform before file.',
      athlete: 'threshold_row.athlete_id',
      source: (place) =>
        `FROM ${place.table('threshold')} threshold_row WHERE ${place.athlete('threshold_row.athlete_id')}
        AND (threshold_row.account_id IS NULL OR threshold_row.account_id NOT IN (
          SELECT id FROM ${place.table('account')} policy_row WHERE show_models = 0 OR combine = 0))`,
      columns: [
        column(
          'kind',
          'threshold_row.kind',
          'ftp_w cp_w w_prime_j p_max_w lthr_bpm max_hr_bpm resting_hr_bpm threshold_speed_mps weight_kg',
        ),
        column('family', 'threshold_row.family', 'null: every sport'),
        column('value', 'threshold_row.value', 'in the unit its kind ends in'),
        column('valid_from', 'threshold_row.valid_from'),
        column('origin', 'threshold_row.origin', 'athlete platform file'),
      ],
    },
    {
      name: 'recordings',
      doc: 'What each source says about an activity; several rows when the same workout came more than once.',
      athlete: 'recording_row.athlete_id',
      source: (place) => `FROM ${place.table('recording')} recording_row
        JOIN ${place.table('activity_recording')} joined_row ON joined_row.recording_id = recording_row.id
        WHERE ${place.athlete('recording_row.athlete_id')}
        AND ${released('recording_row.source_kind', 'recording_row.athlete_id', place)} AND ${place.tick('recording_row.id')}`,
      columns: [
        column('id', 'recording_row.id'),
        column('activity_id', 'joined_row.activity_id'),
        column(
          'source',
          'recording_row.source_kind',
          'file folder, strava_archive and the like, intervals igpsport trainingpeaks strava',
        ),
        column('format', 'recording_row.format'),
        column('sport', 'recording_row.sport'),
        column('start_local', "datetime(recording_row.start_s + recording_row.utc_offset_s, 'unixepoch')"),
        column('duration_s', 'recording_row.end_s - recording_row.start_s'),
        column('records', 'recording_row.record_count', 'number of samples'),
        column('joined_by', 'joined_row.joined_by', 'only same_identity same_signal same_time hand'),
      ],
    },
    {
      name: 'planned_entries',
      doc: 'Calendars of platforms: one row per planned session, race, note or phase.',
      athlete: 'planned_row.athlete_id',
      source: (place) => `FROM ${place.table('planned')} planned_row
        LEFT JOIN ${place.table('fact')} fact_row ON fact_row.athlete_id = planned_row.athlete_id
          AND fact_row.source_kind = planned_row.source_kind AND fact_row.external_id = planned_row.activity_external_id
        LEFT JOIN ${place.table('activity_recording')} joined_row ON joined_row.recording_id = fact_row.recording_id
        LEFT JOIN ${place.table('activity')} activity_row ON activity_row.id = joined_row.activity_id
          AND ${shown('activity_row', place)}
        WHERE ${place.athlete('planned_row.athlete_id')}
          AND ${released('planned_row.source_kind', 'planned_row.athlete_id', place)} AND ${place.tick('planned_row.item_id')}`,
      columns: [
        column('source', 'planned_row.source_kind'),
        ...same('planned_row', 'local_date last_date'),
        column('category', 'planned_row.category', 'workout race note phase target away other'),
        column('category_name', 'planned_row.category_as_written', 'as the platform calls it'),
        column('name', 'planned_row.title'),
        ...same('planned_row', 'note sport duration_s distance_m load'),
        column('activity_id', 'activity_row.id', 'done, where the platform pairs one with it'),
      ],
    },
    {
      name: 'source_changes',
      doc: 'What platforms altered since they were looked at before.',
      athlete: 'account_row.athlete_id',
      source: (place) => `FROM ${place.table('change')} change_row
        JOIN ${place.table('account')} account_row ON account_row.id = change_row.account_id
        LEFT JOIN ${place.table('item')} item_row ON item_row.id = change_row.item_id
        LEFT JOIN ${place.table('fact')} fact_row ON fact_row.athlete_id = account_row.athlete_id AND item_row.kind = 'activity'
          AND fact_row.source_kind = account_row.platform AND fact_row.external_id = item_row.external_id
        LEFT JOIN ${place.table('activity_recording')} joined_row ON joined_row.recording_id = fact_row.recording_id
        LEFT JOIN ${place.table('activity')} activity_row ON activity_row.id = joined_row.activity_id
          AND ${shown('activity_row', place)}
        WHERE ${place.athlete('account_row.athlete_id')}
          AND ${released('account_row.platform', 'account_row.athlete_id', place)} AND ${place.tick('change_row.id')}`,
      columns: [
        column('seen_utc', "datetime(change_row.at, 'unixepoch')"),
        column('source', 'account_row.platform'),
        column('stream', 'item_row.stream', 'activities wellness calendar and so on'),
        ...same('item_row', 'local_date name'),
        column('activity_id', 'activity_row.id'),
        column('kind', 'change_row.kind', 'changed deleted restored'),
        column('fields_note', 'change_row.fields', 'JSON list of field, before, after'),
      ],
    },
    {
      name: 'accounts',
      doc: 'Connected accounts; of one whose data may not be shown without id and name.',
      athlete: 'account_row.athlete_id',
      source: (place) => `FROM (
          SELECT athlete_id, platform, region, state, synced_at, trouble, ${['external_id', 'name']
            .map((name) => `CASE WHEN ${released('platform', 'own_row.athlete_id', place)} THEN ${name} END AS ${name}`)
            .join(', ')}
          FROM ${place.table('account')} own_row WHERE ${place.athlete('athlete_id')}) account_row`,
      columns: [
        column('source', 'account_row.platform'),
        column(
          'external_id',
          "CASE WHEN account_row.external_id NOT GLOB '*[^A-Za-z0-9_.:-]*' THEN account_row.external_id END",
          'at the platform',
        ),
        ...same('account_row', 'name region'),
        column('state', 'account_row.state', 'ready needs_login disconnected'),
        column('synced_utc', "datetime(account_row.synced_at, 'unixepoch')", 'last complete sync'),
        column('trouble', 'account_row.trouble'),
      ],
    },
  ];
}

const DAILY_SUMS = ['moving_s', 'distance_m', 'ascent_m', 'work_kj', 'calories_kcal'];

function daily(): View {
  const sums = ['load', ...DAILY_SUMS].map((m) => `coalesce(sum(metric_row."${m}"), 0) AS "${m}"`).join(', ');
  return {
    name: 'daily',
    doc: 'One row per local day from the first activity to the last, rest days included: sums over the activities of the day.',
    athlete: 'day_row.athlete_id',
    // The days are numbered so that the outer query has something to tick by, however often it goes through them.
    source: (place) => `FROM (
        WITH RECURSIVE ${DAYS_TABLE}(athlete_id, day, local_date, last_date) AS (
          SELECT athlete_id, 1, max(min(local_date), date(max(local_date), '-${LONGEST_YEARS} years')), max(local_date)
          FROM ${place.table('activity')} first_row WHERE ${place.athlete('athlete_id')} AND ${shown('first_row', place)}
          GROUP BY athlete_id
          UNION ALL
          SELECT athlete_id, day + 1, date(local_date, '+1 day'), last_date FROM ${DAYS_TABLE} WHERE local_date < last_date)
        SELECT ${DAYS_TABLE}.athlete_id, day, ${DAYS_TABLE}.local_date, count(activity_row.id) AS activities,
          count(activity_row.id) - count(metric_row."load") AS without_load, ${sums}
        FROM ${DAYS_TABLE}
        LEFT JOIN ${place.table('activity')} activity_row ON activity_row.athlete_id = ${DAYS_TABLE}.athlete_id
          AND activity_row.local_date = ${DAYS_TABLE}.local_date AND activity_row.is_parent = 0 AND activity_row.stale = 0
        LEFT JOIN ${place.table('metric')} metric_row ON metric_row.activity_id = activity_row.id
        GROUP BY ${DAYS_TABLE}.athlete_id, day) day_row
      WHERE ${place.tick('day_row.day')}`,
    columns: [
      column('local_date', 'day_row.local_date'),
      column('activities', 'day_row.activities', 'how many'),
      column('load', 'day_row."load"', '0 on rest days'),
      column('without_load', 'day_row.without_load', 'activities whose load is not known'),
      ...same('day_row', DAILY_SUMS.join(' ')),
    ],
  };
}

function wellnessDoc(key: WellnessKey): string {
  const { title, unit } = WELLNESS[key];
  return unit === '' ? title : `${title}, ${unit}`;
}

/** SQL that creates the views for one athlete alone, in the connection's own temporary schema. */
export function temporaryViews(metrics: readonly MetricColumn[], athlete_id: number): string {
  const place: Place = {
    table: (name) => `main."${name}"`,
    athlete: (expression) => `${expression} = ${athlete_id}`,
    whose: () => String(athlete_id),
    // Every row pays for a bit test, one in 32 for a call.
    tick: (expression) => `((${expression} & 31) <> 0 OR ${TICK_FUNCTION}())`,
  };
  return views(metrics)
    .map(({ name, columns, source }) => `CREATE TEMP VIEW "${name}" AS SELECT ${selected(columns)} ${source(place)};`)
    .join('\n');
}

/** SQL that drops and creates the views with an `athlete_id` each, for whoever opens the file with another program. */
export function storedViews(metric_ids: readonly string[]): string {
  const place: Place = {
    table: (name) => `"${name}"`,
    athlete: () => '1',
    whose: (expression) => expression,
    tick: () => '1',
  };
  return views(metric_ids.map((id) => ({ id, title: '' })))
    .map(({ name, columns, source, athlete }) => {
      const all = [column('athlete_id', athlete), ...columns];
      return `DROP VIEW IF EXISTS "${name}"; CREATE VIEW "${name}" AS SELECT ${selected(all)} ${source(place)};`;
    })
    .join('\n');
}

function selected(columns: readonly ViewColumn[]): string {
  return columns.map((c) => `${c.sql} AS "${c.name}"`).join(', ');
}

/** Names of the views, in the order they are described. */
export const VIEW_NAMES: readonly string[] = views([]).map(({ name }) => name);
