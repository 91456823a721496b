/** Zwift workouts (ZWO): blocks of power as a share of FTP, or of threshold pace for runs, with texts on the way. */

import type { Document } from '../core/document.ts';
import { FormatError } from '../core/failure.ts';
import type { Warning } from '../core/recording.ts';
import { cleanLine, cleanText } from '../core/text.ts';
import type { Repeat, Step, StepEnd, Target } from '../core/workout.ts';
import { parseNumber } from './field-reader.ts';
import { vocabulary } from './vocabulary.ts';
import { parseXml, type XmlHandler } from './xml.ts';

const E = {
  workout_file: 1,
  workout: 2,
  name: 3,
  description: 4,
  sportType: 5,
  durationType: 6,
  textevent: 7,
  Warmup: 10,
  Cooldown: 11,
  Ramp: 12,
  SteadyState: 13,
  IntervalsT: 14,
  FreeRide: 15,
  MaxEffort: 16,
} as const;

const WORDS = vocabulary({
  ...E,
  TextEvent: E.textevent,
  textEvent: E.textevent,
  WarmUp: E.Warmup,
  CoolDown: E.Cooldown,
  SolidState: E.SteadyState,
  Freeride: E.FreeRide,
  freeride: E.FreeRide,
});

interface Block {
  readonly kind: number;
  /** Attribute names in lower case, as files do not agree on it. */
  readonly attributes: Map<string, string>;
  readonly cues: { at_s: number; text: string }[];
}

const MAX_BLOCKS = 10_000;
const MAX_REPEATS = 1000;

/** Reads a ZWO file. Throws FormatError when it holds no workout. */
export function readZwo(bytes: Uint8Array): Document {
  const reader = new ZwoReader();
  const { truncated } = parseXml(bytes, WORDS, reader);
  return reader.finish(truncated);
}

class ZwoReader implements XmlHandler {
  private readonly blocks: Block[] = [];
  private name: string | null = null;
  private note: string | null = null;
  private run = false;
  private distance = false;
  private in_workout = false;
  private cue: Map<string, string> | null = null;
  private current: Block | null = null;
  private unknown = 0;

  open(element: number, parent: number): void {
    if (element === E.workout) this.in_workout = true;
    else if (element >= E.Warmup && this.in_workout) {
      if (this.blocks.length >= MAX_BLOCKS) throw new FormatError('zwo_too_long', 'The workout has too many blocks.');
      this.current = { kind: element, attributes: new Map(), cues: [] };
      this.blocks.push(this.current);
    } else if (element === E.textevent) this.cue = new Map();
    else if (element === 0 && parent === E.workout) this.unknown++;
  }

  attribute(element: number, name: string, value: string): void {
    if (element === E.textevent) this.cue?.set(name.toLowerCase(), value);
    else if (element >= E.Warmup) this.current?.attributes.set(name.toLowerCase(), value);
  }

  close(element: number, parent: number, text: string): void {
    if (element === E.workout) this.in_workout = false;
    else if (element === E.textevent) this.endCue();
    else if (element === this.current?.kind) this.current = null;
    else if (parent !== E.workout_file) return;
    else if (element === E.name) this.name = cleanLine(text);
    else if (element === E.description) this.note = cleanText(text);
    else if (element === E.sportType) this.run = text.trim().toLowerCase() === 'run';
    else if (element === E.durationType) this.distance = text.trim().toLowerCase() === 'distance';
  }

  private endCue(): void {
    const text = cleanText(this.cue?.get('message'), 500);
    const at_s = parseNumber(this.cue?.get('timeoffset') ?? '0');
    if (this.current && text !== null && at_s >= 0) this.current.cues.push({ at_s, text });
    this.cue = null;
  }

  finish(truncated: boolean): Document {
    const warnings: Warning[] = [];
    const steps: (Step | Repeat)[] = [];
    let bad = 0;
    for (const block of this.blocks) {
      const made = this.stepsOf(block);
      if (made) steps.push(...made);
      else bad++;
    }
    if (steps.length === 0) throw new FormatError('zwo_empty', 'The ZWO file holds no workout block that can be read.');
    if (truncated) warnings.push({ code: 'truncated', message: 'The file ends in the middle of the workout.' });
    if (bad > 0) warnings.push({ code: 'bad_step', message: `${bad} blocks without a usable length were left out.` });
    if (this.unknown > 0) {
      warnings.push({ code: 'unknown_step', message: `${this.unknown} blocks of an unknown kind were left out.` });
    }
    const sport = this.run ? 'run' : 'ride';
    return { kind: 'workout', workouts: [{ name: this.name, note: this.note, sport, ftp_w: null, steps }], warnings };
  }

