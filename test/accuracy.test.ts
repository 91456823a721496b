/** Accuracy against devices and against an independent program, and that the two commands notice when something is wrong. */

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareDevices, reportLines as deviceLines } from '../bench/devices.ts';
import { compareOracle, reportLines as oracleLines } from '../bench/oracle.ts';

const DATA = '../shared/data';
const TRUTH = `${DATA}/device-truth.json`;
const ORACLE = '../shared/golden/goldencheetah.json';

type Json = Record<string, never> & { [key: string]: Json };

const parsed = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

/** Hundreds of files on whatever machine this is. */
const LONG_MS = 180_000;

describe.skipIf(!existsSync(TRUTH))('devices', () => {
  test(
    'what was imported is what the devices wrote',
    async () => {
      const report = await compareDevices(DATA, parsed(TRUTH));
      expect(report.notes.filter((note) => note.failed)).toEqual([]);
      expect(report.bars.filter((bar) => !bar.passed)).toEqual([]);
      expect(report.sessions).toBeGreaterThan(200);
      const excluded = report.np.filter((np) => np.excluded !== null).map((np) => np.session.file.label);
      expect(excluded).toHaveLength(6);
      expect(deviceLines(report).at(-1)).toMatch(/^\d+ passed, 0 failed$/);
    },
    LONG_MS,
  );

  const ride = 'activities/fit/garmin-edge1030-road-power-hrv.fit';
  const swim = 'activities/fit/garmin-fenix3-pool-hr-messages.fit';
  const altered = async (label: string, change: (file: Json) => void) => {
    const file = parsed(TRUTH).files![label]!;
    change(file);
    return compareDevices(DATA, { files: { [label]: file } });
  };

  test.each<[string, string, (file: Json) => void]>([
    ['NP', ride, (f) => scale(f.sessions![0]!, 'normalized_power', 1.05)],
    ['distance', ride, (f) => scale(f.sessions![0]!, 'total_distance', 1.1)],
    ['average power', ride, (f) => scale(f.sessions![0]!, 'avg_power', 1.1)],
    ['heart rate', ride, (f) => scale(f.sessions![0]!, 'avg_heart_rate', 1.1)],
    ['timer time', ride, (f) => scale(f.sessions![0]!, 'total_timer_time', 1.01)],
    ['number of laps', ride, (f) => scale(f.counts!, 'laps', 2)],
    ['number of lengths', swim, (f) => scale(f.counts!, 'lengths', 2)],
  ])('a wrong %s is noticed', async (_, label, change) => {
    const wrong = await altered(label, change);
    expect(wrong.failed).toBeGreaterThan(0);
  });

  test('files that are missing, and values that are null, are left out and told', async () => {
    const files = {
      [ride]: { file_type: 'activity', counts: null, sessions: [{ avg_power: null, total_timer_time: null }] },
      'no/such.fit': {},
    };
    const report = await compareDevices(DATA, { files });
    expect(report.failed).toBe(0);
    expect(report.notes.map((note) => note.text)).toContain('no/such.fit: not in the folder, left out');
  });
});

function scale(object: Json, key: string, factor: number): void {
  const numbers = object as unknown as Record<string, number>;
  numbers[key] = Math.round(numbers[key]! * factor);
}

describe.skipIf(!existsSync(ORACLE))('the independent program', () => {
  test(
    'agrees, or differs in a way that has a name',
    async () => {
      const report = await compareOracle('../shared', parsed(ORACLE));
      expect(report.compared.filter((c) => c.outcome === 'failed')).toEqual([]);
      expect(report.notes.filter((note) => note.failed)).toEqual([]);
      // Activities without gaps, rounding or other doubts agree to 0.01 %; nothing of them may be only named.
      const synthetic = report.compared.filter((c) => c.label.startsWith('synthetic'));
      const named = synthetic.filter((c) => c.outcome === 'named');
      expect(synthetic.length).toBeGreaterThan(1000);
      expect(named.every((c) => c.key.startsWith('wprime_'))).toBe(true);
      const share = report.compared.filter((c) => c.outcome === 'named').length / report.compared.length;
      expect(share).toBeLessThan(0.1);
      expect(oracleLines(report).at(-1)).toMatch(/^\d+ passed, 0 failed$/);
    },
    LONG_MS,
  );

  test('a wrong value fails', async () => {
    const { athlete, synthetic } = parsed(ORACLE);
    const first = (synthetic as unknown as { expected: Record<string, number> }[])[0]!;
    const wrong = { ...first, expected: { ...first.expected, iso_power: 203, average_hr: 141 } };
    const report = await compareOracle('../shared', { athlete, synthetic: [wrong] });
    expect(report.compared.filter((c) => c.outcome === 'failed').map((c) => c.key)).toEqual([
      'iso_power',
      'average_hr',
    ]);
  });
});
