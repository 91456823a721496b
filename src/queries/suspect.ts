/** Activities whose recording carries a sign of bad data that no repair can mend: they never set a record or a curve. */

/** Kind of value -> codes of the signs that spoil it. */
const SIGNS: { readonly [kind: string]: readonly string[] } = {
  power_w: ['stuck_power'],
  heart_rate_bpm: ['cadence_lock'],
};

/** @param warnings `activity.warnings` as stored; the codes of signs appear in it as strings of their own */
export function isSuspect(kind: string, warnings: string): boolean {
  return SIGNS[kind]?.some((code) => warnings.includes(`"${code}"`)) ?? false;
}
