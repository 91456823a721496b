import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRecordings, type Link, type Node, type Veto } from './group-recordings.ts';

const node = (id: number, more: Partial<Node> = {}): Node => ({
  id,
  key: `key-${id}`,
  family: 'ride',
  event_key: null,
  summary_of: null,
  ...more,
});
const link = (a: number, b: number, more: Partial<Link> = {}): Link => ({
  a,
  b,
  by: 'same_signal',
  clock_offset_s: 0,
  overlap: 1,
  agreeing: [],
  ...more,
});
const ids = (...args: Parameters<typeof groupRecordings>) => groupRecordings(...args).map((g) => g.map((m) => m.id));

describe('groupRecordings', () => {
  it('unites through a third, but not what is known to be different', () => {
    const nodes = [node(1), node(2), node(3)];
    const links = [link(1, 3), link(2, 3, { overlap: 0.9 })];
    expect(ids(nodes, links, [])).toEqual([[1, 2, 3]]);
    expect(ids(nodes, links, [{ a: 1, b: 2 }])).toEqual([[1, 3], [2]]);
  });

  it('keeps families, legs of one event and lines of one source apart', () => {
    const unknown = node(3, { family: null });
    expect(ids([node(1), node(2, { family: 'run' }), unknown], [link(1, 3), link(2, 3)], [])).toHaveLength(2);
    const legs = [node(1, { event_key: 'e' }), node(2, { event_key: 'e' }), node(3)];
    expect(ids(legs, [link(1, 3), link(2, 3)], [])).toEqual([[1], [2], [3]]);
    const rows = [node(1), node(2, { summary_of: 's' }), node(3, { summary_of: 's' })];
    expect(ids(rows, [link(1, 2), link(1, 3)], [])).toEqual([[1, 2], [3]]);
  });

  it('pairs two equal commutes with two equal lines', () => {
    const nodes = [node(1), node(2), node(3, { summary_of: 's' }), node(4, { summary_of: 's' })];
    const links = [1, 2].flatMap((a) => [3, 4].map((b) => link(a, b, { by: 'same_summary' })));
    expect(ids(nodes, links, [])).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('obeys a decision by hand, whatever speaks against it', () => {
    const nodes = [node(1), node(2, { family: 'run' })];
    expect(ids(nodes, [link(1, 2, { by: 'hand' })], [{ a: 1, b: 2 }])).toEqual([[1, 2]]);
  });

  it('adds clock differences along the links, in either direction', () => {
    const nodes = [node(1), node(2), node(3), node(4)];
    const links = [
      link(2, 3, { clock_offset_s: 5 }),
      link(1, 2, { clock_offset_s: 10 }),
      link(4, 3, { clock_offset_s: 1 }),
    ];
    const [group] = groupRecordings(nodes, links, []);
    expect(group!.map((m) => m.clock_offset_s)).toEqual([0, 10, 15, 14]);
  });

  it('gives the same groups whatever the ids and the order', () => {
    const graph = fc.record({
      families: fc.array(fc.constantFrom('ride' as const, 'run' as const, null), { minLength: 8, maxLength: 8 }),
      events: fc.array(fc.constantFrom('e', 'f', null, null), { minLength: 8, maxLength: 8 }),
      summaries: fc.array(fc.constantFrom('s', null, null, null), { minLength: 8, maxLength: 8 }),
      links: fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), {
        maxLength: 16,
        selector: ([a, b]) => [a, b].sort().join(),
      }),
      kinds: fc.array(fc.constantFrom('same_signal', 'same_time', 'same_identity'), { minLength: 16, maxLength: 16 }),
      overlaps: fc.array(fc.constantFrom(0.5, 0.8, 1), { minLength: 16, maxLength: 16 }),
      vetoes: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 4 }),
      numbering: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
    });
    fc.assert(
      fc.property(graph, (g) => {
        const build = (id: (i: number) => number) => {
          const nodes = Array.from({ length: 8 }, (_, i) =>
            node(id(i), {
              key: `k${i}`,
              family: g.families[i]!,
              event_key: g.events[i]!,
              summary_of: g.summaries[i]!,
            }),
          );
          const links = g.links.flatMap(([a, b], k) =>
            a === b ? [] : [link(id(a), id(b), { by: g.kinds[k]!, overlap: g.overlaps[k]! })],
          );
          const vetoes: Veto[] = g.vetoes.map(([a, b]) => ({ a: id(a), b: id(b) }));
          return { nodes, links, vetoes };
        };
        const plain = build((i) => i);
        const expected = ids(plain.nodes, plain.links, plain.vetoes);
        const other = build((i) => g.numbering.indexOf(i) + 100);
        const found = ids(other.nodes.reverse(), other.links.reverse(), other.vetoes)
          .map((group) => group.map((id) => g.numbering[id - 100]!).sort())
          .sort((a, b) => a[0]! - b[0]!);
        expect(found).toEqual(expected);
        for (const group of expected) {
          const inside = (key: keyof Node) => group.map((i) => plain.nodes[i]![key]).filter((v) => v !== null);
          expect(new Set(inside('family')).size).toBeLessThan(2);
          expect(new Set(inside('event_key')).size).toBe(inside('event_key').length);
          expect(new Set(inside('summary_of')).size).toBe(inside('summary_of').length);
          for (const { a, b } of plain.vetoes) expect(a !== b && group.includes(a) && group.includes(b)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
