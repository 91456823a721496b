import { describe, expect, it } from 'vitest';
import { dayNumber, localDate } from '../core/time.ts';
import { liveThrough, type Plan } from './calendar.ts';
import type { SessionId } from './session.ts';
import { arrange } from './shelf.ts';
import { type Simulated, simulate } from './simulate.ts';

const life = liveThrough('demo', '2026-10-18', 2);
const shelf = arrange(life);
const live = (plan: Plan): Simulated =>
  simulate(plan, { seed: 'demo', first_date: life.first_date, new_watch_from: shelf.new_watch_from, on_phone: false });
const all = life.plans.map(live);
const of = (...ids: SessionId[]): Simulated[] => all.filter((s) => ids.includes(s.plan.session.id));
const outdoor = all.filter((s) => s.plan.session.sport === 'ride');
const clean = (list: readonly Simulated[]): Simulated[] => list.filter((s) => s.flaws.length === 0);

function best(values: Float64Array, seconds: number): number {
  let sum = 0;
  let top = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    if (i >= seconds) sum -= values[i - seconds]!;
    if (i >= seconds - 1) top = Math.max(top, sum / seconds);
  }
  return top;
}

function curve(list: readonly Simulated[], seconds: number): number {
  return Math.max(
    ...list.flatMap((s) =>
      s.recordings.map((r) => (r.samples.channels.power_w ? best(r.samples.channels.power_w, seconds) : 0)),
    ),
  );
}

/** Correlation of 60 s means, the heart 30 s behind. */
function correlation(power: Float64Array, heart: Float64Array): number {
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i + 90 < power.length; i += 60) {
    a.push(mean(power.subarray(i, i + 60)));
    b.push(mean(heart.subarray(i + 25, i + 85)));
  }
  const ma = mean(a);
  const mb = mean(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function median(values: number[]): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)]!;
}

describe('every recording', () => {
  it('has rows in order of time, inside its start and end, with equal columns and sane values', () => {
    for (const { recordings, plan, flaws } of all) {
      for (const r of recordings) {
        const { time_s, channels } = r.samples;
        expect(time_s.length, plan.id).toBeGreaterThan(20);
        expect(time_s[0]!).toBeGreaterThanOrEqual(r.start_s);
        expect(time_s.at(-1)!).toBeLessThan(r.end_s + 1);
        for (let i = 1; i < time_s.length; i++) if (!(time_s[i]! > time_s[i - 1]!)) expect.fail(`time in ${plan.id}`);
        for (const values of Object.values(channels)) expect(values.length).toBe(time_s.length);
        const within = (id: keyof typeof channels, low: number, high: number): void => {
          for (const value of channels[id] ?? []) {
            if (value < low || value > high) expect.fail(`${id} ${value} in ${plan.id}`);
          }
        };
        if (!flaws.includes('heart_rate_zero')) within('heart_rate_bpm', 60, 200);
        if (!flaws.includes('power_spike')) within('power_w', 0, 1200);
        within('speed_mps', 0, r.sport === 'ride' ? 22 : r.sport === 'indoor_ride' ? 16 : 6.5);
        within('altitude_m', -50, 2600);
        within('cadence_rpm', 0, 130);
        within('temperature_c', -15, 45);
        within('left_balance_pct', 30, 70);
      }
    }
  });

  it('moves without jumps and agrees with its own distance', () => {
    for (const { recordings, plan } of clean(all)) {
      for (const r of recordings) {
        const { latitude_deg: lat, longitude_deg: lon, altitude_m: alt, distance_m: distance } = r.samples.channels;
        if (!lat || !lon || !distance) continue;
        let way = 0;
        const shrink = Math.cos((lat[0]! * Math.PI) / 180);
        for (let i = 1; i < lat.length; i++) {
          const step = Math.hypot((lat[i]! - lat[i - 1]!) * 111_195, (lon[i]! - lon[i - 1]!) * 111_195 * shrink);
          if (step > 35) expect.fail(`jump of ${step} m in ${plan.id}`);
          if (alt && Math.abs(alt[i]! - alt[i - 1]!) > 6) expect.fail(`step in altitude in ${plan.id}`);
          if (distance[i]! < distance[i - 1]!) expect.fail(`distance falls in ${plan.id}`);
          way += step;
        }
        // Jitter of the receiver lengthens slow tracks.
        expect(way / distance.at(-1)!, plan.id).toBeGreaterThan(0.93);
        expect(way / distance.at(-1)!, plan.id).toBeLessThan(r.sport === 'ride' ? 1.06 : 1.6);
      }
    }
  });

  it('is the same when simulated again', () => {
    expect(live(life.plans[40]!)).toEqual(all[40]);
  });
});

