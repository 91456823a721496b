/** The summary of one activity: every metric in its group, and what the devices themselves said where it differs. */

import { METRICS } from '../metrics/index.ts';
import type { ActivityRow } from './activity-row.ts';
import { type Cell, roundCell, type Section, type Table, tableOf } from './answer.ts';
import { groupOf, METRIC_GROUPS } from './metric-list.ts';

/** Metrics by group; only what has a value. */
export function summarySection(row: ActivityRow): { [group: string]: Section } {
  const groups: { [group: string]: { [metric: string]: Cell } } = {};
  for (const group of METRIC_GROUPS) groups[group] = {};
  for (const metric of METRICS) {
    const value = row.values.get(metric.id);
    if (value !== undefined) groups[groupOf(metric.id)]![metric.id] = roundCell(metric.id, value);
  }
  if (row.load_method !== null && row.values.has('load')) groups.load!.load_method = row.load_method;
  if (row.end_s > row.start_s && !row.values.has('elapsed_s')) {
    groups.time_and_distance!.start_to_end_s = Math.round(row.end_s - row.start_s);
  }
  return Object.fromEntries(Object.entries(groups).filter(([, values]) => Object.keys(values).length > 0));
}

// The device's word for a figure of ours; names that are equal are not listed.
const OUR_NAME: Record<string, string> = {
  timer_s: 'recorded_s',
  max_hr_bpm: 'highest_hr_bpm',
  lengths: 'pool_lengths',
};

/** Smaller differences are rounding or the last second of the file. */
const SAME_SHARE = 0.01;

/**
 * What devices and platforms computed themselves. Without `all` only where it differs from ours by more than 1 %, and
 * what we have no counterpart for.
 */
export function deviceTable(row: ActivityRow, all: boolean): Table | null {
  const rows: { [column: string]: Cell }[] = [];
  for (const [recording, values] of Object.entries(JSON.parse(row.device_values) as Record<string, unknown>)) {
    if (typeof values !== 'object' || values === null) continue;
    for (const [name, device] of Object.entries(values)) {
      if (typeof device !== 'number' || !Number.isFinite(device)) continue;
      const metric = OUR_NAME[name] ?? name;
      const ours = row.values.get(metric) ?? null;
      const difference = ours === null || ours === 0 ? null : (100 * (device - ours)) / Math.abs(ours);
      const same =
        ours !== null && (Math.abs(device - ours) <= SAME_SHARE * Math.abs(ours) || sameRounded(metric, device, ours));
      if (same && !all) continue;
      rows.push({
        metric,
        ours: ours === null ? null : roundCell(metric, ours),
        device: roundCell(metric, device),
        difference_pct: difference === null ? null : Number(difference.toFixed(1)),
        recording: /^\d+$/.test(recording) ? `r${recording}` : 'platform',
      });
    }
  }
  return rows.length === 0 ? null : tableOf(['metric', 'ours', 'device', 'difference_pct', 'recording'], rows);
}

function sameRounded(metric: string, a: number, b: number): boolean {
  return roundCell(metric, a) === roundCell(metric, b);
}
