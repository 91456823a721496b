/** The parts of one activity besides its summary, each from its own table: laps, intervals, zones, bests, climbs, repairs, legs. */

import { formatActivityId } from './activity-id.ts';
import type { ActivityRow } from './activity-row.ts';
import { roundCell, type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';

const MOST_ROWS = 100;
/** Rows of a section nobody asked for by name. */
const FEW_ROWS = 20;

export interface Part {
  readonly section: Section | null;
  readonly note?: string;
}

function cut(
  columns: readonly string[],
  rows: readonly { readonly [key: string]: unknown }[],
  what: string,
  most = MOST_ROWS,
): Part {
  if (rows.length === 0) return { section: null };
  const section = tableOf(columns, rows.slice(0, most));
  if (rows.length <= most) return { section };
  const rest = most < MOST_ROWS ? `; ask for sections=["${what}"] to see the rest` : '';
  return { section, note: `The first ${most} of ${rows.length} ${what}${rest}.` };
}

const LAP_COLUMNS = [
  'lap',
  'name',
  'intensity',
  'trigger',
  'start_s',
  'elapsed_s',
  'recorded_s',
  'distance_m',
  'average_speed_mps',
  'average_power_w',
  'np_w',
  'max_power_w',
  'average_hr_bpm',
  'max_hr_bpm',
  'average_cadence_rpm',
  'ascent_m',
  'device',
] as const;

/** `start_s` counts from the activity's start. Recorded time is shown where it differs from elapsed time. */
export async function lapsPart(context: QueryContext, row: ActivityRow, device: boolean): Promise<Part> {
  const laps = await context.store.db
    .selectFrom('lap')
    .selectAll()
    .where('activity_id', '=', row.id)
    .orderBy('place')
    .execute();
  const one_trigger = new Set(laps.map((lap) => lap.trigger)).size <= 1;
  return cut(
    LAP_COLUMNS,
    laps.map((lap) => ({
      ...lap,
      lap: lap.place,
      trigger: one_trigger ? null : lap.trigger,
      recorded_s:
        lap.recorded_s !== null && Math.round(lap.recorded_s) !== Math.round(lap.elapsed_s) ? lap.recorded_s : null,
      device: device && lap.device_values !== '{}' ? deviceText(lap.device_values) : null,
    })),
    'laps',
  );
}

/** `np_w 210, distance_m 5000`: a lap's own figures in one cell. */
function deviceText(json: string): string | null {
  const values = Object.entries(JSON.parse(json) as Record<string, unknown>).filter(([, v]) => typeof v === 'number');
  return values.length === 0 ? null : values.map(([key, v]) => `${key} ${roundCell(key, v)}`).join(', ');
}

export type EffortRows = Awaited<ReturnType<typeof effortRows>>;

/** Every effort of an activity, in order of kind and time. */
export async function effortRows(context: QueryContext, activity_id: number) {
  return context.store.db
    .selectFrom('effort')
    .selectAll()
    .where('activity_id', '=', activity_id)
    .orderBy('kind')
    .orderBy('start_s')
    .orderBy('duration_s')
    .execute();
}

const INTERVAL_COLUMNS = [
  'interval',
  'name',
  'start_s',
  'duration_s',
  'distance_m',
  'average_power_w',
  'np_w',
  'average_hr_bpm',
  'max_hr_bpm',
  'average_speed_mps',
  'average_cadence_rpm',
  'ascent_m',
  'decoupling_pct',
] as const;

export function intervalsPart(efforts: EffortRows, asked: boolean): Part {
  const intervals = efforts.filter((effort) => effort.kind === 'interval');
  return cut(
    INTERVAL_COLUMNS,
    // An interval's label is the name of its lap, text from the file.
    intervals.map((effort, i) => ({ ...effort, interval: i + 1, name: effort.label })),
    'intervals',
    asked ? MOST_ROWS : FEW_ROWS,
  );
}

/** Intervals alike, such as "5 × 3:00 @ 300 W". */
export function intervalSetsPart(efforts: EffortRows): Part {
  const sets = efforts.filter((effort) => effort.kind === 'set');
  return cut(['label', 'start_s', 'duration_s', 'average_power_w', 'average_speed_mps'], sets, 'sets');
}

const CLIMB_COLUMNS = [
  'climb',
  'category',
  'start_s',
  'duration_s',
  'distance_m',
  'ascent_m',
  'grade_pct',
  'vam_mph',
  'average_power_w',
  'average_hr_bpm',
  'average_speed_mps',
  'latitude_deg',
  'longitude_deg',
] as const;

export function climbsPart(efforts: EffortRows, asked: boolean): Part {
  const climbs = efforts.filter((effort) => effort.kind === 'climb');
  return cut(
    CLIMB_COLUMNS,
    climbs.map((climb, i) => ({ ...climb, climb: i + 1, category: climb.label })),
    'climbs',
    asked ? MOST_ROWS : FEW_ROWS,
  );
}

/** What each kind of best is told in. */
export const BEST_VALUES: Record<string, keyof EffortRows[number] & string> = {
  best_power: 'average_power_w',
  best_heart_rate: 'average_hr_bpm',
  best_speed: 'average_speed_mps',
  best_gap_speed: 'average_speed_mps',
};

/** One table per kind; start_s tells where the best window begins. */
export function bestsPart(efforts: EffortRows): Part {
  const section: { [kind: string]: Section } = {};
  for (const [kind, value] of Object.entries(BEST_VALUES)) {
    const rows = efforts.filter((effort) => effort.kind === kind).sort((a, b) => a.duration_s - b.duration_s);
    if (rows.length > 0) section[kind] = tableOf(['duration_s', value, 'start_s'], rows);
  }
  const distances = efforts.filter((effort) => effort.kind === 'best_distance');
  if (distances.length > 0) {
    distances.sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0));
    section.best_distance = tableOf(['distance_m', 'duration_s', 'average_speed_mps', 'start_s'], distances);
  }
  return { section: Object.keys(section).length > 0 ? section : null };
}

