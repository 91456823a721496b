/** get_activity_streams: channels of one activity over time, averaged down to a number of points. */

import { CHANNELS, isChannelId } from '../core/channel.ts';
import { Failure } from '../core/failure.ts';
import { buildGrid, cellAt, elapsedAt, type Grid } from '../core/grid.ts';
import { REASONS, type Reason } from '../core/known.ts';
import type { Family } from '../core/sport.ts';
import { wPrimeBalance } from '../metrics/w-prime-balance.ts';
import { formatActivityId, parseActivityId } from './activity-id.ts';
import { type ActivityRow, activityHead, activityRows, thresholdsUsed } from './activity-row.ts';
import { type ActivitySamples, activitySamples, channelsOf, seriesInput } from './activity-samples.ts';
import { type Answer, roundCell, tableOf } from './answer.ts';
import { type Buckets, bucketsOf, type Reduce, reduceChannel, windowStatistics } from './bucket-samples.ts';
import type { QueryContext } from './context.ts';
import type { GetActivityStreamsInput } from './inputs/get-activity-streams.ts';

const DEFAULT_POINTS = 60;
/** More cells than this would crowd out the rest of a conversation. */
const MOST_CELLS = 3000;
const DERIVED = ['grade_pct', 'gap_mps', 'w_prime_balance_j'] as const;
type Derived = (typeof DERIVED)[number];

export async function getActivityStreams(context: QueryContext, input: GetActivityStreamsInput): Promise<Answer> {
  const id = await parseActivityId(context, input.id);
  const [row] = (await activityRows(context, [id])) as [ActivityRow];
  const present = await channelsOf(context, id);
  const scope = { athlete: context.athlete.name, ...activityHead(row) };
  if (row.is_parent === 1) {
    throw new Failure(
      'no_samples_of_parent',
      `${formatActivityId(id)} is a multisport event; samples belong to its legs.`,
      `Get the ids of the legs: get_activity(id="${formatActivityId(id)}")`,
    );
  }
  const wanted = wantedChannels(input.channels, row.family, present, input.raw === true);
  const samples = present.length === 0 ? null : await activitySamples(context, row, blocksFor(wanted), input.raw);
  if (samples === null || samples.grid.recorded_s === 0) {
    return {
      scope,
      absent: Object.fromEntries(wanted.map((channel) => [channel, REASONS.no_samples_recorded])),
      notes: ['This activity has no samples, only totals.'],
      next: [`get_activity(id="${formatActivityId(id)}")`],
    };
  }
  const { grid } = samples;
  const window = await windowOf(context, row, input, samples);
  const series = new Map<string, Float64Array>();
  const absent: { [channel: string]: string } = {};
  for (const channel of wanted) {
    const found = seriesOf(context, row, samples, channel, input.raw === true);
    if (found instanceof Float64Array) series.set(channel, found);
    else absent[channel] = REASONS[found];
  }
  const per_point = 1 + series.size * (input.range ? 3 : 1);
  const points = Math.min(input.points ?? DEFAULT_POINTS, Math.floor(MOST_CELLS / per_point));
  const buckets = bucketsOf(grid, window.from, window.to, points);
  const seconds = window.to - window.from;
  const notes = notesFor(samples, series, input.raw === true);
  if (points < (input.points ?? DEFAULT_POINTS)) notes.push(`${points} points, so that the answer stays readable.`);
  return {
    scope: {
      ...scope,
      window: window.name,
      from_s: elapsedAt(grid, window.from) + samples.offset_s,
      to_s: window.to > window.from ? elapsedAt(grid, window.to - 1) + 1 + samples.offset_s : null,
      recorded_s: seconds,
      seconds_per_point: buckets.at_s.length > 0 ? Number((seconds / buckets.at_s.length).toFixed(1)) : null,
      samples: input.raw ? 'raw' : 'repaired',
    },
    ...pointTable(series, buckets, samples.offset_s, input.range === true),
    statistics: statisticsTable(series, window.from, window.to),
    ...(Object.keys(absent).length > 0 ? { absent } : {}),
    ...otherChannels(present, wanted),
    notes,
    next: nextCalls(row, input, window),
  };
}

const DEFAULT_CHANNELS: Record<Family, readonly string[]> = {
  ride: ['power_w', 'heart_rate_bpm', 'cadence_rpm', 'speed_mps', 'altitude_m'],
  run: ['speed_mps', 'heart_rate_bpm', 'cadence_rpm', 'power_w', 'altitude_m'],
  walk: ['speed_mps', 'heart_rate_bpm', 'altitude_m'],
  swim: ['speed_mps', 'heart_rate_bpm', 'cadence_rpm'],
  row: ['power_w', 'speed_mps', 'heart_rate_bpm', 'cadence_rpm'],
  ski: ['speed_mps', 'heart_rate_bpm', 'altitude_m'],
  strength: ['heart_rate_bpm'],
  other: ['heart_rate_bpm', 'speed_mps', 'altitude_m'],
};

