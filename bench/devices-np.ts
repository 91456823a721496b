/** Normalized power against the device: which device values can be trusted, and which rule for breaks they follow. */

import { type BreakRule, normalizedPower } from '../src/metrics/normalized-power.ts';
import { repairRecording } from '../src/repair/index.ts';
import { contradictsItsRecords, type Session } from './devices-fields.ts';

export const RULES: readonly BreakRule[] = ['removed', 'wall_clock', 'restart'];

export interface NormalizedPowerResult {
  readonly session: Session;
  readonly device: number;
  readonly ours: number | null;
  /** Ours relative to the device; NaN when there is none. */
  readonly relative: number;
  readonly variants: Readonly<Record<BreakRule, number>>;
  /** Why the device's value is no usable reference; null when it is one. */
  readonly excluded: string | null;
  /** What the device may have done differently, for sessions more than 1 % off. */
  readonly reason: string | null;
}

/** NP of a session; null when the device wrote none, or nobody measured power. */
export async function judgeNormalizedPower(session: Session): Promise<NormalizedPowerResult | null> {
  const device = session.device.number('normalized_power');
  if (device === null) return null;
  const ours = session.activity.values.np_w ?? null;
  const recording = await session.recording();
  const { grid } = repairRecording(recording);
  const power = grid.channels.power_w;
  // Nothing was measured and nothing is claimed; a 0 beside power would be a claim.
  const silent = !power || power.every((v) => !(v > 0));
  if (device === 0 && silent && !((session.device.number('avg_power') ?? 0) > 0)) return null;
  const variants = { removed: Number.NaN, wall_clock: Number.NaN, restart: Number.NaN };
  if (power) {
    for (const breaks of RULES) {
      variants[breaks] = normalizedPower(power, { breaks, stretches: grid.stretches }) ?? Number.NaN;
    }
  }
  const relative = ours === null ? Number.NaN : ours / device - 1;
  const excluded = untrustworthy(session, device, Object.values(variants));
  return {
    session,
    device,
    ours,
    relative,
    variants,
    excluded,
    reason: reasonFor(session, device, relative, variants),
  };
}

/**
 * A device value that its own file contradicts: no treatment of breaks can reproduce it. NP lies between the mean with
 * zeros and the maximum of the same power, and comes from the power whose sum is the work the device states.
 */
function untrustworthy(session: Session, device: number, variants: readonly number[]): string | null {
  const row = session.device;
  const computed = row.computed;
  const average = row.number('avg_power');
  const highest = row.number('max_power') ?? computed.number('max_power') ?? 0;
  if (device === 0 && average !== null && average > 0) return `the device writes 0 W beside an average of ${average} W`;
  if (highest > 0 && device > highest)
    return `${device} W is more than the highest power of the session (${highest} W)`;
  const contradiction = contradictsItsRecords(session);
  if (contradiction !== null) return contradiction;
  const known = [...variants, computed.number('np')].filter((v): v is number => v !== null && Number.isFinite(v));
  if (known.length > 0 && known.every((v) => Math.abs(v / device - 1) > 0.1)) {
    return `no treatment of breaks comes within 10 % (${known.map((v) => v.toFixed(0)).join(', ')} W)`;
  }
  return null;
}

function reasonFor(
  session: Session,
  device: number,
  relative: number,
  variants: Readonly<Record<BreakRule, number>>,
): string | null {
  if (Math.abs(relative) <= 0.01) return null;
  const repairs = [...session.activity.repairs.keys()].filter((id) => id === 'power-spikes' || id === 'stopped-power');
  if (repairs.includes('power-spikes')) return 'power spikes were taken out';
  const best = RULES.map((rule) => ({ rule, off: Math.abs(variants[rule] / device - 1) })).sort(
    (a, b) => a.off - b.off,
  );
  const nearest = best[0]!;
  if (Number.isFinite(nearest.off) && nearest.off < Math.abs(relative) - 0.002) {
    const words: Record<BreakRule, string> = {
      removed: 'that cuts breaks out',
      wall_clock: 'on the clock',
      restart: 'that restarts after a break',
    };
    return `a window ${words[nearest.rule]} gives ${variants[nearest.rule].toFixed(1)} W`;
  }
  const average = session.device.number('avg_power');
  const ours = session.activity.values.average_power_w ?? null;
  if (average !== null && ours !== null && Math.abs(average - ours) > 1) {
    return `the device averages ${average} W over the same session, ours is ${ours.toFixed(1)} W`;
  }
  return 'no treatment of breaks is nearer: the device smooths or samples differently';
}
