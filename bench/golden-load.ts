/** Golden cases of what training does to an athlete: load, form, monotony, performance, HRV. Reshapes only. */

import { workloadRatios } from '../src/metrics/acwr.ts';
import { beatStatistics, hrvBaseline } from '../src/metrics/hrv.ts';
import { predictPerformance } from '../src/metrics/impulse-response.ts';
import { fitImpulseResponse, type PerformanceTest } from '../src/metrics/impulse-response-fit.ts';
import { monotony } from '../src/metrics/monotony.ts';
import { zAgainstBaseline } from '../src/metrics/resting-heart-rate.ts';
import {
  type Kernel,
  type LoadDay,
  loadForFitness,
  loadForForm,
  type TrainingLoadOptions,
  trainingLoad,
} from '../src/metrics/training-load.ts';
import type { CaseAdapter } from './golden.ts';
import { type Inputs, list, needNumber, numberOf, pick, record, samples, warningsOf } from './golden-inputs.ts';

function loadOptions(inputs: Inputs, options: Inputs, kernel: Kernel): TrainingLoadOptions {
  const ctl = numberOf(inputs, options, 'ctl0', 'ctl_start');
  const atl = numberOf(inputs, options, 'atl0', 'atl_start');
  const seeded = (ctl ?? 0) !== 0 || (atl ?? 0) !== 0;
  return {
    kernel,
    tau_ctl_days: numberOf(inputs, options, 'tau_ctl', 'tau_c', 'tau_ctl_days', 'ctl_days') ?? 42,
    tau_atl_days: numberOf(inputs, options, 'tau_atl', 'tau_a', 'tau_atl_days', 'atl_days') ?? 7,
    ...(seeded ? { seed: { ctl: ctl ?? 0, atl: atl ?? 0 } } : {}),
  };
}

function kernelOf(inputs: Inputs, options: Inputs): Kernel {
  return pick(inputs, options, 'kernel') === 'tp' ? 'tp' : 'exp';
}

function columns(rows: readonly LoadDay[]) {
  return {
    ctl: rows.map((r) => r.ctl),
    atl: rows.map((r) => r.atl),
    tsb_start_of_day: rows.map((r) => r.tsb_start_of_day),
    form_end_of_day: rows.map((r) => r.form_end_of_day),
    form_pct: rows.map((r) => r.form_pct),
    ctl_warming_up: rows.map((r) => r.ctl_warming_up),
    atl_warming_up: rows.map((r) => r.atl_warming_up),
    warming_up: rows.map((r) => r.ctl_warming_up),
  };
}

const pmc: CaseAdapter = (inputs, options) => {
  const loads = samples(list(inputs, 'daily_load', 'loads'));
  const one = (kernel: Kernel) => {
    const rows = trainingLoad(loads, loadOptions(inputs, options, kernel));
    return { ...columns(rows.slice(-7)), ramp7: rows.at(-1)?.ramp7 ?? null };
  };
  return { ...one(kernelOf(inputs, options)), exp: one('exp'), tp: one('tp') };
};

const pmcValue: CaseAdapter = (inputs, options) => {
  const loads = samples(list(inputs, 'daily_load', 'loads'));
  const out: Inputs = {};
  for (const kernel of ['exp', 'tp'] as const) {
    const last = trainingLoad(loads, loadOptions(inputs, options, kernel)).at(-1);
    for (const key of ['ctl', 'atl', 'tsb_start_of_day', 'form_end_of_day', 'form_pct', 'ramp7'] as const) {
      out[`${key}_${kernel}`] = last?.[key] ?? null;
      if (kernel === kernelOf(inputs, options)) out[key] = last?.[key] ?? null;
    }
  }
  return out;
};

const pmcProjection: CaseAdapter = (inputs, options) => {
  const history = list(inputs, 'history', 'daily_load');
  const planned = list(inputs, 'planned');
  const one = (kernel: Kernel) => {
    const rows = trainingLoad(samples([...history, ...planned]), loadOptions(inputs, options, kernel));
    const target = numberOf(inputs, options, 'target_ctl');
    const today = rows[history.length - 1];
    return {
      ...columns(rows.slice(history.length)),
      ramp7: rows.slice(history.length).map((r) => r.ramp7),
      load_for_target_ctl:
        target === undefined || !today
          ? null
          : loadForFitness(today.ctl, target, numberOf(inputs, options, 'days') ?? planned.length, {
              ...loadOptions(inputs, options, kernel),
            }).value,
    };
  };
  return { ...one(kernelOf(inputs, options)), exp: one('exp'), tp: one('tp') };
};