function wantedChannels(
  asked: readonly string[] | undefined,
  family: Family,
  present: readonly string[],
  raw: boolean,
): string[] {
  if (!asked) {
    const speed = ['speed_mps', 'distance_m', 'latitude_deg'].some((channel) => present.includes(channel));
    const usual = DEFAULT_CHANNELS[family].filter(
      (channel) => present.includes(channel) || (channel === 'speed_mps' && speed),
    );
    return usual.length > 0 ? usual : [...DEFAULT_CHANNELS[family]];
  }
  for (const channel of asked) {
    const known = isChannelId(channel) || present.includes(channel) || (!raw && isDerived(channel));
    if (known) continue;
    const derived = raw ? '' : ` Derived: ${DERIVED.join(', ')}.`;
    throw new Failure(
      'no_such_channel',
      'There is no channel of this name.',
      `Recorded: ${present.join(', ')}.${derived}`,
    );
  }
  return [...new Set(asked)];
}

function isDerived(channel: string): channel is Derived {
  return (DERIVED as readonly string[]).includes(channel);
}

/** The stored channels behind the wanted ones. */
function blocksFor(wanted: readonly string[]): string[] {
  return wanted.flatMap((channel) => {
    if (channel === 'gap_mps' || channel === 'grade_pct') return ['speed_mps', 'distance_m', 'altitude_m', 'grade_pct'];
    return channel === 'w_prime_balance_j' ? ['power_w'] : [channel];
  });
}

const CHANNEL_REASON: { readonly [channel: string]: Reason } = {
  power_w: 'no_power_recorded',
  heart_rate_bpm: 'no_heart_rate_recorded',
  cadence_rpm: 'no_cadence_recorded',
  speed_mps: 'no_speed_recorded',
  distance_m: 'no_speed_recorded',
  altitude_m: 'no_altitude_recorded',
  temperature_c: 'no_temperature_recorded',
  left_balance_pct: 'no_balance_recorded',
};

/** One value per cell, or why there is none. */
function seriesOf(
  context: QueryContext,
  row: ActivityRow,
  samples: ActivitySamples,
  channel: string,
  raw: boolean,
): Float64Array | Reason {
  const { grid, recording } = samples;
  if (!raw && (channel === 'grade_pct' || channel === 'gap_mps')) {
    const found = seriesInput(context, row, grid, recording).series(channel);
    return found.value ?? found.reason;
  }
  if (channel === 'w_prime_balance_j') {
    const { cp_w, w_prime_j } = thresholdsUsed(row);
    if (!cp_w || !w_prime_j) return 'cp_not_set';
    if (!grid.channels.power_w) return 'no_power_recorded';
    const balance = wPrimeBalance(grid.channels.power_w, cp_w.value, w_prime_j.value, 'differential', grid.stretches);
    return balance.value === null ? balance.reason : balance.value.balance_j;
  }
  if (isChannelId(channel)) return grid.channels[channel] ?? CHANNEL_REASON[channel] ?? 'insufficient_data';
  const extra = recording.samples.extra.find((e) => e.id === channel);
  return extra ? extraOnGrid(extra.values, recording.samples.time_s, grid) : 'insufficient_data';
}

/** A developer channel on the cells of the grid, resampled by the rules of any instantaneous channel. */
function extraOnGrid(values: Float64Array, time_s: Float64Array, grid: Grid): Float64Array {
  const own = buildGrid(
    { time_s, channels: { resistance: values }, extra: [] },
    { start_s: grid.start_s, max_gap_s: grid.max_gap_s },
  );
  const found = own.channels.resistance!;
  const out = new Float64Array(grid.recorded_s).fill(Number.NaN);
  for (const stretch of grid.stretches) {
    const from = cellAt(own, grid.start_s + stretch.at_s);
    for (let i = 0; i < stretch.length && from + i < found.length; i++) out[stretch.index + i] = found[from + i]!;
  }
  return out;
}

interface Window {
  readonly name: string;
  /** Array indexes of the grid, end exclusive. */
  readonly from: number;
  readonly to: number;
}

