/** How FIT numbers say what a workout step aims at and when it ends; reader and writer of workouts share it. */

/** duration_type */
export const DURATION = { time: 0, distance: 1, open: 5, repeat: 6 } as const;

/** target_type */
export const TARGET = { speed: 0, heart_rate: 1, open: 2, cadence: 3, power: 4 } as const;

/** Target types that mean power, heart rate or speed, averaged over some seconds or the lap. */
export const POWER_TARGETS: ReadonlySet<number> = new Set([TARGET.power, 7, 8, 9, 10]);
export const HEART_RATE_TARGETS: ReadonlySet<number> = new Set([TARGET.heart_rate, 13]);
export const SPEED_TARGETS: ReadonlySet<number> = new Set([TARGET.speed, 12]);

/** Watts are written plus this; up to it the number is a percentage of FTP. */
export const WATTS_FROM = 1000;
/** Beats per minute are written plus this; up to it the number is a percentage of the maximum. */
export const BPM_FROM = 100;

export type Quantity = 'heart_rate' | 'power' | 'calories' | 'tss' | 'repetitions';

/** Durations that end at a reading. */
export const CONDITIONS: ReadonlyMap<number, { readonly of: Quantity; readonly above: boolean }> = new Map([
  [2, { of: 'heart_rate', above: false }],
  [3, { of: 'heart_rate', above: true }],
  [4, { of: 'calories', above: true }],
  [14, { of: 'power', above: false }],
  [15, { of: 'power', above: true }],
  [16, { of: 'tss', above: true }],
  [19, { of: 'power', above: false }],
  [20, { of: 'power', above: false }],
  [21, { of: 'power', above: false }],
  [22, { of: 'power', above: true }],
  [23, { of: 'power', above: true }],
  [24, { of: 'power', above: true }],
  [25, { of: 'power', above: false }],
  [26, { of: 'power', above: true }],
  [29, { of: 'repetitions', above: true }],
]);

/** Repeats that end at a reading instead of a count. */
export const REPEAT_CONDITIONS: ReadonlyMap<number, { readonly of: Quantity; readonly above: boolean }> = new Map([
  [9, { of: 'calories', above: true }],
  [10, { of: 'heart_rate', above: false }],
  [11, { of: 'heart_rate', above: true }],
  [12, { of: 'power', above: false }],
  [13, { of: 'power', above: true }],
  [17, { of: 'power', above: false }],
  [18, { of: 'power', above: false }],
  [27, { of: 'tss', above: true }],
]);
export const REPEAT_TIME = 7;
export const REPEAT_DISTANCE = 8;

/** A condition in words, such as `heart rate below 125 bpm`. `conditionFromText` reads it back. */
export function conditionText(of: Quantity, above: boolean, raw: number): string {
  const side = above ? 'above' : 'below';
  switch (of) {
    case 'heart_rate':
      return `heart rate ${side} ${raw > BPM_FROM ? `${raw - BPM_FROM} bpm` : `${raw} % of maximum`}`;
    case 'power':
      return `power ${side} ${raw > WATTS_FROM ? `${raw - WATTS_FROM} W` : `${raw} % of FTP`}`;
    case 'calories':
      return `${raw} kcal burned`;
    case 'tss':
      return `${raw} TSS reached`;
    case 'repetitions':
      return `${raw} repetitions done`;
  }
}

/** The duration type and raw value of a condition in those words; null for words of another kind. */
export function conditionFromText(text: string): { readonly type: number; readonly raw: number } | null {
  const reading = /^(heart rate|power) (above|below) (\d+(?:\.\d+)?) (bpm|W|%)/.exec(text);
  if (reading) {
    const raw = Math.round(Number(reading[3]));
    const above = reading[2] === 'above';
    if (reading[1] === 'heart rate') return { type: above ? 3 : 2, raw: reading[4] === 'bpm' ? raw + BPM_FROM : raw };
    return { type: above ? 15 : 14, raw: reading[4] === 'W' ? raw + WATTS_FROM : raw };
  }
  const count = /^(\d+) (kcal|TSS|repetitions) /.exec(text);
  if (!count) return null;
  return { type: count[2] === 'kcal' ? 4 : count[2] === 'TSS' ? 16 : 29, raw: Number(count[1]) };
}
