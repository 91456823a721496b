/** Which thresholds are missing for which activities, and the exact command that fills the gap. */

import type { Family } from '../core/sport.ts';
import { THRESHOLDS, type Threshold, type ThresholdKind } from '../core/thresholds.ts';

/** What has to be known of every activity, oldest first. */
export interface ThresholdUser {
  readonly family: Family;
  readonly local_date: string;
  readonly has_power: number;
  readonly has_heart_rate: number;
}

interface Need {
  readonly kind: ThresholdKind;
  /** null: whatever the sport. */
  readonly family: Family | null;
  readonly channel: 'has_power' | 'has_heart_rate' | null;
  /** Options of `paceline athlete set`. */
  readonly option: string;
  /** What becomes known with it. */
  readonly gives: string;
}

// What most figures hang on comes first.
const NEEDS: readonly Need[] = [
  {
    kind: 'ftp_w',
    family: 'ride',
    channel: 'has_power',
    option: '--ftp <watts>',
    gives: 'power load, intensity, power zones',
  },
  {
    kind: 'lthr_bpm',
    family: 'ride',
    channel: 'has_heart_rate',
    option: '--lthr <bpm>',
    gives: 'heart-rate load and zones',
  },
  {
    kind: 'lthr_bpm',
    family: 'run',
    channel: 'has_heart_rate',
    option: '--lthr <bpm>',
    gives: 'heart-rate load and zones',
  },
  {
    kind: 'threshold_speed_mps',
    family: 'run',
    channel: null,
    option: '--run-pace <min/km>',
    gives: 'run load, pace zones',
  },
  { kind: 'threshold_speed_mps', family: 'swim', channel: null, option: '--swim-pace <min/100m>', gives: 'swim load' },
  {
    kind: 'max_hr_bpm',
    family: null,
    channel: 'has_heart_rate',
    option: '--max-hr <bpm>',
    gives: 'TRIMP, heart-rate load',
  },
  {
    kind: 'resting_hr_bpm',
    family: null,
    channel: 'has_heart_rate',
    option: '--resting-hr <bpm>',
    gives: 'TRIMP, heart-rate load',
  },
  { kind: 'weight_kg', family: null, channel: 'has_power', option: '--weight <kg>', gives: 'watts per kilogram' },
  {
    kind: 'cp_w',
    family: 'ride',
    channel: 'has_power',
    option: '--cp <watts> --w-prime <joules>',
    gives: 'W′ balance, matches',
  },
];

export interface MissingThreshold {
  readonly threshold: string;
  readonly sport: string;
  readonly activities: number;
  readonly from: string;
  readonly to: string;
  readonly gives: string;
  readonly command: string;
}

/** One row per threshold that some activity lacks; those that would serve most activities first. */
export function missingThresholds(
  activities: readonly ThresholdUser[],
  thresholds: readonly Threshold[],
): MissingThreshold[] {
  const rows: MissingThreshold[] = [];
  for (const need of NEEDS) {
    const users = activities.filter(
      (a) => (need.family === null || a.family === need.family) && (need.channel === null || a[need.channel] === 1),
    );
    // A value holds from its first date on, so what is missing is always the time before.
    const first_by_family = new Map<Family, string | null>();
    const lacking = users.filter((a) => {
      if (!first_by_family.has(a.family)) first_by_family.set(a.family, firstDate(thresholds, need.kind, a.family));
      const first = first_by_family.get(a.family)!;
      return first === null || a.local_date < first;
    });
    const earliest = lacking[0];
    if (!earliest) continue;
    rows.push({
      threshold: THRESHOLDS[need.kind].title,
      sport: need.family ?? 'all',
      activities: lacking.length,
      from: earliest.local_date,
      to: lacking.at(-1)!.local_date,
      gives: need.gives,
      command: `paceline athlete set ${need.option} --from ${earliest.local_date}`,
    });
  }
  return mergeSame(rows);
}

function firstDate(thresholds: readonly Threshold[], kind: ThresholdKind, family: Family): string | null {
  let first: string | null = null;
  for (const t of thresholds) {
    if (t.kind !== kind || (t.family !== null && t.family !== family)) continue;
    if (first === null || t.valid_from < first) first = t.valid_from;
  }
  return first;
}

/** The same threshold for rides and runs is one command. */
function mergeSame(rows: readonly MissingThreshold[]): MissingThreshold[] {
  const merged: MissingThreshold[] = [];
  for (const row of rows) {
    const option = (r: MissingThreshold) => r.command.split(' --from ')[0];
    const at = merged.findIndex((other) => option(other) === option(row));
    const other = merged[at];
    if (!other) {
      merged.push(row);
      continue;
    }
    // Dates in text sort as dates.
    const [from] = [other.from, row.from].sort() as [string, string];
    const [, to] = [other.to, row.to].sort() as [string, string];
    merged[at] = {
      ...other,
      sport: `${other.sport}, ${row.sport}`,
      activities: other.activities + row.activities,
      from,
      to,
      command: `${option(row)} --from ${from}`,
    };
  }
  return merged.sort((a, b) => b.activities - a.activities);
}
