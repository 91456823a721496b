/**
 * Brings activities in step with what is known about their recordings: forms, extends, unites and divides them. Used for
 * a new recording and for decisions by hand alike; what does not change is left alone.
 */

import { familyOf, type SportId, sportOf } from '../core/sport.ts';
import { localDate } from '../core/time.ts';
import type { Db } from '../store/store.ts';
import { defaultName } from './default-name.ts';
import { settleEvents } from './events.ts';
import { groupRecordings, type Link, type Member, type Veto } from './group-recordings.ts';
import { knownFamily } from './match.ts';
import { restrictedSources } from './restricted-sources.ts';
import { markStale } from './stale.ts';

/** A name for a recording that is the same in every database. */
export function recordingKey(row: {
  readonly hash: string | null;
  readonly file_identity: string | null;
  readonly place_in_file: number;
}): string {
  return `${row.hash ?? row.file_identity}/${String(row.place_in_file).padStart(4, '0')}`;
}

/** Groups the given recordings, everything linked to them and everything in their activities anew. */
export async function regroup(db: Db, recording_ids: readonly number[]): Promise<void> {
  const { rows, links, vetoes } = await connected(db, recording_ids);
  const nodes = rows.map((row) => ({
    id: row.id,
    key: recordingKey(row),
    family: knownFamily(row.sport as SportId),
    event_key: row.event_key,
    summary_of: row.format === 'summary' ? row.source_kind : null,
  }));
  const before = new Map(rows.map((row) => [row.id, row]));
  const split_by_hand = new Set(vetoes.flatMap((veto) => (veto.by_hand ? [veto.a, veto.b] : [])));
  const kept = new Set<number>();
  const changed = new Set<number>();
  for (const group of groupRecordings(nodes, links, vetoes)) {
    const owners = group.flatMap(({ id }) => before.get(id)!.activity_id ?? []).filter((id) => !kept.has(id));
    const target = owners.length > 0 ? Math.min(...owners) : await createActivity(db, group[0]!.id);
    kept.add(target);
    for (const member of group) {
      const was = before.get(member.id)!;
      const now = { activity_id: target, ...membership(member, group.length === 1 && split_by_hand.has(member.id)) };
      if (was.activity_id === target && was.evidence === now.evidence && was.joined_by === now.joined_by) continue;
      await db
        .insertInto('activity_recording')
        .values({ recording_id: member.id, ...now })
        .onConflict((c) => c.column('recording_id').doUpdateSet(now))
        .execute();
      changed.add(target);
      if (was.activity_id !== null) changed.add(was.activity_id);
    }
  }
  await markStale(db, [...changed]);
  const gone = [...new Set(rows.flatMap((row) => row.activity_id ?? []))].filter((id) => !kept.has(id));
  const event_keys = [...new Set(rows.flatMap((row) => row.event_key ?? []))];
  await settleEvents(db, rows[0]!.athlete_id, [...kept, ...gone], event_keys);
  if (gone.length === 0) return;
  await keepSwitchedRepairs(db, gone, before);
  await db.deleteFrom('activity').where('id', 'in', gone).execute();
}

/** A repair switched off by hand stays off in the activity that takes the recordings over. */
async function keepSwitchedRepairs(
  db: Db,
  gone: readonly number[],
  before: ReadonlyMap<number, { readonly id: number; readonly activity_id: number | null }>,
): Promise<void> {
  const off = (json: string) => JSON.parse(json) as string[];
  const switched = await db
    .selectFrom('activity')
    .select(['id', 'repairs_off'])
    .where('id', 'in', gone)
    .where('repairs_off', '!=', '[]')
    .execute();
  for (const { id, repairs_off } of switched) {
    const moved = [...before.values()].filter((row) => row.activity_id === id).map((row) => row.id);
    const heirs = await db
      .selectFrom('activity as a')
      .innerJoin('activity_recording as ar', 'ar.activity_id', 'a.id')
      .select(['a.id', 'a.repairs_off'])
      .distinct()
      .where('ar.recording_id', 'in', moved)
      .execute();
    for (const heir of heirs) {
      const both = [...new Set([...off(heir.repairs_off), ...off(repairs_off)])].sort();
      await db
        .updateTable('activity')
        .set({ repairs_off: JSON.stringify(both) })
        .where('id', '=', heir.id)
        .execute();
    }
  }
}

function membership({ link, clock_offset_s }: Member, split_by_hand: boolean) {
  if (!link) return { joined_by: split_by_hand ? 'hand' : 'only', evidence: null };
  const { by, overlap, agreeing } = link;
  return {
    joined_by: by,
    evidence: JSON.stringify({ overlap_pct: Math.round(overlap * 100), clock_offset_s, agreeing }),
  };
}

