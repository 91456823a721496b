/** Training sessions as the athlete plans them: steps with an effort relative to threshold, and what the session is for. */

import type { SportId } from '../core/sport.ts';
import type { Random } from './random.ts';

type StepKind =
  | 'warmup'
  | 'steady'
  | 'work'
  | 'rest'
  | 'cooldown'
  /** A bunch decides the pace: pulls, drafting, attacks on climbs, sprints for town signs. */
  | 'group'
  | 'race'
  | 'sprint'
  /** As hard as possible for the length of the step. */
  | 'all_out';

/** `effort` is a share of FTP on the bike and of threshold speed on foot and in water; `to` makes it a ramp. */
export interface Step {
  readonly kind: StepKind;
  readonly seconds: number;
  readonly effort: number;
  readonly to?: number;
}

export type SessionId =
  | 'ride_recovery'
  | 'ride_endurance'
  | 'ride_long'
  | 'ride_tempo'
  | 'ride_sweet_spot'
  | 'ride_threshold'
  | 'ride_vo2'
  | 'ride_sprints'
  | 'ride_group'
  | 'ride_race'
  | 'ride_night'
  | 'ride_test_20'
  | 'ride_test_ramp'
  | 'run_easy'
  | 'run_long'
  | 'run_tempo'
  | 'run_intervals'
  | 'run_trail'
  | 'run_test_30'
  | 'run_race'
  | 'swim_endurance'
  | 'swim_intervals'
  | 'swim_test'
  | 'strength'
  | 'hike'
  | 'triathlon'
  | 'brick';

export interface Session {
  readonly id: SessionId;
  readonly sport: SportId;
  readonly name: string;
  readonly indoor: boolean;
  /** Of the whole session, pauses not counted; rides and runs outdoors end when the loop is closed. */
  readonly duration_s: number;
  readonly steps: readonly Step[];
  /** Expected training load (1 h at threshold = 100). */
  readonly load: number;
  /** Perceived exertion 1–10. */
  readonly rpe: number;
}

const NAMES: Record<SessionId, readonly string[]> = {
  ride_recovery: ['Recovery spin', 'Coffee spin', 'Legs round'],
  ride_endurance: ['Endurance ride', 'Base miles', 'Around the reservoir', 'Evening loop'],
  ride_long: ['Long ride', 'Sunday long one', 'Big loop over the plateau', 'All day, all hills'],
  ride_tempo: ['Tempo blocks', 'Tempo on rolling roads'],
  ride_sweet_spot: ['Sweet spot', 'Sweet spot 3 blocks', 'SST'],
  ride_threshold: ['Over-unders', 'Threshold 3x10'],
  ride_vo2: ['VO2 5x4', 'VO2max repeats', 'Short hills hard'],
  ride_sprints: ['Sprints', 'Town sign practice'],
  ride_group: ['Saturday group ride', 'Chaingang', 'Ride with the club'],
  ride_race: ['Plateau Granfondo'],
  ride_night: ['Midsummer night ride'],
  ride_test_20: ['FTP test 20 min'],
  ride_test_ramp: ['FTP ramp test'],
  run_easy: ['Easy run', 'Lunch run', 'Easy along the creek'],
  run_long: ['Long run', 'Long run with hills'],
  run_tempo: ['Tempo run', '2x15 at threshold'],
  run_intervals: ['800s', 'Track-style intervals', '6x800'],
  run_trail: ['Trail run', 'Ridge trail', 'Muddy trail run'],
  run_test_30: ['Run test 30 min'],
  run_race: ['Valley Half Marathon'],
  swim_endurance: ['Swim', 'Pool lengths', 'Early swim'],
  swim_intervals: ['Swim 8x50 and 5x200', 'Swim intervals'],
  swim_test: ['CSS test 400/200'],
  strength: ['Strength', 'Gym', 'Legs and core'],
  hike: ['Hike', 'Up to the hut', 'Ridge hike'],
  triathlon: ['Lake Triathlon'],
  brick: ['Brick: ride and run'],
};

