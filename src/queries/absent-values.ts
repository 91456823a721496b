/** Why values have none, in as few words as the truth allows: the reasons stored with each activity, gathered. */

import { REASONS, type Reason } from '../core/known.ts';

/** Reads `activity.absent`; anything unexpected is skipped. */
export function absentReasons(json: string): Map<string, Reason> {
  const found = new Map<string, Reason>();
  for (const [metric, reason] of Object.entries(JSON.parse(json) as Record<string, unknown>)) {
    if (typeof reason === 'string' && Object.hasOwn(REASONS, reason)) found.set(metric, reason as Reason);
  }
  return found;
}

/** Reasons of a column over many rows: the commonest first, with how many rows it concerns when it is not all. */
export function columnReason(reasons: readonly Reason[], rows: number): string | null {
  const told = reasons.filter((reason) => reason !== 'not_for_this_sport');
  if (told.length === 0) return null;
  const counts = new Map<Reason, number>();
  for (const reason of told) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 2)
    .map(([reason, count]) => (count === rows ? REASONS[reason] : `${REASONS[reason]} (${count} of ${rows})`))
    .join('; ');
}

/** Fields that share a reason under one key, so that thirty power figures of a ride without power cost one line. */
export function groupedReasons(reasons: ReadonlyMap<string, Reason>): { [fields: string]: string } {
  const by_reason = new Map<Reason, string[]>();
  for (const [field, reason] of reasons) {
    if (reason === 'not_for_this_sport') continue;
    const fields = by_reason.get(reason) ?? [];
    fields.push(field);
    by_reason.set(reason, fields);
  }
  return Object.fromEntries([...by_reason].map(([reason, fields]) => [fields.join(', '), REASONS[reason]]));
}