/** Recordings reachable through links and shared activities, with what is known about pairs of them. */
async function connected(db: Db, recording_ids: readonly number[]) {
  const known = new Set<number>();
  const links = new Map<string, Link>();
  const vetoes = new Map<string, Veto & { readonly by_hand: boolean }>();
  for (let next = [...recording_ids]; next.length > 0; ) {
    for (const id of next) known.add(id);
    const reached = new Set<number>();
    for (const pair of await pairsOf(db, next)) {
      const { recording_a: a, recording_b: b } = pair;
      if (pair.verdict === 'different') vetoes.set(`${a}/${b}`, { a, b, by_hand: pair.joined_by === 'hand' });
      else {
        const { clock_offset_s, overlap } = pair;
        const agreeing = JSON.parse(pair.agreeing) as string[];
        links.set(`${a}/${b}`, { a, b, by: pair.joined_by ?? 'same_time', clock_offset_s, overlap, agreeing });
        reached.add(a).add(b);
      }
    }
    for (const { recording_id } of await sharingActivity(db, next)) reached.add(recording_id);
    next = [...reached].filter((id) => !known.has(id));
  }
  const rows = await db
    .selectFrom('recording as r')
    .leftJoin('activity_recording as ar', 'ar.recording_id', 'r.id')
    .select(['r.id', 'r.hash', 'r.file_identity', 'r.place_in_file', 'r.sport', 'r.format', 'r.source_kind'])
    .select(['r.athlete_id', 'r.event_key', 'ar.activity_id', 'ar.evidence', 'ar.joined_by'])
    .where('r.id', 'in', [...known])
    .execute();
  return { rows, links: [...links.values()], vetoes: [...vetoes.values()] };
}

/** What was found about pairs with any of the recordings, decisions by hand in place of findings. */
async function pairsOf(db: Db, ids: readonly number[]) {
  const [found, decided] = [new Map<string, Pair>(), new Map<string, 'same' | 'different'>()];
  for (const side of ['recording_a', 'recording_b'] as const) {
    for (const pair of await db.selectFrom('recording_pair').selectAll().where(side, 'in', ids).execute())
      found.set(`${pair.recording_a}/${pair.recording_b}`, pair);
    for (const row of await db.selectFrom('join_decision').selectAll().where(side, 'in', ids).execute())
      decided.set(`${row.recording_a}/${row.recording_b}`, row.verdict);
  }
  for (const [key, verdict] of decided) {
    const [recording_a, recording_b] = key.split('/').map(Number) as [number, number];
    const measured = found.get(key);
    const base = measured?.verdict === verdict ? measured : { clock_offset_s: 0, overlap: 0, agreeing: '[]' };
    found.set(key, { ...base, recording_a, recording_b, verdict, joined_by: 'hand' });
  }
  return found.values();
}

interface Pair {
  readonly recording_a: number;
  readonly recording_b: number;
  readonly verdict: 'same' | 'different';
  readonly joined_by: string | null;
  readonly clock_offset_s: number;
  readonly overlap: number;
  readonly agreeing: string;
}

async function sharingActivity(db: Db, ids: readonly number[]) {
  return db
    .selectFrom('activity_recording as own')
    .innerJoin('activity_recording as other', 'other.activity_id', 'own.activity_id')
    .select('other.recording_id')
    .where('own.recording_id', 'in', ids)
    .execute();
}

/** A new activity around a recording, without it as a member yet; its values are computed later, until then it is stale. */
async function createActivity(db: Db, recording_id: number): Promise<number> {
  const row = await db.selectFrom('recording').selectAll().where('id', '=', recording_id).executeTakeFirstOrThrow();
  const sport = row.sport as SportId;
  const hidden = (await restrictedSources(db, row.athlete_id)).has(row.source_kind);
  const told = JSON.parse(row.detail) as { name: string | null; note: string | null };
  const detail = hidden ? { name: null, note: null } : told;
  const { id } = await db
    .insertInto('activity')
    .values({
      athlete_id: row.athlete_id,
      parent_id: null,
      sport,
      family: familyOf(sport),
      indoor: sportOf(sport).indoor ? 1 : 0,
      name: detail.name ?? defaultName(sport, row.start_s, row.utc_offset_s),
      note: detail.note,
      gear: null,
      rpe: null,
      start_s: row.start_s,
      end_s: row.end_s,
      utc_offset_s: row.utc_offset_s,
      time_zone: row.time_zone,
      local_date: localDate(row.start_s, row.utc_offset_s),
      latitude_deg: null,
      longitude_deg: null,
      load_method: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** An activity of one recording that is linked to nothing. */
export async function standAlone(db: Db, recording_id: number): Promise<number> {
  const activity_id = await createActivity(db, recording_id);
  await db
    .insertInto('activity_recording')
    .values({ recording_id, activity_id, joined_by: 'only', evidence: null })
    .execute();
  return activity_id;
}

/** Takes a recording out of the database; an activity that consisted of it goes with it. */
export async function dropRecording(db: Db, recording_id: number): Promise<void> {
  const owner = await db
    .selectFrom('activity_recording')
    .select('activity_id')
    .where('recording_id', '=', recording_id)
    .executeTakeFirst();
  await db.deleteFrom('recording').where('id', '=', recording_id).execute();
  if (!owner) return;
  await markStale(db, [owner.activity_id]);
  const rest = await db
    .selectFrom('activity_recording')
    .select('recording_id')
    .where('activity_id', '=', owner.activity_id)
    .execute();
  if (rest.length === 0) await db.deleteFrom('activity').where('id', '=', owner.activity_id).execute();
  else
    await regroup(
      db,
      rest.map((row) => row.recording_id),
    );
}
