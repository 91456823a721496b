/** Time in zones over a period on every basis, and how it is spread: three zones, polarization index, pattern. */

import { sql } from 'kysely';
import { polarizationIndex } from '../metrics/polarization.ts';
import { type Section, tableOf } from './answer.ts';
import type { QueryContext } from './context.ts';
import { type LiveFilter, liveActivities } from './live-activities.ts';
import { remember } from './remember.ts';

interface ZoneDistribution {
  /** `power`, `heart_rate`, `pace`, or `heart_rate_of_maximum` for activities without a threshold heart rate. */
  readonly basis: string;
  readonly activities: number;
  readonly names: readonly string[];
  /** Seconds per zone, lowest zone first. */
  readonly seconds: readonly number[];
  /** Seconds below LT1, between, above LT2; null for schemes that do not map onto three zones. */
  readonly three: readonly number[] | null;
  readonly polarization_index: number | null;
  readonly pattern: Pattern | null;
  /** Power only. */
  readonly sweet_spot_s: number | null;
}

type Pattern = 'polarized' | 'pyramidal' | 'threshold' | 'high_intensity' | 'base' | 'mixed';

interface ZoneRow {
  readonly basis: string;
  readonly zone: number;
  readonly name: string;
  readonly seconds: number;
  readonly activities: number;
}

/** One entry per basis and scheme, those with most time first. */
export function zoneDistribution(context: QueryContext, filter: LiveFilter): Promise<ZoneDistribution[]> {
  const { after, before, sport, indoor } = filter;
  return remember(context, ['zones', after, before, sport, indoor], async () => {
    const schemes = new Map<string, ZoneRow[]>();
    for (const row of await readZones(context, filter)) {
      // Heart rate has seven zones with a threshold and six without: `below 1` tells the second from the first.
      const key = SHORT_SCHEME.has(`${row.zone} ${row.name}`) ? `${row.basis}/max` : row.basis;
      const list = schemes.get(key) ?? [];
      list.push(row);
      schemes.set(key, list);
    }
    const found: ZoneDistribution[] = [];
    for (const [key, list] of schemes) {
      const { basis } = list[0]!;
      if (basis.startsWith('seiler_') || basis === 'sweet_spot') continue;
      const three = key === basis ? (schemes.get(`seiler_${basis}`)?.map((z) => z.seconds) ?? null) : null;
      found.push({
        basis: key === basis ? basis : `${basis}_of_maximum`,
        activities: list[0]!.activities,
        names: list.map((z) => z.name),
        seconds: list.map((z) => z.seconds),
        three: three?.length === 3 ? three : null,
        polarization_index: three?.length === 3 ? polarizationIndex(three) : null,
        pattern: three?.length === 3 ? patternOf(three) : null,
        sweet_spot_s: basis === 'power' ? (schemes.get('sweet_spot')?.[0]?.seconds ?? null) : null,
      });
    }
    return found.filter((d) => totalSeconds(d) > 0).sort((a, b) => totalSeconds(b) - totalSeconds(a));
  });
}

/** Zone and name of the scheme over maximum heart rate; none of them occurs in the schemes of seven. */
const SHORT_SCHEME = new Set(['1 below 1', '2 1', '3 2', '4 3', '5 4', '6 5']);

function readZones(context: QueryContext, filter: LiveFilter): Promise<ZoneRow[]> {
  return liveActivities(context, filter)
    .innerJoin('zone_time as z', 'z.activity_id', 'a.id')
    .select([
      'z.basis',
      'z.zone',
      'z.name',
      sql<number>`sum(z.seconds)`.as('seconds'),
      sql<number>`count(*)`.as('activities'),
    ])
    .groupBy(['z.basis', 'z.zone', 'z.name'])
    .orderBy('z.basis')
    .orderBy('z.zone')
    .execute();
}

function totalSeconds(d: ZoneDistribution): number {
  return d.seconds.reduce((sum, s) => sum + s, 0);
}

/** The words of Treff et al. 2019 for a distribution over three zones. */
export function patternOf(three: readonly number[]): Pattern | null {
  const total = three[0]! + three[1]! + three[2]!;
  if (!(total > 0)) return null;
  const [z1, z2, z3] = [three[0]! / total, three[1]! / total, three[2]! / total];
  const index = polarizationIndex(three);
  if (index !== null && index > 2 && z1 > z3 && z3 > z2) return 'polarized';
  if (z3 < 0.01 && z1 > 0.9) return 'base';
  if (z3 > z1 && z3 > z2) return 'high_intensity';
  if (z2 > z1 && z2 > z3) return 'threshold';
  return z1 > z2 && z2 > z3 ? 'pyramidal' : 'mixed';
}

/** A basis as a section: hours and share per zone, three zones in percent, index and pattern. */
export function zoneSection(d: ZoneDistribution): Section {
  const total = totalSeconds(d);
  const pct = (s: number, of: number) => Number(((100 * s) / of).toFixed(1));
  const all = d.three ? d.three[0]! + d.three[1]! + d.three[2]! : 0;
  return {
    activities: d.activities,
    ...(d.sweet_spot_s === null ? {} : { sweet_spot_pct: pct(d.sweet_spot_s, total) }),
    ...(d.three && all > 0
      ? {
          below_lt1_pct: pct(d.three[0]!, all),
          lt1_to_lt2_pct: pct(d.three[1]!, all),
          above_lt2_pct: pct(d.three[2]!, all),
        }
      : {}),
    ...(d.polarization_index === null ? {} : { polarization_index: Number(d.polarization_index.toFixed(2)) }),
    ...(d.pattern ? { pattern: d.pattern } : {}),
    zones: tableOf(
      ['zone', 'time_h', 'share_pct'],
      d.seconds.map((s, i) => ({ zone: d.names[i]!, time_h: s / 3600, share_pct: pct(s, total) })),
    ),
  };
}
