/** The steps the platform has read from a workout's text, in the neutral form. Anything that is none is left out. */

import type { Json } from '../../core/connector.ts';
import { boolOf, numberOf, objectOf, positiveOf, textOf } from '../../core/json.ts';
import type { SportId } from '../../core/sport.ts';
import { familyOf } from '../../core/sport.ts';
import { cleanLine } from '../../core/text.ts';
import type { Repeat, Step, StepEnd, Target, Workout } from '../../core/workout.ts';
import { fieldsOf, objectsOf, type Unread } from './payload.ts';

/** As the platform writes them; there is no published type. */
interface DocStep {
  readonly text?: string;
  readonly duration?: number;
  readonly distance?: number;
  readonly until_lap_press?: boolean;
  readonly reps?: number;
  readonly steps?: readonly unknown[];
  readonly warmup?: boolean;
  readonly cooldown?: boolean;
  readonly intensity?: string;
  readonly ramp?: boolean;
  readonly freeride?: boolean;
  readonly maxeffort?: boolean;
  readonly power?: unknown;
  readonly hr?: unknown;
  readonly pace?: unknown;
  readonly cadence?: unknown;
  readonly _pace?: unknown;
}

interface Frame {
  readonly name: string | null;
  readonly sport: SportId;
  /** AUTO, POWER, HR or PACE: which target counts where a step has several. */
  readonly target?: Json | undefined;
}

const MAX_DEPTH = 8;
const MAX_STEPS = 2000;
const MAX_REPEATS = 1000;

/** Null when there are no steps: the platform could not read the text, or there is none. */
export function readWorkoutDoc(doc: Json | undefined, frame: Frame): Workout | null {
  const { steps, description, ftp, target } = objectOf(doc);
  const order = orderOf(frame.sport, textOf(frame.target), textOf(target));
  const reader = { order, left: MAX_STEPS };
  const read = readSteps(objectsOf(steps), reader, 0);
  if (read.length === 0) return null;
  return {
    name: frame.name,
    note: cleanLine(description, 2000),
    sport: frame.sport,
    ftp_w: positiveOf(ftp),
    steps: read,
  };
}

type Kind = 'power' | 'hr' | 'pace';

interface Reader {
  readonly order: readonly Kind[];
  /** Steps still taken; a document has no bound of its own. */
  left: number;
}

function orderOf(sport: SportId, ...said: readonly (string | null)[]): readonly Kind[] {
  const kinds: Readonly<Record<string, Kind>> = { POWER: 'power', HR: 'hr', PACE: 'pace' };
  const first = said.flatMap((word) => (word !== null && Object.hasOwn(kinds, word) ? [kinds[word]!] : []));
  const usual: readonly Kind[] = ['run', 'swim', 'walk'].includes(familyOf(sport))
    ? ['pace', 'power', 'hr']
    : ['power', 'pace', 'hr'];
  return [...new Set([...first, ...usual])];
}

function readSteps(list: readonly unknown[], reader: Reader, depth: number): (Step | Repeat)[] {
  if (depth > MAX_DEPTH) return [];
  return list.flatMap((entry) => {
    const step = fieldsOf<DocStep>(entry);
    const inner = objectsOf(step.steps);
    if (inner.length > 0) {
      const steps = readSteps(inner, reader, depth + 1);
      const times = Math.floor(numberOf(step.reps) ?? 1);
      if (steps.length === 0 || times < 1) return [];
      return times === 1 ? steps : [{ kind: 'repeat', times: Math.min(times, MAX_REPEATS), steps } satisfies Repeat];
    }
    const end = endOf(step);
    if (end === null || reader.left-- <= 0) return [];
    return [stepOf(step, end, reader.order)];
  });
}

function endOf(step: Unread<DocStep>): StepEnd | null {
  const seconds = positiveOf(step.duration);
  const meters = positiveOf(step.distance);
  if (boolOf(step.until_lap_press) === true) return { kind: 'lap_button' };
  // A step over a distance also carries the time it is thought to take.
  if (meters !== null) return { kind: 'distance', meters };
  return seconds === null ? null : { kind: 'time', seconds };
}

const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };

function stepOf(step: Unread<DocStep>, end: StepEnd, order: readonly Kind[]): Step {
  const ramp = boolOf(step.ramp) === true;
  const notes: string[] = [];
  const free = boolOf(step.freeride) === true || boolOf(step.maxeffort) === true;
  const targets = order.flatMap((kind) => targetOf(step, kind, ramp, notes) ?? []);
  const cadence = cadenceOf(step.cadence);
  const planned_s = positiveOf(step.duration);
  if (end.kind === 'lap_button' && planned_s !== null) notes.push(`Planned as ${planned_s} s.`);
  const { name, cues } = labelOf(textOf(step.text));
  return {
    kind: 'step',
    name: name ?? (boolOf(step.maxeffort) === true ? 'Max effort' : null),
    note: notes.length > 0 ? notes.join(' ') : null,
    intensity: intensityOf(step),
    end,
    target: (free ? undefined : targets[0]) ?? OPEN,
    cadence: cadence ?? (free ? null : (targets[1] ?? null)),
    cues,
  };
}