  private stepsOf(block: Block): (Step | Repeat)[] | null {
    if (block.kind === E.IntervalsT) return this.intervals(block);
    const end = this.end(block, 'duration');
    if (!end) return null;
    const { target, intensity, name } = this.aim(block);
    return [{ kind: 'step', name, note: null, intensity, end, target, cadence: cadence(block, ''), cues: block.cues }];
  }

  private aim(block: Block): { target: Target; intensity: Step['intensity']; name: string | null } {
    const ramp = block.kind === E.Warmup || block.kind === E.Cooldown || block.kind === E.Ramp;
    const target =
      block.kind === E.FreeRide || block.kind === E.MaxEffort
        ? OPEN
        : this.target(block, ['power'], 'powerlow', 'powerhigh', ramp);
    const intensity = block.kind === E.Warmup ? 'warmup' : block.kind === E.Cooldown ? 'cooldown' : 'active';
    return { target, intensity, name: block.kind === E.MaxEffort ? 'Max effort' : null };
  }

  private intervals(block: Block): (Step | Repeat)[] | null {
    const times = parseNumber(block.attributes.get('repeat') ?? '1');
    const on = this.end(block, 'onduration');
    const off = this.end(block, 'offduration');
    if (!on || !(times >= 1 && times <= MAX_REPEATS)) return null;
    const part = (kind: 'on' | 'off', end: StepEnd): Step => ({
      kind: 'step',
      name: null,
      note: null,
      intensity: kind === 'on' ? 'interval' : 'recovery',
      end,
      target: this.target(block, [`${kind}power`, `power${kind}`], `power${kind}low`, `power${kind}high`, false),
      cadence: cadence(block, kind === 'on' ? '' : 'resting'),
      cues: [],
    });
    const steps = off ? [part('on', on), part('off', off)] : [part('on', on)];
    if (block.cues.length === 0) return [{ kind: 'repeat', times: Math.round(times), steps }];
    return unrolled(steps, Math.round(times), block.cues);
  }

  private end(block: Block, attribute: string): StepEnd | null {
    const value = parseNumber(block.attributes.get(attribute) ?? '');
    if (!(value > 0 && value <= 1e6)) return null;
    return this.distance ? { kind: 'distance', meters: value } : { kind: 'time', seconds: value };
  }

  /** Shares become percentages; the low value is where a ramp starts, also in a cool-down. */
  private target(block: Block, one: readonly string[], low: string, high: string, ramp: boolean): Target {
    const read = (name: string) => percent(parseNumber(block.attributes.get(name) ?? ''));
    const single = one.map(read).find((value) => value !== null) ?? null;
    const from = read(low) ?? single ?? read(high);
    const to = read(high) ?? single ?? from;
    if (from === null || to === null) return OPEN;
    const of = this.run ? 'threshold_pace_pct' : 'ftp_pct';
    if (ramp) return { of, low: from, high: to, ramp: from !== to };
    return { of, low: Math.min(from, to), high: Math.max(from, to), ramp: false };
  }
}

const OPEN: Target = { of: 'open', low: null, high: null, ramp: false };

/** Texts of an interval block count from its start, so the repeats are written out to place each one. */
function unrolled(steps: readonly Step[], times: number, cues: Block['cues']): Step[] {
  const out: Step[] = [];
  let start_s = 0;
  for (let i = 0; i < times; i++) {
    for (const step of steps) {
      const end_s = start_s + (step.end.kind === 'time' ? step.end.seconds : 0);
      const inside = cues.filter((cue) => cue.at_s >= start_s && cue.at_s < end_s);
      out.push({ ...step, cues: inside.map((cue) => ({ at_s: cue.at_s - start_s, text: cue.text })) });
      start_s = end_s;
    }
  }
  return out;
}

function cadence(block: Block, suffix: '' | 'resting'): Target | null {
  const read = (name: string) => {
    const value = parseNumber(block.attributes.get(name) ?? '');
    return value > 0 && value <= 300 ? value : null;
  };
  const one = read(`cadence${suffix}`);
  const low = suffix === '' ? (read('cadencelow') ?? one) : one;
  const high = suffix === '' ? (read('cadencehigh') ?? one) : one;
  return low === null && high === null ? null : { of: 'cadence_rpm', low, high, ramp: false };
}

function percent(share: number): number | null {
  return share >= 0 && share <= 20 ? Math.round(share * 1e5) / 1e3 : null;
}
