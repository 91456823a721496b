/** How one value looks to a person: unit from the key's ending, metric or imperial. */

import type { UnitSystem } from '../core/athlete.ts';
import type { Cell } from '../queries/answer.ts';

interface Display {
  readonly pattern: RegExp;
  readonly unit: Record<UnitSystem, string>;
  format(value: number, units: UnitSystem): string;
}

const MILE_M = 1609.344;
const FOOT_M = 0.3048;

const fixed = (digits: number) => (value: number) => value.toFixed(digits);

// First match wins.
const DISPLAYS: readonly Display[] = [
  {
    pattern: /(^|_)distance_m$/,
    unit: { metric: 'km', imperial: 'mi' },
    format: (v, u) => (v / (u === 'metric' ? 1000 : MILE_M)).toFixed(Math.abs(v) < 10_000 ? 2 : 1),
  },
  {
    pattern: /_mps$/,
    unit: { metric: 'km/h', imperial: 'mph' },
    format: (v, u) => ((v * 3600) / (u === 'metric' ? 1000 : MILE_M)).toFixed(1),
  },
  {
    pattern: /_m$/,
    unit: { metric: 'm', imperial: 'ft' },
    format: (v, u) => (v / (u === 'metric' ? 1 : FOOT_M)).toFixed(0),
  },
  {
    pattern: /_kg$/,
    unit: { metric: 'kg', imperial: 'lb' },
    format: (v, u) => (v * (u === 'metric' ? 1 : 2.204_622_6)).toFixed(1),
  },
  {
    pattern: /_c$/,
    unit: { metric: '°C', imperial: '°F' },
    format: (v, u) => (u === 'metric' ? v : v * 1.8 + 32).toFixed(1),
  },
  { pattern: /_s$/, unit: { metric: '', imperial: '' }, format: duration },
  { pattern: /(?<!_per)_h$/, unit: { metric: '', imperial: '' }, format: (v) => duration(v * 3600) },
];

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_wpkg$/, 'W/kg'],
  [/_w$/, 'W'],
  [/_bpm$/, 'bpm'],
  [/_rpm$/, 'rpm'],
  [/_spm$/, 'spm'],
  [/_kj$/, 'kJ'],
  [/_j$/, 'J'],
  [/_kcal$/, 'kcal'],
  [/_pct$/, '%'],
  [/_ms$/, 'ms'],
  [/_mph$/, 'm/h'],
  [/_mm$/, 'mm'],
  [/_km$/, 'km'],
  [/_deg$/, '°'],
  [/_mlkgmin$/, 'ml/kg/min'],
];

/** 3:04:09, 24:10, 0:45. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const sign = seconds < 0 ? '−' : '';
  const s = String(whole % 60).padStart(2, '0');
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return h > 0 ? `${sign}${h}:${String(m).padStart(2, '0')}:${s}` : `${sign}${m}:${s}`;
}

/** Column heading: words and unit. */
export function heading(key: string, units: UnitSystem): { words: string; unit: string } {
  const display = DISPLAYS.find((d) => d.pattern.test(key));
  const plain = UNITS.find(([pattern]) => pattern.test(key));
  const unit = display ? display.unit[units] : (plain?.[1] ?? '');
  const suffix = display?.pattern.source.includes('distance') ? /_m$/ : (plain?.[0] ?? display?.pattern);
  const words = (suffix ? key.replace(suffix, '') : key)
    .replaceAll('_', ' ')
    .replace(
      /\b(np|ctl|atl|tsb|tss|hr|if|vi|hrv|hrss|trimp|rtss|stss|ftp|cp|vam|gps|id|utc|vo2max|acwr|ef|swolf|rpe|govss)\b/g,
      (word) => word.toUpperCase(),
    )
    .replace(/\baverage\b/, 'avg')
    .trim();
  return { words: words || key, unit };
}

/** A cell for a person; empty for null. */
export function displayValue(key: string, value: Cell, units: UnitSystem): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}$/, '$1 $2');
  const display = DISPLAYS.find((d) => d.pattern.test(key));
  if (display) return display.format(value, units);
  return Number.isInteger(value)
    ? String(value)
    : fixed(Math.abs(value) < 10 ? 2 : 1)(value)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
}
