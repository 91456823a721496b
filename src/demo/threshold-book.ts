/** What the athlete writes down about thresholds: tests set new values, not wishes. */

import type { Family } from '../core/sport.ts';
import type { ThresholdKind } from '../core/thresholds.ts';
import type { Body } from './athlete.ts';
import type { Random } from './random.ts';
import type { SessionId } from './session.ts';
import { testedFtp } from './test-result.ts';

/** What the athlete takes the thresholds to be; sessions are planned by these. */
export interface Believed {
  readonly ftp_w: number;
  readonly run_threshold_mps: number;
  readonly swim_threshold_mps: number;
}

/** A dated value of the athlete, in the terms of core/thresholds.ts. */
export interface DatedThreshold {
  readonly kind: ThresholdKind;
  /** null: for every family. */
  readonly family: Family | null;
  readonly value: number;
  readonly valid_from: string;
}

export class ThresholdBook {
  readonly entries: DatedThreshold[] = [];
  #believed: Believed = { ftp_w: 0, run_threshold_mps: 0, swim_threshold_mps: 0 };
  #month = '';

  begin(body: Body): void {
    this.#believed = {
      ftp_w: Math.round(body.ftp_w),
      run_threshold_mps: round2(body.run_threshold_mps),
      swim_threshold_mps: round2(body.swim_threshold_mps),
    };
    const from = body.local_date;
    this.#put('ftp_w', 'ride', this.#believed.ftp_w, from);
    this.#putPowerModel(body);
    this.#put('threshold_speed_mps', 'run', this.#believed.run_threshold_mps, from);
    this.#put('threshold_speed_mps', 'swim', this.#believed.swim_threshold_mps, from);
    // The general value serves sports without a test of their own, such as hikes and strength.
    this.#put('lthr_bpm', null, Math.round(body.lthr_bpm), from);
    this.#put('lthr_bpm', 'ride', Math.round(body.lthr_bpm), from);
    this.#put('lthr_bpm', 'run', Math.round(body.lthr_bpm + 4), from);
    this.#put('lthr_bpm', 'swim', Math.round(body.lthr_bpm - 10), from);
    this.#put('max_hr_bpm', null, Math.round(body.max_hr_bpm), from);
  }

  /** Weight and resting heart rate once a month. */
  morning(body: Body): void {
    const month = body.local_date.slice(0, 7);
    if (month === this.#month || body.illness > 0.1) return;
    this.#month = month;
    this.#put('weight_kg', null, Math.round(body.weight_kg * 10) / 10, body.local_date);
    this.#put('resting_hr_bpm', null, Math.round(body.resting_hr_bpm), body.local_date);
  }

  after(id: SessionId, body: Body, random: Random): void {
    const from = body.local_date;
    if (id === 'ride_test_20' || id === 'ride_test_ramp') {
      const ftp_w = testedFtp(body);
      this.#believed = { ...this.#believed, ftp_w };
      this.#put('ftp_w', 'ride', ftp_w, from);
      this.#putPowerModel(body);
    } else if (id === 'run_test_30') {
      const run_threshold_mps = round2(body.run_threshold_mps);
      this.#believed = { ...this.#believed, run_threshold_mps };
      this.#put('threshold_speed_mps', 'run', run_threshold_mps, from);
      this.#put('lthr_bpm', 'run', Math.round(body.lthr_bpm + 4 + random.normal() * 0.6), from);
    } else if (id === 'swim_test') {
      const swim_threshold_mps = round2(body.swim_threshold_mps);
      this.#believed = { ...this.#believed, swim_threshold_mps };
      this.#put('threshold_speed_mps', 'swim', swim_threshold_mps, from);
    }
  }

  believed(): Believed {
    return this.#believed;
  }

  #putPowerModel(body: Body): void {
    this.#put('cp_w', 'ride', Math.round(body.cp_w), body.local_date);
    this.#put('w_prime_j', 'ride', Math.round(body.w_prime_j / 100) * 100, body.local_date);
    this.#put('p_max_w', 'ride', Math.round(body.p_max_w / 5) * 5, body.local_date);
  }

  #put(kind: ThresholdKind, family: Family | null, value: number, valid_from: string): void {
    const last = this.entries.findLast((e) => e.kind === kind && e.family === family);
    if (last && last.value === value) return;
    if (last && last.valid_from === valid_from) this.entries.splice(this.entries.indexOf(last), 1);
    this.entries.push({ kind, family, value, valid_from });
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