describe('rides', () => {
  it('look like power meters see them', () => {
    const zeros = outdoor.map((s) => {
      const power = s.recordings[0]!.samples.channels.power_w!;
      return power.filter((p) => p === 0).length / power.length;
    });
    expect(median(zeros)).toBeGreaterThan(0.06);
    expect(median(zeros)).toBeLessThan(0.25);
    for (const s of outdoor) {
      const v = s.recordings[0]!.device_values;
      expect(v.np_w! / v.average_power_w!, s.plan.id).toBeGreaterThan(1.02);
      expect(v.np_w! / v.average_power_w!, s.plan.id).toBeLessThan(1.6);
      expect(v.average_speed_mps!, s.plan.id).toBeGreaterThan(5.3);
      expect(v.average_speed_mps!, s.plan.id).toBeLessThan(10.5);
      expect(v.intensity_factor!, s.plan.id).toBeLessThan(1.02);
    }
  });

  it('move the heart with the power', () => {
    const r = clean(outdoor).map((s) => {
      const { power_w, heart_rate_bpm } = s.recordings[0]!.samples.channels;
      return correlation(power_w!, heart_rate_bpm!);
    });
    expect(median(r)).toBeGreaterThan(0.7);
  });

  it('give a power curve of one body', () => {
    const rides = clean(all.filter((s) => s.plan.session.sport.endsWith('ride')));
    const [w5, w60, w300, w1200, w3600] = [5, 60, 300, 1200, 3600].map((s) => curve(rides, s));
    expect(w5!).toBeGreaterThan(700);
    expect(w5!).toBeLessThan(950);
    expect(w60!).toBeGreaterThan(380);
    expect(w60!).toBeLessThan(520);
    expect(w300!).toBeGreaterThan(270);
    expect(w300!).toBeLessThan(350);
    expect(w1200!).toBeLessThan(w300! * 0.95);
    expect(w3600!).toBeLessThan(w1200! * 0.97);
    const ftp = Math.max(...life.thresholds.filter((t) => t.kind === 'ftp_w').map((t) => t.value));
    expect((w1200! * 0.95) / ftp).toBeGreaterThan(0.97);
    expect((w1200! * 0.95) / ftp).toBeLessThan(1.04);
  });

  it('prove the FTP in the tests', () => {
    const ftp = (date: string): number =>
      life.thresholds.findLast((t) => t.kind === 'ftp_w' && t.valid_from <= date)!.value;
    expect(of('ride_test_20').length + of('ride_test_ramp').length).toBeGreaterThan(8);
    for (const s of of('ride_test_20')) {
      const shown = best(s.recordings[0]!.samples.channels.power_w!, 1200) * 0.95;
      expect(Math.round(shown), s.plan.id).toBe(ftp(s.plan.local_date));
    }
    for (const s of of('ride_test_ramp')) {
      const shown = best(s.recordings[0]!.samples.channels.power_w!, 60) * 0.75;
      expect(Math.round(shown), s.plan.id).toBe(ftp(s.plan.local_date));
    }
  });

  it('have stops with the timer off, and a long one for coffee', () => {
    const pauses = outdoor.flatMap((s) => s.recordings[0]!.pauses);
    expect(pauses.length).toBeGreaterThan(200);
    expect(pauses.some((p) => p.end_s - p.start_s > 600)).toBe(true);
    for (const s of outdoor) {
      const { time_s } = s.recordings[0]!.samples;
      for (const p of s.recordings[0]!.pauses) {
        expect(
          time_s.some((t) => t >= p.start_s && t < p.end_s),
          s.plan.id,
        ).toBe(false);
      }
    }
  });
});

