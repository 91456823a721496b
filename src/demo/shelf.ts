/** Where each recording ends up: which device's folder or the account export, in which format, and which twice. */

import type { SportId } from '../core/sport.ts';
import { addDays } from '../core/time.ts';
import type { Life, Plan } from './calendar.ts';

export interface Place {
  readonly plan: Plan;
  readonly format: 'fit' | 'tcx' | 'gpx';
  /** Only inside the account export, perhaps with a loose second file. */
  readonly archived: boolean;
  /** Path of the loose file; null when there is none. */
  readonly path: string | null;
  /** A further loose file: the same bytes, or the same workout in another format. */
  readonly also: { readonly path: string; readonly format: 'fit' | 'tcx' } | null;
  readonly on_phone: boolean;
}

export interface Shelf {
  readonly places: readonly Place[];
  readonly new_watch_from: string;
  /** The ride that two devices recorded. */
  readonly twice: Plan | null;
  /** The ride whose file breaks off. */
  readonly cut_off: Plan | null;
}

/** Runs of the first months come from an old watch as TCX; at most this many, as XML is large. */
const OLD_RUNS = 30;

export function arrange(life: Life): Shelf {
  const newest_first = life.plans.toReversed();
  const plain = (plan: Plan): boolean =>
    plan.session.sport === 'ride' && !plan.session.id.includes('test') && !inArchive(life, plan);
  const twice = newest_first.find((p) => plain(p) && p.local_date < addDays(life.last_date, -30)) ?? null;
  const cut_off =
    newest_first.find((p) => plain(p) && p.local_date < addDays(life.last_date, -75) && p !== twice) ?? null;

  let old_runs = 0;
  let hikes = 0;
  let archived_count = 0;
  let new_watch_from = life.last_date;
  const places: Place[] = [];
  for (const plan of life.plans) {
    const { sport } = plan.session;
    const on_phone = sport === 'hike' && ++hikes % 3 === 0;
    const archived = inArchive(life, plan) && sport !== 'multisport';
    const old_run = sport === 'run' && !archived && old_runs < OLD_RUNS;
    if (old_run) old_runs++;
    else if (sport === 'run' && plan.local_date < new_watch_from) new_watch_from = plan.local_date;
    const format = on_phone ? 'gpx' : old_run ? 'tcx' : 'fit';
    const file = (ext: string): string => `${folderOf(sport, format)}/${fileName(plan)}.${ext}`;
    let also: Place['also'] = null;
    if (archived) {
      archived_count++;
      // Some were copied from the device as well, some came back as TCX from another place.
      if (format === 'fit' && archived_count % 6 === 2) also = { path: file('fit'), format: 'fit' };
      else if (sport !== 'pool_swim' && sport !== 'strength' && format === 'fit' && archived_count % 9 === 4) {
        also = { path: `downloads/${fileName(plan)}.tcx`, format: 'tcx' };
      }
    }
    places.push({ plan, format, archived, path: archived ? null : file(format), also, on_phone });
  }
  return { places, new_watch_from, twice, cut_off };
}

function inArchive(life: Life, plan: Plan): boolean {
  return plan.local_date >= life.archived.from && plan.local_date <= life.archived.to;
}

function folderOf(sport: SportId, format: Place['format']): string {
  if (format === 'gpx') return 'phone';
  if (format === 'tcx') return 'old-watch';
  return sport === 'ride' || sport === 'indoor_ride' ? 'head-unit' : 'watch';
}

export function fileName(plan: Plan): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const minute = ((plan.start_minute % 1440) + 1440) % 1440;
  return `${plan.local_date}-${two(Math.floor(minute / 60))}${two(minute % 60)}-${plan.session.sport.replaceAll('_', '-')}`;
}
