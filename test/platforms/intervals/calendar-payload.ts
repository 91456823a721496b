/** The calendar of the invented athlete: one entry of every category, in the past and ahead. */

import type { Event } from '../../../src/connectors/intervals/api-types.ts';
import { addDays } from '../../../src/core/time.ts';
import type { InventedAthlete } from '../athlete.ts';

const TEXT = 'Warmup\n- 10m ramp 50-75%\n\nMain 3x\n- 10m 98-102% 90rpm\n- 5m 50%\n\nCooldown\n- 10m Z1';

/** As the platform stores the text above. */
const DOC = {
  duration: 3900,
  distance: 0,
  steps: [
    { duration: 600, ramp: true, warmup: true, power: { start: 50, end: 75, units: '%ftp' } },
    {
      reps: 3,
      text: 'Main 3x',
      duration: 2700,
      steps: [
        {
          duration: 600,
          power: { start: 98, end: 102, units: '%ftp' },
          cadence: { value: 90, units: 'rpm' },
        },
        { duration: 300, power: { value: 50, units: '%ftp' } },
      ],
    },
    { duration: 600, cooldown: true, power: { value: 1, units: 'power_zone' } },
  ],
};

export function inventedEvents(athlete_id: string, { today }: InventedAthlete): Event[] {
  let id = 9000;
  const event = (
    category: NonNullable<Event['category']>,
    days: number,
    more: Partial<Event> = {},
    length = 1,
  ): Event => ({
    id: ++id,
    uid: `uid-${id}`,
    athlete_id,
    category,
    start_date_local: `${addDays(today, days)}T00:00:00`,
    end_date_local: `${addDays(today, days + length)}T00:00:00`,
    name: null,
    description: null,
    type: null,
    icu_training_load: null,
    workout_doc: {},
    updated: '2026-06-01T08:00:00.000+00:00',
    ...more,
  });
  const workout: Partial<Event> = {
    name: '3x10 threshold',
    type: 'Ride',
    description: TEXT,
    moving_time: 3900,
    icu_training_load: 81,
    icu_intensity: 83.27,
    workout_doc: DOC as unknown as NonNullable<Event['workout_doc']>,
    target: 'AUTO',
  };
  return [
    event('SEASON_START', -200, { name: 'Season' }),
    event('PLAN', -60, { tags: ['Base'] }, 28),
    event('HOLIDAY', -40, { name: 'Away', training_availability: 'LIMITED' }, 5),
    event('FITNESS_DAYS', -30, { ctl_days: 42, atl_days: 7 }),
    event('SICK', -20, { name: 'Cold', training_availability: 'UNAVAILABLE' }, 3),
    event('SET_EFTP', -18, { icu_ftp: 240, type: 'Ride' }),
    event('TARGET', -14, { load_target: 400, time_target: 36_000, type: 'Ride' }, 7),
    event('WORKOUT', -2, workout),
    event('WORKOUT', 2, workout),
    event('WORKOUT', 3, { name: 'Strength', type: 'WeightTraining', description: 'Squats', moving_time: 2700 }),
    event('NOTE', 4, { name: 'Bring lights', description: 'It gets dark early.' }),
    event('RACE_A', 30, { name: 'Autumn race', type: 'Ride', distance: 120_000 }),
  ];
}