const BASIS_UNIT: readonly (readonly [RegExp, string])[] = [
  [/power|sweet_spot/, 'w'],
  [/heart|hr/, 'bpm'],
  [/pace|speed/, 'mps'],
];

/** Unless zones were asked for, without the three-zone forms, which are the same seconds added up. */
export async function zonesPart(context: QueryContext, row: ActivityRow, asked: boolean): Promise<Part> {
  const zones = await context.store.db
    .selectFrom('zone_time')
    .selectAll()
    .where('activity_id', '=', row.id)
    .orderBy('basis')
    .orderBy('zone')
    .execute();
  const section: { [basis: string]: Section } = {};
  for (const basis of new Set(zones.map((zone) => zone.basis))) {
    if (!asked && basis.startsWith('seiler_') && zones.some((zone) => `seiler_${zone.basis}` === basis)) continue;
    const own = zones.filter((zone) => zone.basis === basis);
    const total = own.reduce((sum, zone) => sum + zone.seconds, 0);
    if (total <= 0) continue;
    const unit = BASIS_UNIT.find(([pattern]) => pattern.test(basis))?.[1] ?? 'value';
    section[basis] = tableOf(
      ['zone', `from_${unit}`, 'time_s', 'share_pct'],
      own.map((zone): { [key: string]: unknown } => ({
        zone: zone.name,
        [`from_${unit}`]: zone.lower,
        time_s: zone.seconds,
        share_pct: basis === 'sweet_spot' ? null : (100 * zone.seconds) / total,
      })),
    );
  }
  return { section: Object.keys(section).length > 0 ? section : null };
}

/** What repair changed, earliest first; the raw samples stay as they are. */
export async function repairsPart(context: QueryContext, row: ActivityRow): Promise<Part> {
  const repairs = await context.store.db
    .selectFrom('repair')
    .selectAll()
    .where('activity_id', '=', row.id)
    .orderBy('start_s')
    .execute();
  const shown = repairs.map((r) => ({ ...r, start_s: r.start_s - row.start_s, end_s: r.end_s - row.start_s }));
  const found = cut(['repair', 'channel', 'start_s', 'end_s', 'cells', 'action', 'detail'], shown, 'repairs');
  const off = (JSON.parse(row.repairs_off) as unknown[]).filter((id) => typeof id === 'string');
  return off.length === 0 ? found : { ...found, note: `Switched off for this activity: ${off.join(', ')}.` };
}

/** "power_spikes 12 s, heart_rate_dropouts 40 s" over all repairs of an activity; null when nothing was changed. */
export async function repairNote(context: QueryContext, row: ActivityRow): Promise<string | null> {
  const found = await context.store.db
    .selectFrom('repair')
    .select((e) => ['repair', e.fn.sum<number>('cells').as('cells')])
    .where('activity_id', '=', row.id)
    .groupBy('repair')
    .orderBy('repair')
    .execute();
  if (found.length === 0) return null;
  return `Repaired before computing: ${found.map((r) => `${r.repair} ${r.cells} s`).join(', ')}; raw samples are kept.`;
}

const LEG_SUMS = ['elapsed_s', 'recorded_s', 'moving_s', 'distance_m', 'load', 'ascent_m', 'work_kj', 'calories_kcal'];

/** The legs of a multisport event and their sums. */
export function legsSection(parent: ActivityRow, legs: readonly ActivityRow[]): { [key: string]: Section } {
  const columns = ['id', 'sport', 'name', 'after_start_s', ...LEG_SUMS, 'average_hr_bpm', 'np_w'];
  const rows = legs.map((leg): { [key: string]: unknown } => ({
    id: formatActivityId(leg.id),
    sport: leg.sport,
    name: leg.name,
    after_start_s: leg.start_s - parent.start_s,
    ...Object.fromEntries([...LEG_SUMS, 'average_hr_bpm', 'np_w'].map((metric) => [metric, leg.values.get(metric)])),
  }));
  const sums: { [key: string]: number } = { start_to_end_s: Math.round(parent.end_s - parent.start_s) };
  for (const metric of LEG_SUMS) {
    const known = legs.map((leg) => leg.values.get(metric)).filter((value) => value !== undefined);
    if (known.length > 0) {
      sums[metric] = roundCell(
        metric,
        known.reduce((sum, value) => sum + value, 0),
      ) as number;
    }
  }
  return { legs: tableOf(columns, rows), sums };
}