async function windowOf(
  context: QueryContext,
  row: ActivityRow,
  input: GetActivityStreamsInput,
  samples: ActivitySamples,
): Promise<Window> {
  const { grid, offset_s } = samples;
  const given = [input.lap, input.interval, input.start_s ?? input.end_s].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new Failure('two_windows', 'Only one window can be shown.', 'Give lap, or interval, or start_s and end_s.');
  }
  const cell = (second: number) => cellAt(grid, grid.start_s + second - offset_s);
  if (input.lap !== undefined) {
    const part = await context.store.db
      .selectFrom('lap')
      .select(['start_s', 'elapsed_s'])
      .where('activity_id', '=', row.id)
      .where('place', '=', input.lap)
      .executeTakeFirst();
    if (!part) throw noSuch('lap', input.lap, row);
    return { name: `lap ${input.lap}`, from: cell(part.start_s), to: cell(part.start_s + part.elapsed_s) };
  }
  if (input.interval !== undefined) {
    const part = await context.store.db
      .selectFrom('effort')
      .select(['start_s', 'duration_s'])
      .where('activity_id', '=', row.id)
      .where('kind', '=', 'interval')
      .orderBy('start_s')
      .offset(input.interval - 1)
      .limit(1)
      .executeTakeFirst();
    if (!part) throw noSuch('interval', input.interval, row);
    return { name: `interval ${input.interval}`, from: cell(part.start_s), to: cell(part.start_s + part.duration_s) };
  }
  if (input.start_s === undefined && input.end_s === undefined) return { name: 'whole', from: 0, to: grid.recorded_s };
  const from = cell(input.start_s ?? 0);
  const to = input.end_s === undefined ? grid.recorded_s : cell(input.end_s);
  if (to <= from) {
    throw new Failure(
      'empty_window',
      'Nothing was recorded in this window.',
      `The activity lasts ${elapsedAt(grid, grid.recorded_s - 1) + 1} s; give start_s and end_s within it.`,
    );
  }
  return { name: 'seconds', from, to };
}

function noSuch(what: 'lap' | 'interval', number: number, row: ActivityRow): Failure {
  return new Failure(
    'no_such_window',
    `There is no ${what} ${number}.`,
    `See them: get_activity(id="${formatActivityId(row.id)}", sections=["${what}s"])`,
  );
}

/** Totals keep their last value, positions are a point of the track and not the mean of a bend, all else is averaged. */
function reduceFor(channel: string): Reduce {
  if (channel === 'latitude_deg' || channel === 'longitude_deg') return 'first';
  return isChannelId(channel) && CHANNELS[channel].kind === 'cumulative' ? 'last' : 'mean';
}

function pointTable(series: ReadonlyMap<string, Float64Array>, buckets: Buckets, offset_s: number, range: boolean) {
  const columns = ['at_s'];
  const values: (readonly (number | null)[])[] = [buckets.at_s.map((at) => at + offset_s)];
  for (const [channel, all] of series) {
    const reduced = reduceChannel(all, buckets, reduceFor(channel));
    columns.push(channel);
    values.push(reduced.value);
    if (range && reduceFor(channel) === 'mean') {
      columns.push(`min_${channel}`, `max_${channel}`);
      values.push(reduced.min, reduced.max);
    }
  }
  const rows = buckets.at_s.map((_, i) => columns.map((column, c) => roundCell(column, values[c]![i])));
  return { columns, rows };
}

function statisticsTable(series: ReadonlyMap<string, Float64Array>, from: number, to: number) {
  const rows = [...series]
    .filter(([channel]) => reduceFor(channel) === 'mean')
    .map(([channel, values]) => {
      const found = windowStatistics(values, from, to);
      return {
        channel,
        mean: roundCell(channel, found.mean),
        min: roundCell(channel, found.min),
        max: roundCell(channel, found.max),
        coverage_pct: 100 * found.coverage,
      };
    });
  return tableOf(['channel', 'mean', 'min', 'max', 'coverage_pct'], rows);
}

function otherChannels(present: readonly string[], wanted: readonly string[]) {
  const others = present.filter((channel) => !wanted.includes(channel));
  return others.length > 0 ? { other_channels: others } : {};
}

function notesFor(samples: ActivitySamples, series: ReadonlyMap<string, Float64Array>, raw: boolean): string[] {
  const notes = [
    'Each point is the mean over its recorded seconds (totals: the last value; positions: the first). Pauses are left out; at_s counts from the start.',
  ];
  const concerned = samples.changes.filter((change) => change.channel === null || series.has(change.channel));
  if (!raw && concerned.length > 0) {
    const cells = concerned.reduce((sum, change) => sum + change.cells, 0);
    notes.push(
      `${[...new Set(concerned.map((c) => c.repair))].join(', ')} changed ${cells} samples; raw=true shows them as recorded.`,
    );
  }
  for (const { channel, from } of samples.derived) {
    if (series.has(channel)) notes.push(`${channel} was not recorded; it is derived from ${from}.`);
  }
  return notes;
}

function nextCalls(row: ActivityRow, input: GetActivityStreamsInput, window: Window): string[] {
  const id = formatActivityId(row.id);
  const next: string[] = [];
  if (window.name === 'whole') next.push(`get_activity_streams(id="${id}", start_s=600, end_s=1200)`);
  if (!input.range) next.push(`get_activity_streams(id="${id}", range=true)`);
  return next;
}
