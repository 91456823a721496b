/** Golden cases of what an athlete can do: power, speed, W′, VO₂max and race models. Reshapes only. */

import type { Sex } from '../src/core/athlete.ts';
import { CAPACITY_METHODS } from '../src/metrics/capacity-fit.ts';
import { fitCriticalPower, type PowerEffort, timeToExhaustion } from '../src/metrics/critical-power.ts';
import { type DistanceEffort, fitCriticalSpeed } from '../src/metrics/critical-speed.ts';
import { ftpEstimates } from '../src/metrics/ftp-estimates.ts';
import {
  modelPower,
  morton3p,
  mortonAlpha,
  ompd,
  type PowerDurationModel,
  type PowerDurationParameters,
} from '../src/metrics/power-duration.ts';
import { fitPowerDuration } from '../src/metrics/power-duration-fit.ts';
import { PROFILE_COLUMNS, type ProfileColumn, profileRank, profileRow } from '../src/metrics/power-profile.ts';
import { riegelExponent, riegelTime } from '../src/metrics/riegel.ts';
import { equivalentTime, trainingSpeeds, vdot } from '../src/metrics/vdot.ts';
import { vo2maxEstimates } from '../src/metrics/vo2max.ts';
import { type RecoveryModel, recoveredShare, type WPrimeModel, wPrimeBalance } from '../src/metrics/w-prime-balance.ts';
import type { CaseAdapter } from './golden.ts';
import { type Inputs, list, needNumber, numberOf, pick, record, samples, warningsOf } from './golden-inputs.ts';

function powerEfforts(inputs: Inputs): PowerEffort[] {
  return list(inputs, 'efforts').map((e) => {
    const effort = record(e);
    const duration_s = needNumber(effort, {}, 'duration_s', 't');
    const power_w = numberOf(effort, {}, 'power_w', 'power');
    return { duration_s, power_w: power_w ?? needNumber(effort, {}, 'work_j') / duration_s };
  });
}

function curve(inputs: Inputs, options: Inputs): PowerDurationParameters {
  const a_w = numberOf(inputs, options, 'a', 'a_w');
  const t_cp_max_s = numberOf(inputs, options, 'tcp_max', 't_cp_max_s');
  return {
    cp_w: needNumber(inputs, options, 'cp', 'cp_w'),
    w_prime_j: needNumber(inputs, options, 'w_prime', 'w_prime_j'),
    p_max_w: needNumber(inputs, options, 'p_max', 'p_max_w'),
    ...(a_w === undefined ? {} : { a_w }),
    ...(t_cp_max_s === undefined ? {} : { t_cp_max_s }),
  };
}

const criticalPower: CaseAdapter = (inputs, options) => {
  const wanted = pick(inputs, options, 'method', 'model');
  const fits = Object.fromEntries(
    CAPACITY_METHODS.map((method) => {
      const answer = fitCriticalPower(powerEfforts(inputs), method);
      const fit = answer.value;
      return [
        method,
        {
          cp: fit?.cp_w ?? null,
          w_prime: fit?.w_prime_j ?? null,
          cp_se: fit?.cp_se_w ?? null,
          w_prime_se: fit?.w_prime_se_j ?? null,
          rmse_w: fit?.rmse_w ?? null,
          warnings: warningsOf(answer),
        },
      ];
    }),
  );
  return { ...fits[typeof wanted === 'string' ? wanted : 'work_time'], ...fits };
};

const criticalSpeed: CaseAdapter = (inputs, options) => {
  const efforts = list(inputs, 'efforts').map((e): DistanceEffort => {
    const effort = record(e);
    return {
      distance_m: needNumber(effort, {}, 'distance_m'),
      duration_s: needNumber(effort, {}, 'duration_s', 'time_s'),
    };
  });
  const fits = Object.fromEntries(
    CAPACITY_METHODS.map((method) => {
      const fit = fitCriticalSpeed(efforts, method).value;
      return [
        method,
        {
          critical_speed_mps: fit?.critical_speed_mps ?? null,
          d_prime_m: fit?.d_prime_m ?? null,
          critical_speed_se_mps: fit?.critical_speed_se_mps ?? null,
          d_prime_se_m: fit?.d_prime_se_m ?? null,
        },
      ];
    }),
  );
  const wanted = pick(inputs, options, 'method', 'model');
  return { ...fits[typeof wanted === 'string' ? wanted : 'work_time'], ...fits };
};

