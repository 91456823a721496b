/** Fitness and fatigue as the platform computes them, planned sessions included for the days ahead. */

import { addDays } from '../../../src/core/time.ts';
import type { AthleteState } from './state.ts';

export interface Fitness {
  readonly ctl: number;
  readonly atl: number;
  readonly load: number;
}

const CTL = 1 - Math.exp(-1 / 42);
const ATL = 1 - Math.exp(-1 / 7);

/** Every day from the first activity or entry to `last`. Activities that are held back count. */
export function fitnessOf({ activities, events, days, invented }: AthleteState, last: string): Map<string, Fitness> {
  const loads = new Map<string, number>();
  const add = (date: string, load: number) => loads.set(date, (loads.get(date) ?? 0) + load);
  for (const { workout, load } of activities) add(workout.local_date, load);
  for (const { start_date_local, icu_training_load } of events) {
    const date = (start_date_local ?? '').slice(0, 10);
    if (date > invented.today && icu_training_load) add(date, icu_training_load);
  }
  const dates = [...loads.keys(), ...days.keys()].sort();
  const fitness = new Map<string, Fitness>();
  let [ctl, atl] = [0, 0];
  for (let date = dates[0] ?? last; date <= last; date = addDays(date, 1)) {
    const load = loads.get(date) ?? 0;
    ctl += (load - ctl) * CTL;
    atl += (load - atl) * ATL;
    fitness.set(date, { ctl, atl, load });
  }
  return fitness;
}
