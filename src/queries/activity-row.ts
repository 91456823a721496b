/** One activity as queries need it: its row, its metric values (none while they are out of date), and what explains them. */

import type { Selectable } from 'kysely';
import { REASONS, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../core/thresholds.ts';
import { localDateTime } from '../core/time.ts';
import { METRICS } from '../metrics/index.ts';
import type { Tables } from '../store/tables.ts';
import { absentReasons } from './absent-values.ts';
import { formatActivityId } from './activity-id.ts';
import { roundCell } from './answer.ts';
import type { QueryContext } from './context.ts';

export type ActivityRow = Omit<Selectable<Tables['activity']>, 'family'> & {
  readonly family: Family;
  /** Metric id -> value; only what has one. */
  readonly values: ReadonlyMap<string, number>;
  /** Metric id -> why it has none. */
  readonly reasons: ReadonlyMap<string, Reason>;
};

/** Activities by id, in the order asked for; ids must exist. */
export async function activityRows(context: QueryContext, ids: readonly number[]): Promise<ActivityRow[]> {
  const { db } = context.store;
  const rows = await db.selectFrom('activity').selectAll().where('id', 'in', ids).execute();
  const metrics = await db.selectFrom('metric').selectAll().where('activity_id', 'in', ids).execute();
  const by_id = new Map(rows.map((row) => [row.id, row]));
  const values_by_id = new Map(metrics.map((row) => [row.activity_id, row]));
  return ids.map((id) => {
    const row = by_id.get(id)!;
    const stored = row.stale === 0 ? values_by_id.get(id) : undefined;
    const values = new Map<string, number>();
    const reasons = row.stale === 0 ? absentReasons(row.absent) : new Map<string, Reason>();
    for (const metric of METRICS) {
      const value = stored?.[metric.id];
      if (typeof value === 'number') {
        values.set(metric.id, value);
        reasons.delete(metric.id);
      } else if (row.stale === 1) reasons.set(metric.id, 'not_recomputed_yet');
    }
    return { ...row, family: row.family as Family, values, reasons };
  });
}

/** What identifies an activity at the head of an answer. */
export function activityHead(row: ActivityRow): { [key: string]: string | number | boolean } {
  return {
    id: formatActivityId(row.id),
    name: row.name,
    sport: row.sport,
    start_local: localDateTime(row.start_s, row.utc_offset_s),
    ...(row.time_zone === null ? {} : { time_zone: row.time_zone }),
    ...(row.indoor === 1 ? { indoor: true } : {}),
    ...(row.parent_id === null ? {} : { part_of: formatActivityId(row.parent_id) }),
    ...(row.gear === null ? {} : { gear_name: row.gear }),
    ...(row.rpe === null ? {} : { rpe: row.rpe }),
  };
}

export interface ThresholdUsed {
  readonly value: number;
  readonly valid_from: string;
  readonly origin: string;
}

/** The thresholds an activity was computed with. */
export function thresholdsUsed(row: ActivityRow): Partial<Record<ThresholdKind, ThresholdUsed>> {
  const used: Partial<Record<ThresholdKind, ThresholdUsed>> = {};
  for (const [kind, entry] of Object.entries(JSON.parse(row.thresholds_used) as Record<string, unknown>)) {
    if (!Object.hasOwn(THRESHOLDS, kind) || !Array.isArray(entry) || typeof entry[0] !== 'number') continue;
    used[kind as ThresholdKind] = { value: entry[0], valid_from: String(entry[1]), origin: String(entry[2]) };
  }
  return used;
}

/** "Thresholds used: FTP 250 W (athlete, from 2026-01-01)." or null when none was. */
export function thresholdNote(row: ActivityRow): string | null {
  const told = Object.entries(thresholdsUsed(row)).map(([kind, { value, valid_from, origin }]) => {
    const { title, unit } = THRESHOLDS[kind as ThresholdKind];
    return `${title} ${roundCell(kind, value)} ${unit} (${origin}, from ${valid_from})`;
  });
  return told.length > 0 ? `Thresholds used: ${told.join(', ')}.` : null;
}

const MOST_READING_NOTES = 5;

const WARNING_SENTENCES: Record<string, string> = {
  low_coverage: 'less than 90 % of the recorded time has valid data',
  short: 'shorter than 20 minutes',
  variable_output: 'the effort was too variable for it to mean much',
  ftp_too_low: 'so high for so long that the FTP is probably set too low',
  estimated_from_hr: 'estimated from heart rate',
  estimated_from_work: 'estimated from mechanical work',
  no_altitude: 'without altitude the same as on the flat',
  sex_not_set: 'with the coefficients for men, because no sex is set',
  estimated: 'estimated',
  model_violation: 'W′ fell below zero: CP or W′ is set too low',
  from_source_summary: 'not computed: the total that the source itself states',
  side_unknown: 'the file does not say which side was measured',
};

/** What was odd when the files were read, then one sentence per kind of warning with the metrics it concerns. */
export function warningNotes(row: ActivityRow): string[] {
  if (row.stale === 1) return [];
  const by_warning = new Map<string, string[]>();
  const reading: string[] = [];
  for (const [metric, warnings] of Object.entries(JSON.parse(row.warnings) as Record<string, unknown>)) {
    if (!Array.isArray(warnings)) continue;
    for (const warning of warnings) {
      if (typeof warning !== 'string') continue;
      if (metric === 'reading') reading.push(warning);
      else if (row.values.has(metric)) by_warning.set(warning, [...(by_warning.get(warning) ?? []), metric]);
    }
  }
  const of_metrics = [...by_warning].map(
    ([warning, metrics]) => `${metrics.join(', ')}: ${WARNING_SENTENCES[warning] ?? warning.replaceAll('_', ' ')}.`,
  );
  return [...reading.slice(0, MOST_READING_NOTES), ...of_metrics];
}

/** The sentence for an activity whose values are being computed. */
export const STALE_NOTE = `No figures yet: ${REASONS.not_recomputed_yet}.`;