const curveFit: CaseAdapter = (inputs, options) => {
  const named = String(pick(inputs, options, 'model') ?? 'morton_3p');
  const model: PowerDurationModel =
    named === 'om3cp' || named === 'ompd' ? 'ompd' : named === 'ward_smith' ? named : 'morton_3p';
  const answer = fitPowerDuration(powerEfforts(inputs), model, {
    envelope: pick(inputs, options, 'envelope') === true,
  });
  const found = answer.value?.parameters;
  return {
    cp: found?.cp_w ?? null,
    w_prime: found?.w_prime_j ?? null,
    p_max: found?.p_max_w ?? null,
    a: found?.a_w ?? null,
    alpha_s: found ? mortonAlpha(found) : null,
    rmse_w: answer.value?.rmse_w ?? null,
    dropped: answer.value?.dropped.length ?? null,
    warnings: warningsOf(answer),
  };
};

const ftp: CaseAdapter = (inputs, options) => {
  const best8 = pick(inputs, options, 'best_8min_w');
  const single = record(inputs.single_effort ?? inputs.effort);
  const effort: Inputs = { ...inputs, ...single };
  const has_curve = numberOf(inputs, options, 'a', 'a_w') !== undefined;
  const estimates = ftpEstimates({
    best_60min_w: numberOf(inputs, options, 'best_60min_w') ?? null,
    best_20min_w: numberOf(inputs, options, 'best_20min_w') ?? null,
    best_8min_w: Array.isArray(best8) ? Math.max(...(best8 as number[])) : typeof best8 === 'number' ? best8 : null,
    ramp_best_60s_w: numberOf(inputs, options, 'ramp_best_60s_w') ?? null,
    cp_w: numberOf(inputs, options, 'cp', 'cp_w') ?? null,
    ompd: has_curve ? curve(inputs, options) : inputs.ompd ? curve(record(inputs.ompd), {}) : null,
    single_effort:
      numberOf(effort, {}, 'duration_s') === undefined || numberOf(effort, {}, 'power_w') === undefined
        ? null
        : {
            duration_s: needNumber(effort, {}, 'duration_s'),
            power_w: needNumber(effort, {}, 'power_w'),
            w_prime_j: numberOf(effort, {}, 'w_prime', 'w_prime_j') ?? null,
            p_max_w: numberOf(effort, {}, 'p_max', 'p_max_w') ?? null,
            best_5s_w: numberOf(effort, {}, 'best_5s_w') ?? null,
            weight_kg: numberOf(effort, {}, 'weight_kg') ?? null,
          },
  });
  return Object.fromEntries(Object.entries(estimates).map(([method, estimate]) => [method, estimate.value]));
};

const W_PRIME_MODELS: readonly WPrimeModel[] = ['differential', 'integral', 'bartram', 'euler'];

function balances(inputs: Inputs, options: Inputs) {
  const power = samples(list(inputs, 'power', 'power_w'));
  const cp = needNumber(inputs, options, 'cp', 'cp_w');
  const w_prime = needNumber(inputs, options, 'w_prime', 'w_prime_j');
  return W_PRIME_MODELS.map((model) => ({ model, answer: wPrimeBalance(power, cp, w_prime, model) }));
}

