/** iGPSPORT's workout structure as a core workout: one level of repeats, one target a step, cadence beside it. */

import type { Json } from '../../core/connector.ts';
import { boolOf, type JsonObject, listOf, numberOf, objectOf, textOf } from '../../core/json.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';
import { sportFromWord } from '../../formats/sport-words.ts';
import { parseJson } from './digits.ts';
import { field } from './payload.ts';

const MAX_NODES = 2000;
const MAX_DEPTH = 8;
/** Seconds, metres or kilocalories of one step; more is a slip. */
const MAX_LENGTH = 1_000_000;
const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };

/** Unit of a target, lower case, to what it is of and what one of it is. */
const TARGETS: Readonly<Record<string, readonly [of: Target['of'], factor: number]>> = {
  powercustom: ['power_w', 1],
  percentofftp: ['ftp_pct', 1],
  power: ['power_zone', 1],
  heartratecustom: ['heart_rate_bpm', 1],
  percentofmaxhr: ['max_hr_pct', 1],
  percentofthresholdhr: ['lthr_pct', 1],
  heartrate: ['hr_zone', 1],
  cadence: ['cadence_rpm', 1],
  speed: ['speed_mps', 1 / 1000],
  percentofthresholdspeed: ['threshold_pace_pct', 1],
};

const INTENSITIES: Readonly<Record<string, NonNullable<Step['intensity']>>> = {
  warmup: 'warmup',
  active: 'active',
  interval: 'interval',
  rest: 'rest',
  recovery: 'recovery',
  cooldown: 'cooldown',
};

/** Null when it has no structure. */
export function workoutOf(payload: JsonObject): Workout | null {
  const written = field(payload, 'structure');
  const structure = listOf(typeof written === 'string' ? parseJson(written) : written);
  if (structure.length === 0) return null;
  const left = { nodes: MAX_NODES };
  return {
    name: cleanLine(field(payload, 'title')),
    note: cleanText(field(payload, 'description')),
    sport: sportOf(payload),
    ftp_w: null,
    steps: structure.flatMap((node) => nodeOf(objectOf(node), left, 0)),
  };
}

function sportOf(payload: JsonObject): SportId {
  const named = sportFromWord(textOf(field(payload, 'workoutType')));
  return named ?? (numberOf(field(payload, 'sportBigType')) === 2 ? 'run' : 'ride');
}

function nodeOf(node: JsonObject, left: { nodes: number }, depth: number): (Step | Repeat)[] {
  if (left.nodes-- <= 0 || depth > MAX_DEPTH) return [];
  const length = objectOf(field(node, 'length'));
  const unit = word(field(length, 'unit'));
  if (word(field(node, 'type')) !== 'repetition' && unit !== 'repetition') return [stepOf(node, length, unit)];
  const inside = listOf(field(node, 'steps')).flatMap((inner) => nodeOf(objectOf(inner), left, depth + 1));
  const times = Math.min(1000, Math.max(1, Math.round(numberOf(field(length, 'value')) ?? 1)));
  // Repeats inside repeats come back from the platform without what was in them; the gap has to be seen.
  const steps = inside.length > 0 ? inside : [lostSteps(node)];
  return [{ kind: 'repeat', times, steps }];
}

function stepOf(node: JsonObject, length: JsonObject, unit: string): Step {
  const intensity = INTENSITIES[word(field(node, 'intensityClass'))] ?? null;
  const target = targetOf(field(node, 'intensityTarget'));
  const cadence = targetOf(field(node, 'cadenceTarget'), 'cadence');
  return {
    kind: 'step',
    name: cleanLine(field(node, 'name'), 100),
    note: cleanText(field(node, 'note', 'notes'), 500),
    intensity,
    end: boolOf(field(node, 'openDuration')) === true ? { kind: 'lap_button' } : endOf(length, unit),
    target: target ?? OPEN,
    cadence,
    cues: [],
  };
}

function endOf(length: JsonObject, unit: string): StepEnd {
  const value = numberOf(field(length, 'value'));
  if (value === null || value <= 0 || value > MAX_LENGTH) return { kind: 'lap_button' };
  switch (unit) {
    case 'second':
    case 'seconds':
      return { kind: 'time', seconds: value };
    case 'minute':
    case 'minutes':
      return { kind: 'time', seconds: value * 60 };
    case 'meter':
    case 'meters':
      return { kind: 'distance', meters: value };
    case 'kilometer':
    case 'kilometers':
      return { kind: 'distance', meters: value * 1000 };
    case 'kcal':
      return { kind: 'condition', text: `${value} kcal burnt` };
    default:
      return { kind: 'condition', text: cleanLine(`${value} ${textOf(field(length, 'unit')) ?? ''}`, 60) ?? 'unknown' };
  }
}

/** Null for none, for `Active`, and for units that are not known. */
function targetOf(written: Json, otherwise = ''): Target | null {
  const known = TARGETS[word(field(written, 'unit')) || otherwise];
  if (!known) return null;
  const [of, factor] = known;
  const [single, min, max] = ['value', 'minValue', 'maxValue'].map((name) => positive(field(written, name)));
  // The server fills `value` with 0 beside a range, and both bounds with 0 beside a zone.
  const low = min ?? (max === null ? single : 0) ?? null;
  const high = max ?? min ?? single ?? null;
  if (low === null || high === null) return null;
  return { of, low: Math.min(low, high) * factor, high: Math.max(low, high) * factor, ramp: false };
}

function positive(value: Json): number | null {
  const number = numberOf(value);
  return number !== null && number > 0 ? number : null;
}

function lostSteps(node: JsonObject): Step {
  return {
    kind: 'step',
    name: cleanLine(field(node, 'name'), 100),
    note: 'iGPSPORT does not hand out the steps of this repeat.',
    intensity: null,
    end: { kind: 'lap_button' },
    target: OPEN,
    cadence: null,
    cues: [],
  };
}

function word(value: Json): string {
  return (textOf(value) ?? '').toLowerCase().replace(/[^a-z]/g, '');
}