const targetForm: CaseAdapter = (inputs, options) => {
  const kernel = kernelOf(inputs, options);
  const state = { ctl: needNumber(inputs, options, 'ctl'), atl: needNumber(inputs, options, 'atl') };
  const load_options = loadOptions({}, { ...inputs, ...options }, kernel);
  const target_ctl = numberOf(inputs, options, 'target_ctl');
  if (target_ctl !== undefined) {
    return { load: loadForFitness(state.ctl, target_ctl, needNumber(inputs, options, 'days'), load_options).value };
  }
  const form = needNumber(inputs, options, 'target_form_end_of_day', 'target_form');
  return { load: loadForForm(state, form, load_options).value };
};

const banister: CaseAdapter = (inputs, options) => {
  const loads = samples(list(inputs, 'daily_load', 'loads'));
  if (Array.isArray(inputs.tests)) {
    const tests = inputs.tests.map((t): PerformanceTest => {
      const test = record(t);
      return { day: needNumber(test, {}, 'day'), value: needNumber(test, {}, 'value', 'performance') };
    });
    const fit = fitImpulseResponse(loads, tests).value;
    return {
      p0: fit?.p0 ?? null,
      k1: fit?.k1 ?? null,
      k2: fit?.k2 ?? null,
      tau1: fit?.tau1_days ?? null,
      tau2: fit?.tau2_days ?? null,
      rmse: fit?.rmse ?? null,
    };
  }
  const performance = predictPerformance(loads, {
    p0: needNumber(inputs, options, 'p0'),
    k1: needNumber(inputs, options, 'k1'),
    k2: needNumber(inputs, options, 'k2'),
    tau1_days: needNumber(inputs, options, 'tau1', 'tau1_days'),
    tau2_days: needNumber(inputs, options, 'tau2', 'tau2_days'),
  });
  return { performance: performance.slice(-7), last: performance.at(-1) ?? null };
};

const nullableDays = (values: unknown[]) => values.map((v) => (typeof v === 'number' ? v : null));

export const LOAD_CASES: Readonly<Record<string, CaseAdapter>> = {
  pmc,
  pmc_value: pmcValue,
  pmc_projection: pmcProjection,
  load_for_target_form: targetForm,
  monotony_strain: (inputs) => {
    const found = monotony(samples(list(inputs, 'week', 'daily_load'))).value;
    return {
      monotony: found?.monotony ?? null,
      strain: found?.strain ?? null,
      monotony_population_sd: found?.monotony_population_sd ?? null,
      weekly_load: found?.weekly_load ?? null,
    };
  },
  acwr: (inputs) => {
    const found = workloadRatios(samples(list(inputs, 'daily_load'))).value;
    return {
      rolling_coupled: found?.rolling_coupled ?? null,
      rolling_uncoupled: found?.rolling_uncoupled ?? null,
      ewma: found?.ewma ?? null,
    };
  },
  banister,
  hrv_baseline: (inputs) => {
    const { week, baseline, status, z } = hrvBaseline(nullableDays(list(inputs, 'rmssd_ms')));
    return {
      baseline_mean: baseline.value?.mean ?? null,
      baseline_sd: baseline.value?.sd ?? null,
      swc: baseline.value?.swc ?? null,
      range: baseline.value ? [baseline.value.low, baseline.value.high] : null,
      rolling7: week.value?.mean ?? null,
      cv7_pct: week.value?.cv_pct ?? null,
      status: status.value,
      z: z.value,
    };
  },
  resting_hr_z: (inputs) => {
    const found = zAgainstBaseline(nullableDays(list(inputs, 'resting_hr'))).value;
    return { mean: found?.mean ?? null, sd: found?.sd ?? null, z: found?.z ?? null };
  },
  rmssd: (inputs) => {
    const answer = beatStatistics(samples(list(inputs, 'rr_ms')));
    const found = answer.value;
    return {
      rmssd: found?.rmssd_ms ?? null,
      ln_rmssd: found?.ln_rmssd ?? null,
      sdnn: found?.sdnn_ms ?? null,
      mean_rr: found?.mean_rr_ms ?? null,
      valid_pct: found?.valid_pct ?? null,
      warnings: warningsOf(answer),
    };
  },
};
