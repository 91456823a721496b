/** The athlete's settings as the computation needs them, and a fingerprint that tells when a value is out of date. */

import { createHash } from 'node:crypto';
import type { Athlete } from '../core/athlete.ts';
import type { Family } from '../core/sport.ts';
import { type Threshold, type ThresholdKind, type ThresholdsInForce, thresholdsInForce } from '../core/thresholds.ts';
import type { Db } from '../store/store.ts';

export interface Settings {
  readonly athlete: Athlete;
  /** Sorted by date. */
  readonly thresholds: readonly Threshold[];
}

export async function loadSettings(db: Db, athlete_id: number): Promise<Settings> {
  const athlete = await db.selectFrom('athlete').selectAll().where('id', '=', athlete_id).executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('threshold as t')
    .leftJoin('account as a', 'a.id', 't.account_id')
    .select(['t.kind', 't.family', 't.value', 't.valid_from', 't.origin'])
    .where('t.athlete_id', '=', athlete_id)
    // What a source has not released must not shape the numbers either.
    .where((e) => e.or([e('a.id', 'is', null), e.and([e('a.show_models', '=', 1), e('a.combine', '=', 1)])]))
    .orderBy('t.valid_from')
    .orderBy('t.id')
    .execute();
  const thresholds = rows.map(
    (row): Threshold => ({ ...row, kind: row.kind as ThresholdKind, family: row.family as Family | null }),
  );
  return { athlete, thresholds };
}

/** Changes with every change of a threshold or profile, by whatever process: settings loaded at the same number are equal. */
export async function settingsRevision(db: Db): Promise<string> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', 'settings_revision')
    .executeTakeFirstOrThrow();
  return row.value;
}

/** Values in force for an activity. */
export function inForce(settings: Settings, family: Family, local_date: string): ThresholdsInForce {
  return thresholdsInForce(latest(settings.thresholds, local_date), family, local_date);
}

/** The settings with only those thresholds that can be in force on a day from `first` to `last` (local dates). */
export function settingsBetween(settings: Settings, first: string, last: string): Settings {
  const kept = new Set(latest(settings.thresholds, first));
  for (const t of settings.thresholds) if (t.valid_from > first && t.valid_from <= last) kept.add(t);
  return { athlete: settings.athlete, thresholds: settings.thresholds.filter((t) => kept.has(t)) };
}

/** Changes exactly when something an activity's values depend on changes (besides its recordings). */
export function fingerprint(
  settings: Settings,
  activity: { family: string; local_date: string; repairs_off: string; rpe: number | null },
  versions: string,
): string {
  const thresholds = inForce(settings, activity.family as Family, activity.local_date);
  // Date and origin are told with every answer, so they count like the value.
  const values = Object.entries(thresholds)
    .map(([kind, t]) => [kind, t.value, t.valid_from, t.origin])
    .sort();
  const { sex, height_m } = settings.athlete;
  const text = JSON.stringify([versions, sex, height_m, values, activity.repairs_off, activity.rpe]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

// Devices repeat their settings in every file: ten years are ten thousand values, of which a day needs a handful.
const SERIES = new WeakMap<readonly Threshold[], readonly (readonly Threshold[])[]>();

/** Of every kind, family and origin the last value that is not after the date. */
function latest(thresholds: readonly Threshold[], local_date: string): Threshold[] {
  let series = SERIES.get(thresholds);
  if (!series) {
    const by_key = new Map<string, Threshold[]>();
    for (const t of thresholds) {
      const key = `${t.kind}/${t.family}/${t.origin}`;
      const list = by_key.get(key);
      if (list) list.push(t);
      else by_key.set(key, [t]);
    }
    series = [...by_key.values()];
    SERIES.set(thresholds, series);
  }
  const found: Threshold[] = [];
  for (const list of series) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]!.valid_from <= local_date) low = middle + 1;
      else high = middle;
    }
    if (low > 0) found.push(list[low - 1]!);
  }
  return found;
}