/** Ramp test: one-minute steps from a share of FTP up to the minute that 75 % of makes the FTP. */
export const RAMP = { warmup_s: 300, steps: 16, from: 0.46 } as const;

const minutes = (n: number): number => Math.round(n * 60);

/** Builds a session of about `wished_min` minutes. `indoor` matters for rides only. */
export function makeSession(id: SessionId, wished_min: number, indoor: boolean, random: Random): Session {
  const wished = minutes(wished_min);
  const steps = stepsOf(id, wished, random);
  const planned = steps.reduce((sum, s) => sum + s.seconds, 0);
  const intensity = expectedIntensity(id, steps);
  const duration_s = steps.length > 0 ? planned : wished;
  return {
    id,
    sport: sportOf(id, indoor),
    name: random.pick(NAMES[id]),
    indoor: indoor || id === 'strength' || id.startsWith('swim'),
    duration_s,
    steps,
    load: (duration_s / 36) * intensity ** 2,
    rpe: Math.max(1, Math.min(10, Math.round((intensity - 0.35) * 11 + duration_s / 7200 + random.normal() * 0.6))),
  };
}

function sportOf(id: SessionId, indoor: boolean): SportId {
  if (id.startsWith('ride')) return indoor ? 'indoor_ride' : 'ride';
  if (id === 'run_trail') return 'trail_run';
  if (id.startsWith('run')) return 'run';
  if (id.startsWith('swim')) return 'pool_swim';
  if (id === 'strength' || id === 'hike') return id;
  return 'multisport';
}

/** Fourth-power mean of the efforts, the idea behind normalized power. */
function expectedIntensity(id: SessionId, steps: readonly Step[]): number {
  if (id === 'strength') return 0.5;
  if (id === 'hike') return 0.56;
  if (id === 'triathlon') return 0.87;
  if (id === 'brick') return 0.76;
  let sum = 0;
  let seconds = 0;
  for (const s of steps) {
    const effort = s.kind === 'group' ? 0.8 : s.kind === 'race' ? 0.86 : ((s.to ?? s.effort) + s.effort) / 2;
    sum += s.seconds * Math.min(1.5, effort) ** 4;
    seconds += s.seconds;
  }
  return seconds > 0 ? (sum / seconds) ** 0.25 : 0;
}

