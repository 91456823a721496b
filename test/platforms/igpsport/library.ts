/** The workout library of the fake: read, written and deleted with the platform's habits. */

import type { FakeRequest, FakeResponse } from '../server.ts';
import { type FakeState, ok, refused, type StoredWorkout } from './state.ts';

type Node = Record<string, unknown> & { steps?: Node[]; type?: unknown };

const UNITS = new Set([
  'PowerCustom',
  'PercentOfFTP',
  'Power',
  'HeartRateCustom',
  'HeartRate',
  'Cadence',
  'Speed',
  'Active',
]);

export const SWEET_SPOT = {
  title: '2x20 sweet spot',
  description: 'Stay seated',
  totalTime: 4800,
  workoutType: 'bike',
  sportBigType: 1,
  allowDeletion: true,
  structure: [
    {
      type: 'Step',
      name: 'Warm-up',
      intensityClass: 'WarmUp',
      openDuration: 'false',
      length: { unit: 'Second', value: 600 },
      intensityTarget: { unit: 'PowerCustom', value: 0, minValue: 115, maxValue: 150 },
    },
    {
      type: 'Repetition',
      name: 'Main',
      intensityClass: 'Active',
      openDuration: 'false',
      length: { unit: 'Repetition', value: 2 },
      steps: [
        {
          type: 'Step',
          name: 'SST',
          intensityClass: 'Active',
          openDuration: 'false',
          length: { unit: 'Second', value: 1200 },
          intensityTarget: { unit: 'PercentOfFTP', minValue: 88, maxValue: 94 },
          cadenceTarget: { unit: 'Cadence', minValue: 85, maxValue: 95 },
          note: 'stay seated',
        },
        {
          type: 'Step',
          name: 'Easy',
          intensityClass: 'Rest',
          openDuration: 'false',
          length: { unit: 'Meter', value: 2000 },
          intensityTarget: { unit: 'Speed', minValue: 5000, maxValue: 10_000 },
        },
      ],
    },
    { type: 'Step', name: 'Spin out', intensityClass: 'CoolDown', openDuration: 'true' },
  ],
};

export function addWorkout(state: FakeState, data: Record<string, unknown>): StoredWorkout {
  const id = state.next_workout_id++;
  const stored = { id, data: readBack(state, data) };
  state.library.set(id, stored);
  return stored;
}

export function listWorkouts(state: FakeState, { query }: FakeRequest): FakeResponse {
  if (state.switches.old_workout_list) return refused(40_400, 'no such method');
  const page = Number(query.get('PageIndex') ?? 1);
  const size = Number(query.get('PageSize') ?? 50);
  const all = [...state.library.values()].reverse();
  const items = all.slice((page - 1) * size, page * size).map(({ id, data }) => ({
    id,
    title: data.title,
    totalTime: data.totalTime,
    workoutType: data.workoutType,
    iconPath: 'https://example.test/icon.png',
    sportBigType: data.sportBigType,
    createTimestamp: data.createTimestamp,
  }));
  return ok({ total: all.length, items });
}

export function listWorkoutsOld(state: FakeState): FakeResponse {
  if (state.region !== 'cn') return { status: 404 };
  return ok(
    [...state.library.values()].map(({ id, data }) => ({
      workoutId: id,
      title: data.title,
      totalTime: data.totalTime,
      img: null,
      grade: 3,
    })),
  );
}

export function workoutDetail(state: FakeState, { query }: FakeRequest): FakeResponse {
  const stored = state.library.get(Number(query.get('id')));
  return stored ? ok({ id: stored.id, ...stored.data }) : refused(40_404, 'workout not found');
}

export function editWorkout(state: FakeState, request: FakeRequest): FakeResponse {
  const body = request.json() as { data?: Record<string, unknown> } | null;
  const data = body?.data;
  if (!data || typeof data.title !== 'string' || !Array.isArray(data.structure))
    return refused(1004, 'parameter error');
  if (!unitsKnown(data.structure as Node[])) return refused(1004, 'unknown unit');
  const { id } = data;
  if (id === undefined || id === '0') return ok({ workoutId: addWorkout(state, data).id });
  const stored = typeof id === 'string' ? state.library.get(Number(id)) : undefined;
  if (!stored) return refused(40_404, 'workout not found');
  stored.data = readBack(state, data);
  return ok({ workoutId: stored.id });
}

export function deleteWorkout(state: FakeState, request: FakeRequest): FakeResponse {
  const id = request.query.get('id') ?? (request.json() as { id?: unknown } | null)?.id;
  return state.library.delete(Number(id)) ? ok(true) : refused(40_404, 'workout not found');
}

function unitsKnown(nodes: readonly Node[]): boolean {
  return nodes.every((node) => {
    const unit = (node.intensityTarget as { unit?: string } | undefined)?.unit;
    return (unit === undefined || UNITS.has(unit)) && unitsKnown(node.steps ?? []);
  });
}

/** As the server gives it back: values filled in, repeats inside repeats emptied. */
function readBack(state: FakeState, data: Record<string, unknown>): Record<string, unknown> {
  const { id: _id, ...rest } = data;
  return {
    allowDeletion: true,
    isOfficial: false,
    createTimestamp: state.now() * 1000,
    ...rest,
    structure: (data.structure as Node[]).map((node) => nodeBack(node, 0)),
  };
}

function nodeBack(node: Node, depth: number): Node {
  const { steps, ...rest } = node;
  const target = node.intensityTarget as Record<string, unknown> | undefined;
  return {
    note: '',
    ...rest,
    ...(target ? { intensityTarget: { value: 0, ...target } } : {}),
    ...(steps && depth === 0 ? { steps: steps.map((inner) => nodeBack(inner, depth + 1)) } : {}),
  };
}
