import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import type { Workout } from '../core/workout.ts';
import { readErg } from './erg.ts';

const text = (header: string, data: string, more = '') =>
  Buffer.from(
    `[COURSE HEADER]\r\n${header}\r\n[END COURSE HEADER]\r\n[COURSE DATA]\r\n${data}\r\n[END COURSE DATA]\r\n${more}`,
  );

function workout(bytes: Uint8Array): Workout {
  const document = readErg(bytes);
  if (document.kind !== 'workout') throw new Error(document.kind);
  return document.workouts[0]!;
}

describe('readErg', () => {
  it('reads minutes and watts with the FTP they were made for', () => {
    const w = workout(
      text(
        'FTP = 260\nDESCRIPTION = Pyramid\nFILE NAME = l345.erg\nMINUTES  WATTS',
        '0.0\t100\n5.0\t100\n5.0\t150\n10.0\t250\n10.0 LAP\n12,5 250',
      ),
    );
    expect(w).toMatchObject({ name: 'l345', note: 'Pyramid', sport: 'ride', ftp_w: 260 });
    expect(w.steps).toMatchObject([
      { end: { kind: 'time', seconds: 300 }, target: { of: 'power_w', low: 100, high: 100, ramp: false } },
      { end: { seconds: 300 }, target: { low: 150, high: 250, ramp: true } },
      { end: { seconds: 150 }, target: { low: 250, high: 250, ramp: false } },
    ]);
  });

  it('reads percent and places texts in their step', () => {
    const w = workout(
      text(
        'MINUTES PERCENT',
        '0.00 50\n6.60 50\n6.60 100\n7.98 140',
        '[COURSE TEXT]\n400\tPush now\t10\n[END COURSE TEXT]',
      ),
    );
    expect(w.ftp_w).toBeNull();
    expect(w.steps).toMatchObject([
      { end: { seconds: 396 }, target: { of: 'ftp_pct', low: 50 }, cues: [] },
      { end: { seconds: 82.8 }, target: { low: 100, high: 140, ramp: true }, cues: [{ at_s: 4, text: 'Push now' }] },
    ]);
  });

  it('holds the first value when the file starts late and warns about lines it cannot read', () => {
    const bytes = text('MINUTES WATTS', '2 100\n4 100\nx y\n5 -3');
    expect(workout(bytes).steps.map((s) => s.kind === 'step' && s.end)).toEqual([
      { kind: 'time', seconds: 120 },
      { kind: 'time', seconds: 120 },
    ]);
    expect(readErg(bytes).warnings.map((w) => w.code)).toEqual(['bad_step']);
  });

  it.each([
    ['no unit', text('VERSION = 2', '0 100\n5 100')],
    ['slopes', text('DISTANCE GRADE WIND', '0 1 0\n5 2 0')],
    ['no data', text('MINUTES WATTS', '')],
    ['backwards', text('MINUTES WATTS', '0 100\n5 100\n4 100')],
    ['other text', Buffer.from('hello')],
  ])('refuses %s', (_, bytes) => {
    expect(() => readErg(bytes)).toThrow(FormatError);
  });
});