describe('other sports', () => {
  it('run at believable speed, heart rate and cadence', () => {
    for (const s of clean(of('run_easy', 'run_long', 'run_intervals', 'run_tempo', 'run_race'))) {
      const v = s.recordings[0]!.device_values;
      expect(v.average_speed_mps!, s.plan.id).toBeGreaterThan(2.1);
      expect(v.average_speed_mps!, s.plan.id).toBeLessThan(3.9);
      expect(v.average_hr_bpm!, s.plan.id).toBeGreaterThan(125);
      expect(v.average_hr_bpm!, s.plan.id).toBeLessThan(178);
      expect(v.average_cadence_rpm!).toBeGreaterThan(76);
      expect(v.average_cadence_rpm!).toBeLessThan(92);
    }
  });

  it('swim lengths that fill the laps', () => {
    for (const s of of('swim_endurance', 'swim_intervals', 'swim_test')) {
      const r = s.recordings[0]!;
      const active = r.lengths.filter((l) => l.active);
      expect(active.length * 25).toBe(r.device_values.distance_m);
      expect(active.reduce((sum, l) => sum + l.strokes!, 0)).toBe(r.device_values.strokes);
      for (const l of active) {
        expect(25 / l.duration_s).toBeGreaterThan(0.55);
        expect(25 / l.duration_s).toBeLessThan(1.35);
      }
      for (const lap of r.laps) if (lap.intensity === 'rest') expect(lap.values.distance_m).toBe(0);
      expect(r.laps.length).toBeGreaterThan(6);
    }
  });

  it('lift sets with rests between', () => {
    for (const s of of('strength')) {
      const { sets } = s.recordings[0]!;
      expect(sets.filter((x) => x.active).length).toBeGreaterThanOrEqual(8);
      expect(sets.some((x) => (x.weight_kg ?? 0) >= 40 && (x.repetitions ?? 0) >= 4)).toBe(true);
    }
  });

  it('chain the legs of multisport sessions', () => {
    const multi = of('triathlon', 'brick');
    expect(multi.length).toBeGreaterThan(2);
    for (const { recordings } of multi) {
      expect(recordings.length).toBeGreaterThanOrEqual(3);
      for (let i = 1; i < recordings.length; i++) expect(recordings[i]!.start_s).toBe(recordings[i - 1]!.end_s);
      expect(recordings.some((r) => r.sport === 'transition')).toBe(true);
    }
  });

  it('go through midnight once a summer', () => {
    for (const s of of('ride_night')) {
      const r = s.recordings[0]!;
      expect(localDate(r.start_s, r.utc_offset_s!)).toBe(s.plan.local_date);
      expect(localDate(r.end_s, r.utc_offset_s!)).not.toBe(s.plan.local_date);
    }
  });
});

describe('the whole load', () => {
  it('has weeks of 5 to 14 hours and a fitness between 30 and 90', () => {
    const first = dayNumber(life.first_date);
    const days = dayNumber(life.last_date) - first + 1;
    const hours = new Float64Array(days);
    const load = new Float64Array(days);
    for (const { plan, recordings } of all) {
      const day = dayNumber(plan.local_date) - first;
      for (const r of recordings) hours[day]! += (r.device_values.timer_s ?? 0) / 3600;
      load[day]! += recordings.reduce((sum, r) => sum + (r.device_values.tss ?? 0), 0) || plan.session.load;
    }
    const weeks: number[] = [];
    for (let d = 0; d + 7 <= days; d += 7) weeks.push(hours.subarray(d, d + 7).reduce((a, b) => a + b, 0));
    const usual = weeks.filter((h) => h >= 4 && h <= 14).length / weeks.length;
    expect(usual).toBeGreaterThan(0.85);
    expect(Math.max(...weeks)).toBeLessThan(20);
    let ctl = 0;
    const fitness = load.map((l) => {
      ctl += (l - ctl) * (1 - Math.exp(-1 / 42));
      return ctl;
    });
    const warm = fitness.subarray(70);
    expect(Math.min(...warm)).toBeGreaterThan(30);
    expect(Math.max(...warm)).toBeLessThan(95);
  });
});
