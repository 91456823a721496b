/** TrainingPeaks' own fitness curve beside ours: how far they are apart, in one sentence. */

import { compareFitness, type FitnessDay, fitnessDayOf } from '../connectors/trainingpeaks/fitness.ts';
import type { QueryContext } from '../queries/context.ts';
import { loadHistory } from '../queries/load-history.ts';
import { getPayload } from '../sync/payloads.ts';

/** The latest year tells what there is to tell. */
const DAYS = 365;

/** null when TrainingPeaks has told no curve, or there is no day to compare. */
export async function comparePlatformFitness(context: QueryContext): Promise<string | null> {
  const { db } = context.store;
  const items = await db
    .selectFrom('item as i')
    .innerJoin('account as a', 'a.id', 'i.account_id')
    .select('i.payload_hash')
    .where('a.athlete_id', '=', context.athlete.id)
    .where('a.platform', '=', 'trainingpeaks')
    .where('i.stream', '=', 'fitness')
    .where('i.deleted_at', 'is', null)
    .orderBy('i.local_date', 'desc')
    .limit(DAYS)
    .execute();
  const history = items.length === 0 ? null : await loadHistory(context, { until: context.today });
  if (!history) return null;
  const rows: FitnessDay[] = [];
  for (const { payload_hash } of items) {
    const row = fitnessDayOf(await getPayload(db, payload_hash));
    if (row) rows.push(row);
  }
  const ours = history.days.map((day, i) => ({
    local_date: history.dates[i]!,
    ctl: day.ctl,
    atl: day.atl,
    tsb: day.tsb_start_of_day,
  }));
  const { ctl, without_value } = compareFitness(rows, ours);
  if (!ctl) return null;
  const { last, days, mean_abs, max_abs, max_on } = ctl;
  const said = `TrainingPeaks has CTL ${last.platform.toFixed(1)} on ${last.local_date}, Paceline ${last.ours.toFixed(1)}; over ${days} days they differ by ${mean_abs.toFixed(1)} on average and ${max_abs.toFixed(1)} at most (${max_on})`;
  const gaps = without_value > 0 ? `; ${without_value} days came without a number` : '';
  const why =
    mean_abs > 0.1 * Math.max(10, last.platform)
      ? '. They rest on different thresholds or loads: TrainingPeaks also counts load that was typed in or estimated'
      : '';
  return `${said}${gaps}${why}`;
}
