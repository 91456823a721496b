/** What the invented athlete has beside workouts and metrics: calendar, equipment, libraries, strength. */

import { addDays } from '../../../src/core/time.ts';
import { ATHLETE_ID, type Row, STRUCTURE } from './invented-rows.ts';

/** All else there is, by kind. */
export function calendarOf(today: string) {
  const day = (days: number) => `${addDays(today, days)}T00:00:00`;
  return {
    notes: new Map<number, Row>([
      [
        501,
        { athleteId: ATHLETE_ID, title: 'Sore calf', noteDate: day(-3), description: 'left side', isHidden: false },
      ],
      [502, { athleteId: ATHLETE_ID, title: 'New shoes', noteDate: day(-200), description: null, isHidden: false }],
    ]),
    events: new Map<number, Row>([
      [
        601,
        {
          personId: ATHLETE_ID,
          name: 'Fjord Loop',
          eventDate: day(40),
          eventType: 'CyclingRoad',
          atpPriority: 'A',
          distance: 120,
          distanceUnits: 'Kilometers',
          ctlTarget: 70,
          description: '',
          goals: {},
          legs: [],
          results: [],
          workouts: [],
        },
      ],
      [
        602,
        {
          personId: ATHLETE_ID,
          name: 'Village 10',
          eventDate: day(-300),
          eventType: 'RunningRoad',
          atpPriority: 'C',
          distance: 10,
          distanceUnits: '',
          goals: {},
          legs: [],
          results: [],
          workouts: [],
        },
      ],
    ]),
    availability: new Map<number, Row>([
      [
        701,
        {
          personId: ATHLETE_ID,
          startDate: day(12),
          endDate: day(15),
          type: 1,
          limitedAvailability: false,
          reason: 'Vacation',
          availableSportTypes: [],
          description: 'at the sea',
        },
      ],
    ]),
    weeks: [0, 1, 2].map((week) => ({
      athlete: { athleteId: ATHLETE_ID, firstName: 'Ida' },
      week: day(7 * week - 6),
      atpType: 'TSS',
      volume: 400 + 20 * week,
      period: `Base 1 - Week ${week + 1}`,
      raceName: week === 2 ? 'Fjord Loop' : null,
      racePriority: week === 2 ? 'A' : null,
      limitingFactors: { 1: [], 2: [], 3: [] },
      weeksToNextPriorityEvent: 6 - week,
    })),
    equipment: [
      {
        equipmentId: 81,
        athleteId: ATHLETE_ID,
        name: 'Grey gravel',
        type: 1,
        brand: 'Made',
        model: 'Up',
        isDefault: true,
        retired: false,
        startingDistance: 1000,
        actualDistance: 250_000,
        maxDistance: null,
      },
      { equipmentId: 82, athleteId: ATHLETE_ID, name: 'Blue shoes', type: 2, retired: true, actualDistance: 812_000 },
    ] as Row[],
    libraries: new Map<number, Row>([
      [91, { libraryName: 'My workouts', ownerId: ATHLETE_ID, ownerName: 'Ida Erfunden', isDefaultContent: false }],
      [92, { libraryName: 'TrainingPeaks', ownerId: 1, ownerName: 'TrainingPeaks', isDefaultContent: true }],
    ]),
    templates: new Map<number, Row>([
      [
        9101,
        {
          exerciseLibraryId: 91,
          exerciseLibraryItemType: 'WorkoutTemplate',
          itemName: '4 x 5',
          workoutTypeId: 2,
          workoutSubTypeId: null,
          totalTimePlanned: 0.8,
          tssPlanned: 56.5,
          structure: STRUCTURE,
        },
      ],
      [9201, { exerciseLibraryId: 92, itemName: 'Sample swim', workoutTypeId: 1, structure: null }],
    ]),
    strength: new Map<number, Row>([
      [
        3001,
        {
          workoutType: 'StructuredStrength',
          calendarId: ATHLETE_ID,
          title: 'Legs',
          prescribedDate: addDays(today, -5),
          instructions: 'slow down, fast up',
          blocks: [
            {
              id: 'b-1',
              blockType: 'SingleExercise',
              title: null,
              isComplete: true,
              prescriptions: [
                {
                  id: 'p-1',
                  exercise: { id: 12, title: 'Back squat', parameters: [] },
                  sets: [
                    { id: 's-1', isComplete: true, parameterValues: [] },
                    { id: 's-2', isComplete: false, parameterValues: [] },
                  ],
                },
              ],
            },
          ],
          snapshot: { totalBlocks: 1, completedBlocks: 0, totalSets: 2, completedSets: 1 },
        },
      ],
    ]),
  };
}
