/** What W′ balance says about an activity as single numbers. */

import { absent, type Known } from '../core/known.ts';
import { derive } from './derive-known.ts';
import type { ActivityInput, Metric } from './metric.ts';
import { type WPrimeBalance, wPrimeBalance } from './w-prime-balance.ts';

const balances = new WeakMap<ActivityInput, Known<WPrimeBalance>>();

/** The balance is one pass over the activity and read by several metrics. */
function balance(a: ActivityInput): Known<WPrimeBalance> {
  let found = balances.get(a);
  if (!found) {
    const power = a.channel('power_w');
    const cp = a.thresholds.cp_w;
    const wPrime = a.threshold('w_prime_j');
    if (power.value === null) found = power;
    // Running watts are not cycling watts: off the bike CP must be that sport's own.
    else if (!cp || (a.family !== 'ride' && cp.family !== a.family)) found = absent('cp_not_set');
    else if (wPrime.value === null) found = wPrime;
    else found = wPrimeBalance(power.value, cp.value, wPrime.value, 'differential', a.grid.stretches);
    balances.set(a, found);
  }
  return found;
}

function fromBalance(
  metric: Pick<Metric, 'id' | 'title' | 'unit' | 'over_days' | 'definition'>,
  value: (balance: WPrimeBalance) => number,
): Metric {
  return {
    version: 1,
    families: ['ride', 'run', 'row'],
    needs: ['power_w', 'cp_w', 'w_prime_j'],
    source: 'Skiba et al. 2012, 2015 (differential form)',
    ...metric,
    compute: (a) => derive([balance(a)], value),
  };
}

export const W_PRIME_USE: readonly Metric[] = [
  fromBalance(
    {
      id: 'w_prime_min_j',
      title: 'lowest W′ balance',
      unit: 'J',
      over_days: 'min',
      definition: 'Lowest W′ balance (differential model). Negative values are kept: CP or W′ is then set too low.',
    },
    (b) => b.min_j,
  ),
  fromBalance(
    {
      id: 'w_prime_depletion_j',
      title: 'deepest use of W′',
      unit: 'J',
      over_days: 'max',
      definition: 'W′ minus its lowest balance.',
    },
    (b) => b.max_depletion_j,
  ),
  fromBalance(
    {
      id: 'w_prime_below_quarter_s',
      title: 'time with less than a quarter of W′',
      unit: 's',
      over_days: 'sum',
      definition: 'Seconds with a W′ balance under 25 % of W′.',
    },
    (b) => b.below_quarter_s,
  ),
  fromBalance(
    {
      id: 'matches',
      title: 'matches burnt',
      unit: '',
      over_days: 'sum',
      definition: 'Efforts with at least 2 kJ of work above CP, net.',
    },
    (b) => b.matches.length,
  ),
];