function stepsOf(id: SessionId, wished: number, random: Random): Step[] {
  const warm = (m: number): Step => ({ kind: 'warmup', seconds: minutes(m), effort: 0.48, to: 0.68 });
  const cool = (m: number): Step => ({ kind: 'cooldown', seconds: minutes(m), effort: 0.58, to: 0.45 });
  const steady = (seconds: number, effort: number): Step => ({
    kind: 'steady',
    seconds: Math.max(60, seconds),
    effort,
  });
  const repeat = (times: number, work: Step, rest: Step): Step[] =>
    Array.from({ length: times }, () => [work, rest]).flat();
  const work = (seconds: number, effort: number, to?: number): Step =>
    to === undefined ? { kind: 'work', seconds, effort } : { kind: 'work', seconds, effort, to };
  const rest = (seconds: number, effort = 0.5): Step => ({ kind: 'rest', seconds, effort });
  /** Puts steady riding or running around the main part until the wished time is reached. */
  const around = (main: Step[], effort: number, warm_min = 15, cool_min = 8): Step[] => {
    const used = main.reduce((sum, s) => sum + s.seconds, 0) + minutes(warm_min + cool_min);
    const filler = wished - used;
    return filler > 240
      ? [warm(warm_min), ...main, steady(filler, effort), cool(cool_min)]
      : [warm(warm_min), ...main, cool(cool_min)];
  };
  switch (id) {
    case 'ride_recovery':
      return [warm(8), steady(wished - 720, 0.52), cool(4)];
    case 'ride_endurance':
      return random.chance(0.3)
        ? around(
            [steady(minutes(20), 0.66), ...repeat(3, { kind: 'sprint', seconds: 9, effort: 2.4 }, rest(231, 0.58))],
            0.66,
          )
        : [warm(12), steady(wished - 1020, random.between(0.63, 0.69)), cool(5)];
    case 'ride_long':
      return [
        warm(15),
        steady(wished * 0.4, random.between(0.62, 0.67)),
        work(minutes(random.whole(15, 25)), random.between(0.78, 0.86)),
        steady(wished * 0.6 - 3300, random.between(0.62, 0.66)),
        ...(random.chance(0.35)
          ? [{ kind: 'all_out' as const, seconds: random.pick([60, 180, 300, 480]), effort: 1 }]
          : []),
        cool(10),
      ];
    case 'ride_night':
      return [warm(10), steady(wished - 1200, 0.63), cool(10)];
    case 'ride_tempo':
      return around(repeat(random.whole(2, 3), work(minutes(17), 0.81), rest(300, 0.56)), 0.64);
    case 'ride_sweet_spot':
      return around(repeat(3, work(minutes(random.whole(11, 14)), 0.9), rest(300, 0.52)), 0.62);
    case 'ride_threshold':
      return around(
        repeat(3, work(120, 0.94), work(60, 1.07))
          .concat(repeat(2, work(120, 0.94), work(60, 1.07)), [rest(360)], repeat(3, work(120, 0.94), work(60, 1.07)))
          .concat([rest(300)]),
        0.62,
      );
    case 'ride_vo2':
      return random.chance(0.5)
        ? around(repeat(5, work(240, 1.11), rest(200, 0.48)), 0.6)
        : around(
            [
              ...repeat(10, work(30, 1.27), rest(15, 0.5)),
              rest(300),
              ...repeat(10, work(30, 1.25), rest(15, 0.5)),
              rest(300),
            ],
            0.6,
          );
    case 'ride_sprints':
      return around(
        [
          ...repeat(random.whole(5, 7), { kind: 'sprint', seconds: random.whole(8, 15), effort: 2.8 }, rest(240, 0.52)),
          { kind: 'all_out', seconds: 60, effort: 1 },
          rest(300, 0.45),
        ],
        0.64,
      );
    case 'ride_group':
      return [warm(15), { kind: 'group', seconds: Math.max(1800, wished - 1800), effort: 0.78 }, cool(15)];
    case 'ride_race':
      return [{ kind: 'race', seconds: wished, effort: 0.84 }];
    case 'ride_test_20':
      return [
        warm(15),
        ...repeat(3, work(60, 0.95), rest(60, 0.5)),
        rest(300, 0.5),
        { kind: 'all_out', seconds: 300, effort: 1 },
        rest(600, 0.48),
        { kind: 'all_out', seconds: 1200, effort: 1 },
        cool(15),
      ];
    case 'ride_test_ramp':
      return [
        { kind: 'warmup', seconds: RAMP.warmup_s, effort: 0.45 },
        { kind: 'work', seconds: RAMP.steps * 60, effort: RAMP.from, to: 1.33 },
        cool(10),
      ];
    case 'run_easy':
      return [steady(wished, random.between(0.74, 0.79))];
    case 'run_long':
      return [steady(wished * 0.75, random.between(0.74, 0.78)), work(wished * 0.2, 0.85), cool(4)];
    case 'run_tempo':
      return [steady(900, 0.76), ...repeat(2, work(900, 0.97), rest(180, 0.7)), steady(480, 0.74)];
    case 'run_intervals':
      return [
        steady(840, 0.76),
        ...repeat(4, work(20, 1.15), rest(40, 0.7)),
        ...repeat(random.whole(5, 7), work(215, 1.045), rest(120, 0.55)),
        steady(600, 0.73),
      ];
    case 'run_trail':
      return [steady(wished, 0.78)];
    case 'run_test_30':
      return [steady(900, 0.76), work(1800, 1.0), steady(600, 0.72)];
    case 'run_race':
      return [work(wished, 0.955)];
    case 'swim_endurance':
    case 'swim_intervals':
    case 'swim_test':
      return [steady(wished, 0.9)];
    case 'strength':
    case 'hike':
    case 'triathlon':
    case 'brick':
      return [];
  }
}
