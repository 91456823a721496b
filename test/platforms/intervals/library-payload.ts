/** Folders, plans and custom items of the invented athlete. */

import type { CustomItem, Folder } from '../../../src/connectors/intervals/api-types.ts';

export function inventedFolders(athlete_id: string): Folder[] {
  const workout = (id: number, folder_id: number, name: string, percent: number) => ({
    id,
    athlete_id,
    folder_id,
    name,
    type: 'Ride' as const,
    description: `- 20m ${percent}%`,
    moving_time: 1200,
    icu_training_load: 20,
    workout_doc: {
      duration: 1200,
      steps: [{ duration: 1200, power: { value: percent, units: '%ftp' } }],
    } as unknown as {
      readonly [key: string]: unknown;
    },
  });
  return [
    {
      id: 11,
      athlete_id,
      type: 'FOLDER',
      name: 'Tempo rides',
      num_workouts: 2,
      visibility: 'PRIVATE',
      shareToken: 'share-token-4f2a',
      children: [workout(701, 11, 'Tempo 1', 80), workout(702, 11, 'Tempo 2', 85)],
    },
    {
      id: 12,
      athlete_id,
      type: 'PLAN',
      name: 'Build block',
      start_date_local: '2026-11-02',
      duration_weeks: 4,
      children: [workout(703, 12, 'Day one', 95)],
      owner: { id: athlete_id, name: 'Ida Erfunden', email: 'ida@example.org' },
    },
  ];
}

export function inventedCustomItems(athlete_id: string): CustomItem[] {
  return [
    {
      id: 81,
      athlete_id,
      type: 'INPUT_FIELD',
      name: 'Rpe of the day',
      visibility: 'PRIVATE',
      content: { code: 'Rpe', type: 'numeric' } as unknown as { readonly [key: string]: unknown },
      from_athlete: { id: 'i999001', name: 'Conny Coach', email: 'conny@example.org' },
    },
    { id: 82, athlete_id, type: 'ACTIVITY_FIELD', name: 'Muscle soreness', visibility: 'PRIVATE', content: null },
  ];
}
