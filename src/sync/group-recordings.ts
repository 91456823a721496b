/**
 * Which recordings make one activity, from everything known about pairs of them. Strong evidence is used first, and a
 * union that contradicts something is not made; the result depends on the recordings alone, not on the order of import.
 */

import type { Family } from '../core/sport.ts';

export interface Node {
  readonly id: number;
  /** From the content, so that ties fall the same way in every database. */
  readonly key: string;
  /** null when the recording does not say. */
  readonly family: Family | null;
  /** Legs of one multisport file share it and stay apart. */
  readonly event_key: string | null;
  /** The source of a line without samples; of one source two lines are two workouts. null for a file. */
  readonly summary_of: string | null;
}

export interface Link {
  readonly a: number;
  readonly b: number;
  readonly by: string;
  /** Seconds to add to b's clock to fit a's. */
  readonly clock_offset_s: number;
  readonly overlap: number;
  readonly agreeing: readonly string[];
}

export interface Veto {
  readonly a: number;
  readonly b: number;
}

export interface Member {
  readonly id: number;
  /** The link that brought it in; null for the first of its group. */
  readonly link: Link | null;
  /** Seconds to add to its clock to fit the first's. */
  readonly clock_offset_s: number;
}

const RANK: Readonly<Record<string, number>> = { hand: 4, same_identity: 3, same_signal: 2, same_time: 1 };

/** Groups with their members, the smallest id first in each; every node is in exactly one group. */
export function groupRecordings(nodes: readonly Node[], links: readonly Link[], vetoes: readonly Veto[]): Member[][] {
  const by_id = new Map(nodes.map((node) => [node.id, node]));
  const group_of = new Map(nodes.map((node) => [node.id, new Set([node.id])]));
  const apart = new Set(vetoes.flatMap(({ a, b }) => [`${a}/${b}`, `${b}/${a}`]));
  const used: Link[] = [];
  for (const link of inOrder(withoutWholeEvents(links, by_id), by_id)) {
    const first = group_of.get(link.a);
    const second = group_of.get(link.b);
    if (!first || !second || first === second) continue;
    if (link.by !== 'hand' && contradicts(first, second, link, by_id, apart)) continue;
    for (const id of second) {
      first.add(id);
      group_of.set(id, first);
    }
    used.push(link);
  }
  return [...new Set(group_of.values())].map((group) => members(group, used)).sort((a, b) => a[0]!.id - b[0]!.id);
}

/** A recording that fits several legs of one event was left running through it: it is none of them. */
function withoutWholeEvents(links: readonly Link[], by_id: ReadonlyMap<number, Node>): Link[] {
  const legs = new Map<string, Set<number>>();
  const through = (recording: number, leg: number): string | null => {
    const event = by_id.get(leg)?.event_key;
    return event == null ? null : `${recording}/${event}`;
  };
  for (const { a, b } of links) {
    for (const [recording, leg] of [
      [a, b],
      [b, a],
    ] as const) {
      const key = through(recording, leg);
      if (key !== null) legs.set(key, (legs.get(key) ?? new Set()).add(leg));
    }
  }
  const several = (recording: number, leg: number): boolean => {
    const key = through(recording, leg);
    return key !== null && legs.get(key)!.size > 1;
  };
  return links.filter(({ a, b, by }) => by === 'hand' || !(several(a, b) || several(b, a)));
}

function inOrder(links: readonly Link[], by_id: ReadonlyMap<number, Node>): Link[] {
  const summary = ({ a, b }: Link) =>
    Number(by_id.get(a)?.summary_of != null) + Number(by_id.get(b)?.summary_of != null);
  const key = ({ a, b }: Link) => [by_id.get(a)?.key ?? '', by_id.get(b)?.key ?? ''].sort().join(' ');
  return links
    .map((link) => ({ link, rank: RANK[link.by] ?? 0, summary: summary(link), key: key(link) }))
    .sort(
      (x, y) =>
        Number(y.link.by === 'hand') - Number(x.link.by === 'hand') ||
        x.summary - y.summary ||
        y.rank - x.rank ||
        y.link.overlap - x.link.overlap ||
        (x.key < y.key ? -1 : Number(x.key > y.key)),
    )
    .map(({ link }) => link);
}

function contradicts(
  first: ReadonlySet<number>,
  second: ReadonlySet<number>,
  link: Link,
  by_id: ReadonlyMap<number, Node>,
  apart: ReadonlySet<string>,
): boolean {
  const all = [...first, ...second].map((id) => by_id.get(id)!);
  if (new Set(all.map((node) => node.family).filter((family) => family !== null)).size > 1) return true;
  const events = all.map((node) => node.event_key).filter((key) => key !== null);
  const sources = all.map((node) => node.summary_of).filter((source) => source !== null);
  if (new Set(events).size < events.length || new Set(sources).size < sources.length) return true;
  // A line without samples belongs to one workout; it never makes one of two that were recorded.
  const isSummary = (id: number) => by_id.get(id)!.summary_of !== null;
  const recorded = (group: ReadonlySet<number>) => ![...group].every(isSummary);
  if ((isSummary(link.a) || isSummary(link.b)) && recorded(first) && recorded(second)) return true;
  for (const a of first) for (const b of second) if (apart.has(`${a}/${b}`)) return true;
  return false;
}

/** Clock differences along the links that were used, from the smallest id outwards. */
function members(group: ReadonlySet<number>, used: readonly Link[]): Member[] {
  const root = Math.min(...group);
  const found = new Map<number, Member>([[root, { id: root, link: null, clock_offset_s: 0 }]]);
  const links = used.filter(({ a }) => group.has(a));
  for (let reached = 0; reached < found.size; ) {
    reached = found.size;
    for (const link of links) {
      const a = found.get(link.a);
      const b = found.get(link.b);
      if (a && !b) found.set(link.b, { id: link.b, link, clock_offset_s: a.clock_offset_s + link.clock_offset_s });
      if (b && !a) found.set(link.a, { id: link.a, link, clock_offset_s: b.clock_offset_s - link.clock_offset_s });
    }
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}