const wBalance: CaseAdapter = (inputs, options) => {
  const wanted = pick(inputs, options, 'model') ?? 'differential';
  const out: Inputs = {};
  for (const { model, answer } of balances(inputs, options)) {
    const found = answer.value;
    const one: Inputs = {
      min: found?.min_j ?? null,
      end: found?.end_j ?? null,
      at: found ? found.balance_j : null,
      time_of_min_s: found?.min_at_s ?? null,
      min_at_s: found?.min_at_s ?? null,
      max_depletion_j: found?.max_depletion_j ?? null,
      below_25_pct_s: found?.below_quarter_s ?? null,
      seconds_below_25_pct: found?.below_quarter_s ?? null,
      matches: found?.matches.length ?? null,
      model_violation: warningsOf(answer).includes('model_violation'),
    };
    for (const [key, value] of Object.entries(one)) out[`${model}_${key}`] = value;
    if (model === wanted) Object.assign(out, one);
    if (model === 'integral') out.tau = found?.tau_s ?? null;
  }
  return out;
};

const wBalancePoints: CaseAdapter = (inputs, options) => {
  const out: Inputs = {};
  for (const { model, answer } of balances(inputs, options)) {
    answer.value?.balance_j.forEach((left, i) => {
      out[`${model}_at_${i}`] = left;
    });
    if (model === 'integral') out.tau = answer.value?.tau_s ?? null;
  }
  return out;
};

function recovered(inputs: Inputs, options: Inputs, model: RecoveryModel): number | null | (number | null)[] {
  const cp = needNumber(inputs, options, 'cp', 'cp_w');
  const w_prime = needNumber(inputs, options, 'w_prime', 'w_prime_j');
  const at = (power: number, seconds: number) => {
    const share = recoveredShare(model, power, seconds, cp, w_prime).value;
    return share === null ? null : 100 * share;
  };
  const powers = inputs.recovery_power_w;
  const seconds = inputs.recovery_s;
  if (Array.isArray(powers)) return powers.map((p, i) => at(p, Array.isArray(seconds) ? seconds[i] : Number(seconds)));
  if (Array.isArray(seconds)) return seconds.map((s) => at(Number(powers), s));
  return at(Number(powers), Number(seconds));
}

const RECOVERY_MODELS: readonly RecoveryModel[] = ['bartram', 'skiba2015', 'skiba2012'];

/** The recovery that a balance model implies. */
function recoveryModel(named: unknown): RecoveryModel {
  if (named === 'integral' || named === 'skiba2012') return 'skiba2012';
  return named === 'differential' || named === 'skiba2015' ? 'skiba2015' : 'bartram';
}

function tableColumn(named: unknown): ProfileColumn {
  const columns: Record<string, ProfileColumn> = { ft: 'ftp', '1min': '60s', '5min': '300s' };
  return columns[String(named)] ?? (String(named) as ProfileColumn);
}

