import { describe, expect, it } from 'vitest';
import type { Recording } from '../core/recording.ts';
import type { SportId } from '../core/sport.ts';
import { localDate } from '../core/time.ts';
import { placeInTime } from './place-in-time.ts';
import { effort, recorded } from './workout.test-data.ts';

const at = (iso: string) => Date.parse(iso) / 1000;

function recording(start: string, place: readonly [number, number] | null, more: Partial<Recording> = {}): Recording {
  const base = recorded(effort({ seed: 1, start_s: at(start), duration_s: 60 }), { channels: ['heart_rate_bpm'] });
  if (!place) return { ...base, ...more };
  const channels = {
    latitude_deg: new Float64Array(60).fill(place[0]),
    longitude_deg: new Float64Array(60).fill(place[1]),
  };
  return { ...base, samples: { ...base.samples, channels }, ...more };
}

const AUCKLAND = [-36.85, 174.76] as const;
const day = async (r: Recording, zone: string) => localDate(r.start_s, (await placeInTime(r, zone)).utc_offset_s);

describe('the zone of a recording', () => {
  it('is the file’s, else that of the coordinates, else the athlete’s', async () => {
    const start = '2026-06-01T12:00:00Z';
    const from_file = await placeInTime(recording(start, AUCKLAND, { utc_offset_s: 7200 }), 'Europe/Berlin');
    expect(from_file).toEqual({ utc_offset_s: 7200, time_zone: null, origin: 'file' });
    const agreeing = await placeInTime(recording(start, AUCKLAND, { utc_offset_s: 43_200 }), 'Europe/Berlin');
    expect(agreeing).toEqual({ utc_offset_s: 43_200, time_zone: 'Pacific/Auckland', origin: 'file' });
    const from_place = await placeInTime(recording(start, AUCKLAND), 'Europe/Berlin');
    expect(from_place).toEqual({ utc_offset_s: 43_200, time_zone: 'Pacific/Auckland', origin: 'coordinates' });
    const from_athlete = await placeInTime(recording(start, null), 'Europe/Berlin');
    expect(from_athlete).toEqual({ utc_offset_s: 7200, time_zone: 'Europe/Berlin', origin: 'athlete' });
  });

  it.each<SportId>(['virtual_ride', 'indoor_ride', 'virtual_run', 'strength'])(
    'ignores the place of a %s',
    async (sport) => {
      const found = await placeInTime(recording('2026-06-01T12:00:00Z', AUCKLAND, { sport }), 'Europe/Berlin');
      expect(found.origin).toBe('athlete');
    },
  );

  it('ignores places that are none', async () => {
    for (const place of [
      [0, 0],
      [91, 10],
      [47, 181],
      [Number.NaN, 8],
    ] as const) {
      const found = await placeInTime(recording('2026-06-01T12:00:00Z', place), 'Europe/Berlin');
      expect(found.origin).toBe('athlete');
    }
    const late = recording('2026-06-01T12:00:00Z', AUCKLAND);
    late.samples.channels.latitude_deg!.fill(Number.NaN, 0, 30);
    late.samples.channels.latitude_deg!.fill(0, 30, 40);
    late.samples.channels.longitude_deg!.fill(0, 30, 40);
    expect((await placeInTime(late, 'UTC')).time_zone).toBe('Pacific/Auckland');
  });

  it('knows summer time', async () => {
    const offset = async (start: string) => (await placeInTime(recording(start, null), 'Europe/Berlin')).utc_offset_s;
    expect(await offset('2026-03-29T00:59:59Z')).toBe(3600);
    expect(await offset('2026-03-29T01:00:00Z')).toBe(7200);
    expect(await offset('2026-10-25T00:59:59Z')).toBe(7200);
    expect(await offset('2026-10-25T01:00:00Z')).toBe(3600);
  });
});

describe('the local day', () => {
  it('is that of the start, on either side of midnight and of the date line', async () => {
    expect(await day(recording('2026-06-01T21:59:00Z', null), 'Europe/Berlin')).toBe('2026-06-01');
    expect(await day(recording('2026-06-01T22:00:00Z', null), 'Europe/Berlin')).toBe('2026-06-02');
    expect(await day(recording('2026-06-01T12:00:00Z', AUCKLAND), 'Europe/Berlin')).toBe('2026-06-02');
    expect(await day(recording('2026-06-01T05:00:00Z', [21.3, -157.8]), 'Europe/Berlin')).toBe('2026-05-31');
    expect(await day(recording('2026-06-01T12:00:00Z', null, { utc_offset_s: -43_200 }), 'UTC')).toBe('2026-06-01');
  });
});
