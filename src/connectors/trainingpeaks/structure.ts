/** The web app's structured workouts as core workouts: blocks of steps, percent of a threshold, seconds or metres. */

import type { Json } from '../../core/connector.ts';
import { at, boolOf, isObject, type JsonObject, listOf, numberOf, objectOf, textOf } from '../../core/json.ts';
import type { SportId } from '../../core/sport.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';

const MAX_STEPS = 2000;
const MAX_TIMES = 1000;
/** There are no repeats inside repeats; other programs may write some all the same. */
const MAX_DEPTH = 6;
const MAX_TEXT = 4_000_000;

const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };

/** What the numbers of a target are; words are compared without case and punctuation. */
const METRICS: ReadonlyMap<string, Target['of']> = new Map<string, Target['of']>([
  ['percentofftp', 'ftp_pct'],
  ['percentofthresholdpower', 'ftp_pct'],
  ['percentofthresholdhr', 'lthr_pct'],
  ['percentofthresholdheartrate', 'lthr_pct'],
  ['percentofmaxhr', 'max_hr_pct'],
  ['percentofmaxheartrate', 'max_hr_pct'],
  ['percentofthresholdpace', 'threshold_pace_pct'],
  ['percentofthresholdspeed', 'threshold_pace_pct'],
  ['power', 'power_w'],
  ['watt', 'power_w'],
  ['watts', 'power_w'],
  ['absolutepower', 'power_w'],
  ['heartrate', 'heart_rate_bpm'],
  ['absoluteheartrate', 'heart_rate_bpm'],
  ['bpm', 'heart_rate_bpm'],
  ['beatsperminute', 'heart_rate_bpm'],
  ['meterspersecond', 'speed_mps'],
  ['meterpersecond', 'speed_mps'],
  ['roundorstrideperminute', 'cadence_rpm'],
  ['rpm', 'cadence_rpm'],
]);

const INTENSITIES: ReadonlyMap<string, Step['intensity']> = new Map<string, Step['intensity']>([
  ['warmup', 'warmup'],
  ['active', 'active'],
  ['rest', 'rest'],
  ['recovery', 'recovery'],
  ['cooldown', 'cooldown'],
  ['interval', 'interval'],
]);

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
]);
const METERS: ReadonlyMap<string, number> = new Map([
  ['meter', 1],
  ['metre', 1],
  ['kilometer', 1000],
  ['kilometre', 1000],
  ['mile', 1609.344],
  ['yard', 0.9144],
]);

interface Reading {
  readonly metric: string;
  left: number;
}

/** The steps of a `structure`, an object or the same as text; null when there is none that can be read. */
export function workoutOf(structure: Json | undefined, sport: SportId | null, name: string | null): Workout | null {
  const whole = parsed(structure);
  const blocks = Array.isArray(whole) ? whole : listOf(at(whole, 'structure'));
  const reading: Reading = { metric: textOf(at(whole, 'primaryIntensityMetric')) ?? '', left: MAX_STEPS };
  const steps = blocks.flatMap((block) => blockOf(objectOf(block), reading, 0));
  return steps.length === 0 ? null : { name, note: null, sport: sport ?? 'other', ftp_w: null, steps };
}

function parsed(structure: Json | undefined): Json {
  if (typeof structure !== 'string') return structure ?? null;
  if (structure.length > MAX_TEXT) return null;
  try {
    return JSON.parse(structure) as Json;
  } catch {
    return null;
  }
}

/** A block is steps to be done `length` times; ramps are blocks of small steps. */
function blockOf(block: JsonObject, reading: Reading, depth: number): (Step | Repeat)[] {
  if (depth > MAX_DEPTH || reading.left <= 0) return [];
  const inner = listOf(block.steps);
  if (inner.length === 0) return stepOf(block, reading);
  const steps = inner.flatMap((entry) => blockOf(objectOf(entry), reading, depth + 1));
  const times = Math.round(numberOf(at(block, 'length', 'value')) ?? 1);
  if (steps.length === 0 || times <= 1) return steps;
  return [{ kind: 'repeat', times: Math.min(times, MAX_TIMES), steps }];
}

function stepOf(step: JsonObject, reading: Reading): Step[] {
  const end = endOf(step);
  if (end === null) return [];
  reading.left--;
  const targets = listOf(step.targets).filter(isObject);
  const cadence = targets.find((target) => metricOf(target.unit) === 'cadence_rpm');
  const primary =
    targets.find((target) => target !== cadence && !textOf(target.unit)) ?? targets.find((t) => t !== cadence);
  const [target, told] = primary ? aimOf(primary, reading.metric) : [OPEN, null];
  const held = cadence ? boundsOf(cadence) : null;
  return [
    {
      kind: 'step',
      name: cleanLine(step.name),
      note: cleanText([textOf(step.notes), told].filter((text) => text !== null).join('\n')),
      intensity: INTENSITIES.get(bare(step.intensityClass)) ?? null,
      end,
      target,
      cadence: held ? { of: 'cadence_rpm', ...held, ramp: false } : null,
      cues: [],
    },
  ];
}

function endOf(step: JsonObject): StepEnd | null {
  if (boolOf(step.openDuration) === true) return { kind: 'lap_button' };
  const value = numberOf(at(step, 'length', 'value'));
  const unit = bare(at(step, 'length', 'unit'));
  if (value === null || value <= 0 || value > 1e7) return null;
  const [seconds, meters] = [byUnit(SECONDS, unit), byUnit(METERS, unit)];
  if (seconds !== undefined) return { kind: 'time', seconds: value * seconds };
  if (meters !== undefined) return { kind: 'distance', meters: Math.round(value * meters * 1000) / 1000 };
  const text = cleanLine(`${value} ${unit}`, 60);
  return text === null ? null : { kind: 'condition', text };
}

/** The target, or an open one and a line that says what was aimed at where core has no name for it. */
function aimOf(target: JsonObject, metric: string): [Target, string | null] {
  const bounds = boundsOf(target);
  // A rest at the wall is written as 0 to 0 percent.
  if (!bounds || bounds.high === 0) return [OPEN, null];
  const written = textOf(target.unit) ?? metric;
  const of = metricOf(written);
  if (of !== undefined) return [{ of, ...bounds, ramp: false }, null];
  const range = bounds.low === bounds.high ? `${bounds.low}` : `${bounds.low}–${bounds.high}`;
  return [OPEN, cleanLine(`${bare(written) === 'rpe' ? 'RPE' : written} ${range}`, 100)];
}

function boundsOf(target: JsonObject): { low: number; high: number } | null {
  const least = numberOf(target.minValue) ?? numberOf(target.value);
  const most = numberOf(target.maxValue);
  const low = least ?? most;
  if (low === null) return null;
  const high = most ?? low;
  return { low: Math.min(low, high), high: Math.max(low, high) };
}

function metricOf(word: unknown): Target['of'] | undefined {
  return METRICS.get(bare(word));
}

/** Units come in the singular; plurals occur. */
function byUnit(units: ReadonlyMap<string, number>, unit: string): number | undefined {
  return units.get(unit) ?? units.get(unit.replace(/s$/, ''));
}

function bare(word: unknown): string {
  return typeof word === 'string'
    ? word
        .slice(0, 60)
        .toLowerCase()
        .replace(/[^a-z]/g, '')
    : '';
}
