/** Compares a new recording with those of the same time and finds its activity. Runs inside the transaction that stores it. */

import { buildGrid, type Grid } from '../core/grid.ts';
import type { SportId } from '../core/sport.ts';
import { localDate } from '../core/time.ts';
import { loadRecordings, type RecordingDetail, unpackRecording } from '../store/recordings.ts';
import type { Db } from '../store/store.ts';
import { COMPARED } from './compare-signals.ts';
import { type Match, matchRecordings, mayMatch, type Side } from './match.ts';
import { DAY_ONLY, matchSummary, mayMatchSummary, type Told } from './match-summary.ts';
import { recordingKey, regroup, standAlone } from './regroup.ts';

const DAY_S = 86_400;

/** What the database knows of a recording without its samples and its detail. */
type Row = Awaited<ReturnType<typeof ownRow>>;

/** Returns the activity the recording is now part of. A recording that has changed is compared anew. */
export async function joinRecording(db: Db, recording_id: number): Promise<number> {
  const own = await ownRow(db, recording_id);
  const known = await ownerOf(db, recording_id);
  if (known !== null) {
    await db
      .deleteFrom('recording_pair')
      .where((w) => w.or([w('recording_a', '=', recording_id), w('recording_b', '=', recording_id)]))
      .execute();
  }
  const found = await compareWithOthers(db, own);
  for (const { other, match } of found) await storePair(db, own, other, match);
  if (known === null && found.every(({ match }) => match === 'different')) return standAlone(db, recording_id);
  await regroup(db, [recording_id]);
  return (await ownerOf(db, recording_id))!;
}

async function ownerOf(db: Db, recording_id: number): Promise<number | null> {
  const row = await db
    .selectFrom('activity_recording')
    .select('activity_id')
    .where('recording_id', '=', recording_id)
    .executeTakeFirst();
  return row?.activity_id ?? null;
}

interface Found {
  readonly other: Row;
  /** As the comparison of `own` with `other` gives it. */
  readonly match: Match | 'different';
}

async function compareWithOthers(db: Db, own: Row): Promise<Found[]> {
  const sides = new Map<number, Side>();
  const sideOf = async (row: Row): Promise<Side> => {
    const side = sides.get(row.id) ?? (await loadSide(db, row));
    sides.set(row.id, side);
    return side;
  };
  const found: Found[] = [];
  for (const other of await candidatesOf(db, own)) {
    if (isSummary(own) || isSummary(other)) {
      // Two lines of one source are two workouts, and a broken table may give one time to all of them.
      if (isSummary(own) && isSummary(other) && own.source_kind === other.source_kind) continue;
      const match = mayMatchSummary(own, other) ? matchSummary(...(await bothTold(db, own, other))) : null;
      if (match) found.push({ other, match });
      continue;
    }
    if ((own.hash !== null && other.hash === own.hash) || !mayMatch(own, other)) continue;
    // Always in the order of content: what is found must not depend on which came first.
    const forward = recordingKey(own) < recordingKey(other);
    const [first, second] = forward ? [own, other] : [other, own];
    const match = matchRecordings(await sideOf(first), await sideOf(second));
    if (match === null) continue;
    found.push({ other, match: forward || match === 'different' ? match : reversed(match) });
  }
  return found;
}

function reversed(match: Match): Match {
  return { ...match, clock_offset_s: -match.clock_offset_s };
}

const outlines = (db: Db) =>
  db
    .selectFrom('recording')
    .select(['id', 'athlete_id', 'hash', 'place_in_file', 'format', 'source_kind', 'sport', 'start_s', 'end_s'])
    .select(['utc_offset_s', 'file_identity']);

const withSport = <T extends { readonly sport: string }>(row: T) => ({ ...row, sport: row.sport as SportId });

async function ownRow(db: Db, recording_id: number) {
  return withSport(await outlines(db).where('id', '=', recording_id).executeTakeFirstOrThrow());
}

/** What overlaps in time, and what is near: a line may know only the day, a clock may be hours off. */
async function candidatesOf(db: Db, own: Row): Promise<Row[]> {
  // The longest recording counts as 32 days, so older starts cannot reach this one.
  const last = Math.min(own.end_s, own.start_s + 33 * DAY_S);
  const rows = await outlines(db)
    .where('athlete_id', '=', own.athlete_id)
    .where('id', '!=', own.id)
    .where('start_s', '>', own.start_s - 33 * DAY_S)
    .where('start_s', '<', last + 2 * DAY_S)
    .where((w) => w.or([w('start_s', '>', own.start_s - 2 * DAY_S), w('end_s', '>', own.start_s - DAY_S)]))
    .orderBy('id')
    .execute();
  return rows.map(withSport);
}

function isSummary(row: Row): boolean {
  return row.format === 'summary';
}

async function bothTold(db: Db, own: Row, other: Row): Promise<[Told, Told]> {
  const [first, second] = [await toldBy(db, own), await toldBy(db, other)];
  // The distance decides only where no time of day does.
  if (!first.day_only && !second.day_only) return [first, second];
  return [await withDistance(db, own, first), await withDistance(db, other, second)];
}

async function toldBy(db: Db, row: Row): Promise<Told> {
  const { detail } = await db
    .selectFrom('recording')
    .select('detail')
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
  const { device_values, warnings } = JSON.parse(detail) as RecordingDetail;
  return {
    ...row,
    values: device_values,
    local_date: localDate(row.start_s, row.utc_offset_s),
    day_only: isSummary(row) && warnings.some((warning) => warning.code === DAY_ONLY),
  };
}

/** From the samples, where the device states no total. */
async function withDistance(db: Db, row: Row, told: Told): Promise<Told> {
  if (isSummary(row) || told.values.distance_m !== undefined) return told;
  const [stored] = await loadRecordings(db, [row.id], ['distance_m']);
  const distance = unpackRecording(stored!).samples.channels.distance_m?.filter((value) => !Number.isNaN(value));
  if (!distance || distance.length < 2) return told;
  return { ...told, values: { ...told.values, distance_m: distance.at(-1)! - distance[0]! } };
}

async function loadSide(db: Db, row: Row): Promise<Side> {
  const [stored] = await loadRecordings(db, [row.id], COMPARED);
  const { samples } = unpackRecording(stored!);
  let grid: Grid | undefined;
  return {
    ...row,
    grid: () => {
      grid ??= buildGrid(samples, { start_s: row.start_s, only: COMPARED });
      return grid;
    },
  };
}

async function storePair(db: Db, own: Row, other: Row, match: Match | 'different'): Promise<void> {
  const [recording_a, recording_b] = own.id < other.id ? [own.id, other.id] : [other.id, own.id];
  const found =
    match === 'different'
      ? { verdict: match, joined_by: null, clock_offset_s: 0, overlap: 0, agreeing: '[]' }
      : {
          verdict: 'same' as const,
          joined_by: match.by,
          clock_offset_s: own.id < other.id ? match.clock_offset_s : -match.clock_offset_s,
          overlap: match.overlap,
          agreeing: JSON.stringify(match.agreeing),
        };
  await db
    .insertInto('recording_pair')
    .values({ recording_a, recording_b, ...found })
    .onConflict((c) => c.columns(['recording_a', 'recording_b']).doUpdateSet(found))
    .execute();
}