function intensityOf(step: Unread<DocStep>): Step['intensity'] {
  if (boolOf(step.warmup) === true) return 'warmup';
  if (boolOf(step.cooldown) === true) return 'cooldown';
  const word = textOf(step.intensity);
  const known = ['active', 'rest', 'warmup', 'cooldown', 'recovery', 'interval'] as const;
  return known.find((kind) => kind === word) ?? null;
}

const OF: Readonly<Record<string, Target['of']>> = {
  '%ftp': 'ftp_pct',
  w: 'power_w',
  power_zone: 'power_zone',
  '%hr': 'max_hr_pct',
  '%lthr': 'lthr_pct',
  bpm: 'heart_rate_bpm',
  hr_zone: 'hr_zone',
  '%pace': 'threshold_pace_pct',
  pace_zone: 'pace_zone',
};

/** Metres of one unit of pace. */
const PACE_METERS: Readonly<Record<string, number>> = {
  'secs/km': 1000,
  'secs/mi': 1609.344,
  'secs/mile': 1609.344,
  'secs/100m': 100,
  'secs/100y': 91.44,
  'secs/250m': 250,
  'secs/400m': 400,
  'secs/500m': 500,
};

function targetOf(step: Unread<DocStep>, kind: Kind, ramp: boolean, notes: string[]): Target | null {
  const value = objectOf(step[kind]);
  const units = textOf(value.units)?.toLowerCase() ?? '';
  const from = numberOf(value.start) ?? numberOf(value.value);
  const to = numberOf(value.end) ?? from;
  if (from === null || to === null) return null;
  if (Object.hasOwn(OF, units)) return between(OF[units]!, from, to, ramp);
  if (Object.hasOwn(PACE_METERS, units)) {
    const meters = PACE_METERS[units]!;
    return from > 0 && to > 0 ? between('speed_mps', meters / from, meters / to, ramp) : null;
  }
  if (kind === 'pace') {
    // Units of other programs; what the platform made of them is in metres a second.
    const resolved = objectOf(step._pace);
    const slow = positiveOf(resolved.start) ?? positiveOf(resolved.value);
    if (slow !== null) return between('speed_mps', slow, positiveOf(resolved.end) ?? slow, ramp);
  }
  const shown = from === to ? `${from}` : `${from}-${to}`;
  if (units === '%mmp') notes.push(`${shown} % of the best power over a time the platform does not repeat here.`);
  else
    notes.push(
      `${kind === 'hr' ? 'Heart rate' : kind === 'power' ? 'Power' : 'Pace'} ${shown} ${cleanLine(units, 20) ?? ''}`.trim(),
    );
  return null;
}

/** A ramp keeps its direction, a band runs from low to high. */
function between(of: Target['of'], from: number, to: number, ramp: boolean): Target {
  if (ramp && from !== to) return { of, low: from, high: to, ramp: true };
  return { of, low: Math.min(from, to), high: Math.max(from, to), ramp: false };
}

function cadenceOf(value: Json | undefined): Target | null {
  const { start, end, value: single } = objectOf(value);
  const from = positiveOf(start) ?? positiveOf(single);
  return from === null ? null : between('cadence_rpm', from, positiveOf(end) ?? from, false);
}

const MAX_CUES = 50;

/** A label may hold texts to show later: `First 60^30 Second 120^ Third`, the second 60 s after the start for 30 s. */
function labelOf(text: string | null): { readonly name: string | null; readonly cues: Step['cues'] } {
  if (text === null) return { name: null, cues: [] };
  const plain = unescaped(text).slice(0, 2000).replaceAll('<!>', ' ');
  const parts = plain.split(/(?:^|\s)(\d{1,5})\^\d{0,5}(?=\s|\p{L})/u);
  const cues: { at_s: number; text: string }[] = [];
  for (let i = 1; i + 1 < parts.length && cues.length < MAX_CUES; i += 2) {
    const shown = cleanLine(parts[i + 1]);
    if (shown !== null) cues.push({ at_s: Number(parts[i]), text: shown });
  }
  return { name: cleanLine(parts[0]), cues };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

/** The platform hands out labels with the signs of HTML spelled out. */
function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');
}