export const CAPACITY_CASES: Readonly<Record<string, CaseAdapter>> = {
  critical_power_fit: criticalPower,
  critical_speed_fit: criticalSpeed,
  time_to_exhaustion: (inputs, options) => {
    const at = (power: number) =>
      timeToExhaustion(power, needNumber(inputs, options, 'cp', 'cp_w'), needNumber(inputs, options, 'w_prime')).value;
    const power = inputs.power_w;
    return { seconds: Array.isArray(power) ? power.map(at) : at(Number(power)) };
  },
  morton_3p: (inputs, options) => ({
    power: list(inputs, 't').map((t) => morton3p(Number(t), curve(inputs, options))),
    alpha_s: mortonAlpha(curve(inputs, options)),
  }),
  om3cp: (inputs, options) => ({
    power: list(inputs, 't').map((t) => {
      const model = pick(inputs, options, 'model');
      return model === 'ward_smith'
        ? modelPower(model, Number(t), curve(inputs, options))
        : ompd(Number(t), curve(inputs, options));
    }),
  }),
  morton_3p_fit: curveFit,
  ftp_estimates: ftp,
  w_prime_balance: wBalance,
  w_prime_balance_points: wBalancePoints,
  w_prime_recovery_ratio: (inputs, options) => ({
    recovered_pct: recovered(inputs, options, recoveryModel(pick(inputs, options, 'model') ?? 'bartram')),
  }),
  w_prime_recovery_ratio_models: (inputs, options) =>
    Object.fromEntries(RECOVERY_MODELS.map((model) => [`${model}_pct`, recovered(inputs, options, model)])),
  power_profile: (inputs) => {
    const ranks = list(inputs, 'items').map((entry) => {
      const item = record(entry);
      return profileRank(item.sex as Sex, tableColumn(item.column), needNumber(item, {}, 'w_per_kg')).value;
    });
    return {
      row: ranks.map((r) => r?.row ?? null),
      level: ranks.map((r) => r?.level ?? null),
      category: ranks.map((r) => r?.category ?? null),
      extrapolated: ranks.map((r) => r?.extrapolated ?? null),
    };
  },
  power_profile_rows: (inputs) => {
    const rows = list(inputs, 'rows').map(Number);
    const table = (sex: Sex) => rows.map((row) => PROFILE_COLUMNS.map((column) => profileRow(sex, column, row)));
    return { male: table('male'), female: table('female') };
  },
  vo2max_estimates: (inputs, options) => {
    const weight_kg = numberOf(inputs, options, 'weight_kg') ?? null;
    const best_w = numberOf(inputs, options, 'best_5min_w');
    const race = record(inputs.race);
    const estimates = vo2maxEstimates({
      best_5min_w_per_kg:
        numberOf(inputs, options, 'best_5min_w_per_kg') ??
        (best_w !== undefined && weight_kg !== null ? best_w / weight_kg : null),
      ramp_peak_power_w: numberOf(inputs, options, 'ramp_peak_power_w') ?? null,
      weight_kg,
      max_hr_bpm: numberOf(inputs, options, 'hr_max', 'max_hr') ?? null,
      resting_hr_bpm: numberOf(inputs, options, 'hr_rest', 'resting_hr') ?? null,
      cooper_distance_m: numberOf(inputs, options, 'cooper_m') ?? null,
      race:
        race.distance_m === undefined
          ? null
          : { distance_m: Number(race.distance_m), duration_s: needNumber(race, {}, 'time_s', 'duration_s') },
    });
    return Object.fromEntries(Object.entries(estimates).map(([method, estimate]) => [method, estimate.value]));
  },
  vdot: (inputs) => ({
    vdot: list(inputs, 'races').map((entry) => {
      const race = record(entry);
      return vdot(needNumber(race, {}, 'distance_m'), needNumber(race, {}, 'time_s', 'duration_s')).value;
    }),
  }),
  vdot_equivalents: (inputs, options) => {
    const value = needNumber(inputs, options, 'vdot');
    return {
      seconds: list(inputs, 'distances_m').map((d) => equivalentTime(value, Number(d)).value),
      ...trainingSpeeds(value).value,
    };
  },
  riegel: (inputs, options) => {
    const races = Array.isArray(inputs.races)
      ? inputs.races.map((entry) => {
          const race = record(entry);
          return {
            distance_m: needNumber(race, {}, 'distance_m'),
            duration_s: needNumber(race, {}, 'time_s', 'duration_s'),
          };
        })
      : [];
    const own = races.length > 1 ? riegelExponent(races[0]!, races[1]!).value : null;
    const race = {
      distance_m: numberOf(inputs, options, 'distance_m') ?? races.at(-1)?.distance_m ?? Number.NaN,
      duration_s: numberOf(inputs, options, 'time_s', 'duration_s') ?? races.at(-1)?.duration_s ?? Number.NaN,
    };
    const exponent = numberOf(inputs, options, 'exponent') ?? own ?? undefined;
    const targets = Array.isArray(inputs.targets_m) ? inputs.targets_m : [];
    return { exponent: own, seconds: targets.map((d) => riegelTime(race, Number(d), exponent).value) };
  },
};
