/** compare_activities: two to ten activities side by side, metric by metric, with the difference to the first. */

import { Failure } from '../core/failure.ts';
import { REASONS, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { THRESHOLDS, type ThresholdKind } from '../core/thresholds.ts';
import { localDateTime } from '../core/time.ts';
import { METRICS } from '../metrics/index.ts';
import { TABLE_DURATIONS_S } from '../metrics/mean-maximal.ts';
import { decodeCurve } from '../store/curve-codec.ts';
import { formatActivityId, parseActivityId } from './activity-id.ts';
import { type ActivityRow, activityRows, thresholdsUsed } from './activity-row.ts';
import { type Answer, type Cell, roundCell, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import type { CompareActivitiesInput } from './inputs/compare-activities.ts';
import { staleNotes } from './live-activities.ts';
import { requireMetric } from './metric-list.ts';

const CURVES = { power: 'power_w', heart_rate: 'heart_rate_bpm', speed: 'speed_mps', gap: 'gap_mps' } as const;

const ALWAYS = ['elapsed_s', 'moving_s', 'distance_m', 'ascent_m', 'average_speed_mps', 'load'];
const HEART = ['average_hr_bpm', 'highest_hr_bpm', 'decoupling_pct'];

const BY_FAMILY: Record<Family, readonly string[]> = {
  ride: [
    'average_power_w',
    'average_power_wpkg',
    'np_w',
    'intensity_factor',
    'variability_index',
    'work_kj',
    'efficiency_factor_wpbpm',
    'average_cadence_rpm',
  ],
  run: [
    'average_gap_mps',
    'ngp_mps',
    'run_intensity_factor',
    'run_efficiency_factor_mpb',
    'average_cadence_spm',
    'average_step_length_m',
  ],
  walk: ['average_gap_mps', 'average_cadence_spm'],
  swim: ['swim_speed_mps', 'swim_intensity_factor', 'swolf', 'stroke_rate_spm', 'distance_per_stroke_m'],
  row: ['average_power_w', 'np_w', 'work_kj', 'average_cadence_rpm'],
  ski: ['average_cadence_rpm'],
  strength: ['calories_kcal'],
  other: ['calories_kcal'],
};

export async function compareActivities(context: QueryContext, input: CompareActivitiesInput): Promise<Answer> {
  const ids: number[] = [];
  for (const text of input.ids) {
    const id = await parseActivityId(context, text);
    if (!ids.includes(id)) ids.push(id);
  }
  if (ids.length < 2) {
    throw new Failure('too_few', 'A comparison needs two different activities.', 'Call list_activities to get ids.');
  }
  const rows = await activityRows(context, ids);
  const parent = rows.find((row) => row.is_parent === 1);
  if (parent) {
    throw new Failure(
      'parent_not_comparable',
      `${formatActivityId(parent.id)} is a multisport event.`,
      `Compare its legs; their ids: get_activity(id="${formatActivityId(parent.id)}")`,
    );
  }
  const labels = rows.map((row) => formatActivityId(row.id));
  const metrics = chosenMetrics(input.metrics, rows);
  const shown = metrics.filter((metric) => rows.some((row) => row.values.has(metric)));
  const curve = input.curve === undefined ? null : await curveSection(context, input.curve, rows, labels);
  const absent = absentValues(metrics, rows, labels);
  if (input.curve !== undefined && curve === null) absent[`${input.curve} curve`] = REASONS.insufficient_data;
  return {
    scope: { athlete: context.athlete.name, compared_to: labels[0]! },
    activities: tableOf(
      ['id', 'start_local', 'sport', 'name', 'indoor'],
      rows.map((row) => ({
        id: formatActivityId(row.id),
        start_local: localDateTime(row.start_s, row.utc_offset_s).slice(0, 16),
        sport: row.sport,
        name: row.name,
        indoor: row.indoor === 1 ? true : null,
      })),
    ),
    ...comparison(
      'metric',
      shown,
      shown,
      rows.map((row) => (metric: string) => row.values.get(metric) ?? null),
      labels,
    ),
    ...(curve ? { [`best_${input.curve}`]: curve } : {}),
    ...(Object.keys(absent).length > 0 ? { absent } : {}),
    notes: notesFor(context, rows, labels),
    next: [
      ...(input.curve === undefined && rows.every((row) => row.has_power === 1)
        ? [`compare_activities(ids=[${labels.map((label) => `"${label}"`).join(', ')}], curve="power")`]
        : []),
      `get_activity(id="${labels[1]}")`,
    ],
  };
}

function chosenMetrics(asked: readonly string[] | undefined, rows: readonly ActivityRow[]): string[] {
  if (asked?.includes('all')) return METRICS.map((metric) => metric.id);
  if (asked && asked.length > 0) return [...new Set(asked.map((id) => requireMetric(id).id))];
  const families = new Set(rows.map((row) => row.family));
  // Across sports only what every sport has can be told on one scale.
  const own = families.size === 1 ? BY_FAMILY[rows[0]!.family] : ['calories_kcal'];
  return [...ALWAYS, ...own, ...HEART];
}

/** One row per key: a value per activity, then the difference of each to the first. */
function comparison(
  head: string,
  keys: readonly string[],
  units: readonly string[],
  values: readonly ((key: string) => number | null)[],
  labels: readonly string[],
) {
  const columns = [head, ...labels, ...labels.slice(1).map((label) => `${label}_difference`)];
  const rows = keys.map((key, k): Cell[] => {
    const unit = units[k]!;
    const own = values.map((value) => {
      const found = value(key);
      return found === null ? null : (roundCell(unit, found) as number);
    });
    const first = own[0]!;
    // Of the values as shown, so that whoever checks the subtraction finds it right.
    const differences = own.slice(1).map((v) => (v === null || first === null ? null : roundCell(unit, v - first)));
    return [head === 'metric' ? key : Number(key), ...own, ...differences];
  });
  return { columns, rows };
}

async function curveSection(
  context: QueryContext,
  name: keyof typeof CURVES,
  rows: readonly ActivityRow[],
  labels: readonly string[],
): Promise<Section | null> {
  const kind = CURVES[name];
  const live = rows.filter((row) => row.stale === 0).map((row) => row.id);
  if (live.length === 0) return null;
  const stored = await context.store.db
    .selectFrom('curve')
    .select(['activity_id', 'data'])
    .where('kind', '=', kind)
    .where('activity_id', 'in', live)
    .execute();
  const bests = new Map(stored.map((curve) => [curve.activity_id, bestsOf(curve.data)]));
  const durations = TABLE_DURATIONS_S.filter((d) => [...bests.values()].filter((own) => own.has(d)).length >= 1).map(
    String,
  );
  if (durations.length === 0) return null;
  const values = rows.map((row) => (duration: string) => bests.get(row.id)?.get(Number(duration)) ?? null);
  return comparison(
    'duration_s',
    durations,
    durations.map(() => kind),
    values,
    labels,
  );
}

function bestsOf(data: Uint8Array): Map<number, number> {
  const { durations_s, values } = decodeCurve(data);
  const bests = new Map<number, number>();
  for (let i = 0; i < durations_s.length; i++) bests.set(durations_s[i]!, values[i]!);
  return bests;
}

/** Metrics that some of the activities lack: which of them, and why. */
function absentValues(
  metrics: readonly string[],
  rows: readonly ActivityRow[],
  labels: readonly string[],
): { [metric: string]: string } {
  const by_text = new Map<string, string[]>();
  for (const metric of metrics) {
    const by_reason = new Map<Reason, string[]>();
    for (const [i, row] of rows.entries()) {
      const reason = row.reasons.get(metric);
      if (!reason || reason === 'not_for_this_sport') continue;
      by_reason.set(reason, [...(by_reason.get(reason) ?? []), labels[i]!]);
    }
    if (by_reason.size === 0) continue;
    const text = [...by_reason].map(([reason, ids]) => `${ids.join(', ')}: ${REASONS[reason]}`).join('; ');
    by_text.set(text, [...(by_text.get(text) ?? []), metric]);
  }
  return Object.fromEntries([...by_text].map(([text, fields]) => [fields.join(', '), text]));
}

function notesFor(context: QueryContext, rows: readonly ActivityRow[], labels: readonly string[]): string[] {
  const notes: string[] = [];
  const families = new Set(rows.map((row) => row.family));
  if (families.size > 1) notes.push('Different sports: only figures every sport has are compared.');
  if (rows.some((row) => row.indoor === 1) && rows.some((row) => row.indoor === 0)) {
    notes.push('Indoor speed and distance are simulated and do not compare with outdoor ones.');
  }
  const used = rows.map(thresholdsUsed);
  for (const kind of ['ftp_w', 'lthr_bpm', 'threshold_speed_mps', 'weight_kg'] as const satisfies ThresholdKind[]) {
    const values = used.map((thresholds) => thresholds[kind]?.value);
    if (new Set(values.filter((value) => value !== undefined)).size < 2) continue;
    const { title, unit } = THRESHOLDS[kind];
    const told = values.map((value, i) =>
      value === undefined ? null : `${labels[i]} ${roundCell(kind, value)} ${unit}`,
    );
    notes.push(
      `${title} on the day: ${told.filter((text) => text !== null).join(', ')}; figures relative to it compare across that change.`,
    );
  }
  return [...notes, ...staleNotes(context)];
}
