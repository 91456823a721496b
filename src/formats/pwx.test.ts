import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/failure.ts';
import { readPwx } from './pwx.ts';

const file = (time: string) =>
  Buffer.from(
    `<?xml version="1.0"?><pwx><workout><sportType>Bike</sportType><cmt>easy</cmt><device><make>PowerTap</make><model>Pro</model></device>${time}` +
      '<summarydata><beginning>0</beginning><duration>120</duration><durationstopped>20</durationstopped><work>30</work><tss>5</tss><hr max="150" min="90" avg="120"/><dist>900</dist></summarydata>' +
      '<segment><name>Lap 1</name><summarydata><beginning>10</beginning><duration>60</duration><pwr max="400" avg="210"/></summarydata></segment>' +
      '<sample><timeoffset>0</timeoffset><hr>90</hr><spd>8</spd><pwr>200</pwr><torq>12.5</torq><cad>80</cad><dist>0</dist><lat>45</lat><lon>6</lon><alt>300</alt><temp>20</temp><extension><hr>1</hr></extension></sample>' +
      '<sample><timeoffset>1.5</timeoffset><pwr>210</pwr><lat>45.1</lat></sample></workout></pwx>',
  );

describe('readPwx', () => {
  it('makes no recording of a workout without samples and totals', () => {
    const cut =
      '<pwx><workout><sportType>Bike</sportType><title>Ride</title><time>2009-11-22T10:00:00Z</time><summarydata';
    expect(() => readPwx(Buffer.from(cut))).toThrow(/no workout with samples or totals/);
  });

  it('reads samples, segments and totals', () => {
    const document = readPwx(file('<time>2009-11-22T10:00:00Z</time>'));
    const start_s = Date.UTC(2009, 10, 22, 10) / 1000;
    expect(document.kind).toBe('activity');
    if (document.kind !== 'activity') return;
    const [r] = document.recordings;
    expect(r).toMatchObject({
      sport: 'ride',
      note: 'easy',
      start_s,
      end_s: start_s + 120,
      utc_offset_s: null,
      device: { manufacturer: 'PowerTap', product: 'Pro' },
      device_values: {
        elapsed_s: 120,
        timer_s: 100,
        work_kj: 30,
        tss: 5,
        average_hr_bpm: 120,
        max_hr_bpm: 150,
        distance_m: 900,
      },
      laps: [
        {
          start_s: start_s + 10,
          end_s: start_s + 70,
          name: 'Lap 1',
          values: { average_power_w: 210, max_power_w: 400 },
        },
      ],
    });
    expect([...r!.samples.time_s]).toEqual([start_s, start_s + 1.5]);
    expect([...r!.samples.channels.power_w!]).toEqual([200, 210]);
    expect([...r!.samples.channels.latitude_deg!]).toEqual([45, Number.NaN]);
    expect(r!.samples.channels.heart_rate_bpm![0]).toBe(90);
    expect(r!.samples.extra.map((e) => [e.id, e.values[0]])).toEqual([['x_torque', 12.5]]);
  });

  it('keeps the day and time of day of local times, with a warning', () => {
    const document = readPwx(file('<time>2009-11-22T10:00:00</time>'));
    if (document.kind !== 'activity') throw new Error(document.kind);
    const [r] = document.recordings;
    expect(r!.utc_offset_s).toBe(0);
    expect(r!.warnings.map((w) => w.code)).toEqual(['local_time']);
  });

  it('refuses files without a workout or a date', () => {
    expect(() => readPwx(Buffer.from('<pwx/>'))).toThrow(FormatError);
    expect(() => readPwx(file(''))).toThrow(FormatError);
  });
});
