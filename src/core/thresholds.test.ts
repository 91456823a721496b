/** Which threshold holds on a date: origin before date, own family before general, no looking ahead, files only for half a year. */

import { describe, expect, it } from 'vitest';
import { type Threshold, thresholdsInForce } from './thresholds.ts';

const ftp = (value: number, valid_from: string, origin: Threshold['origin'], family: Threshold['family'] = 'ride') =>
  ({ kind: 'ftp_w', family, value, valid_from, origin }) satisfies Threshold;

const on = (date: string, all: readonly Threshold[]) => thresholdsInForce(all, 'ride', date).ftp_w?.value;

describe('thresholdsInForce', () => {
  it('takes the latest value that is not after the date and never looks ahead', () => {
    const all = [ftp(250, '2026-01-01', 'athlete'), ftp(270, '2026-03-01', 'athlete')];
    expect(on('2025-12-31', all)).toBeUndefined();
    expect(on('2026-02-28', all)).toBe(250);
    expect(on('2026-03-01', all)).toBe(270);
  });

  it('prefers what the athlete set over a newer value of a device, in either order', () => {
    const all = [ftp(200, '2026-05-01', 'file'), ftp(270, '2026-03-01', 'athlete')];
    expect(on('2026-06-01', all)).toBe(270);
    expect(on('2026-06-01', [...all].reverse())).toBe(270);
  });

  it('prefers the own family over a general value and ignores other families', () => {
    const all = [
      ftp(300, '2026-01-01', 'athlete', null),
      ftp(250, '2025-01-01', 'athlete'),
      ftp(400, '2026-01-01', 'athlete', 'run'),
    ];
    expect(on('2026-06-01', all)).toBe(250);
  });

  it('lets a value carried by a file lapse after half a year', () => {
    const all = [ftp(200, '2026-01-01', 'file')];
    expect(on('2026-07-01', all)).toBe(200);
    expect(on('2026-07-05', all)).toBeUndefined();
  });
});
