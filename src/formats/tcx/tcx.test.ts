import { describe, expect, it } from 'vitest';
import type { Document } from '../../core/document.ts';
import { FormatError } from '../../core/failure.ts';
import type { Recording } from '../../core/recording.ts';
import { readTcx } from './index.ts';

const file = (body: string) =>
  Buffer.from(`<?xml version="1.0"?><TrainingCenterDatabase xmlns="x">${body}</TrainingCenterDatabase>`);
const activity = (inside: string, sport = 'Biking') =>
  `<Activities><Activity Sport="${sport}"><Id>2024-05-01T10:00:00Z</Id>${inside}</Activity></Activities>`;
const lap = (start: string, inside: string, seconds = 60) =>
  `<Lap StartTime="2024-05-01T${start}Z"><TotalTimeSeconds>${seconds}</TotalTimeSeconds><DistanceMeters>500</DistanceMeters>${inside}</Lap>`;
const point = (time: string, inside = '') => `<Trackpoint><Time>2024-05-01T${time}Z</Time>${inside}</Trackpoint>`;
const track = (...points: string[]) => `<Track>${points.join('')}</Track>`;

function recordings(document: Document): readonly Recording[] {
  if (document.kind !== 'activity') throw new Error(document.kind);
  return document.recordings;
}
const only = (body: string): Recording => recordings(readTcx(file(body)))[0]!;
const at = Date.UTC(2024, 4, 1, 10) / 1000;

describe('readTcx', () => {
  it('reads every channel, with extensions under any prefix or none', () => {
    for (const prefix of ['', 'ns3:', 'unknown:']) {
      const inside =
        '<Position><LatitudeDegrees>45.5</LatitudeDegrees><LongitudeDegrees>-6.25</LongitudeDegrees></Position>' +
        '<AltitudeMeters>300.2</AltitudeMeters><DistanceMeters>12.5</DistanceMeters>' +
        '<HeartRateBpm><Value>120</Value></HeartRateBpm><Cadence>90</Cadence>' +
        `<Extensions><${prefix}TPX><${prefix}Speed>8.25</${prefix}Speed><${prefix}Watts>210</${prefix}Watts></${prefix}TPX></Extensions>`;
      const { samples, sport } = only(activity(lap('10:00:00', track(point('10:00:00', inside)))));
      expect(sport).toBe('ride');
      expect([...samples.time_s]).toEqual([at]);
      const values = Object.fromEntries(Object.entries(samples.channels).map(([id, v]) => [id, v[0]]));
      expect(values).toEqual({
        latitude_deg: 45.5,
        longitude_deg: -6.25,
        altitude_m: 300.2,
        distance_m: 12.5,
        heart_rate_bpm: 120,
        cadence_rpm: 90,
        speed_mps: 8.25,
        power_w: 210,
      });
    }
  });

  it('treats a gap between tracks of a lap as a pause, a new lap alone not', () => {
    const r = only(
      activity(
        lap('10:00:00', track(point('10:00:00'), point('10:00:10')) + track(point('10:01:00'), point('10:01:20')), 31) +
          lap('10:01:25', track(point('10:01:25'), point('10:02:00'))),
      ),
    );
    expect(r.pauses).toEqual([{ start_s: at + 11, end_s: at + 60 }]);
    expect(r.laps.map((l) => [l.start_s - at, l.end_s - at])).toEqual([
      [0, 80],
      [85, 145],
    ]);
    expect(r.end_s).toBe(at + 145);
  });

  it('finds a pause between laps when the timer of the lap leaves the gap out', () => {
    const laps = (seconds: number) =>
      activity(
        lap('10:00:00', track(point('10:00:00'), point('10:01:00')), seconds) +
          lap('10:03:00', track(point('10:03:00'), point('10:04:00'))),
      );
    expect(only(laps(60)).pauses).toEqual([{ start_s: at + 61, end_s: at + 180 }]);
    expect(only(laps(180)).pauses).toEqual([]);
  });

  it('keeps lap values, intensity, trigger and extensions', () => {
    const r = only(
      activity(
        lap(
          '10:00:00',
          '<MaximumSpeed>12.5</MaximumSpeed><Calories>33</Calories><AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm>' +
            '<MaximumHeartRateBpm>161</MaximumHeartRateBpm><Intensity>Resting</Intensity><Cadence>88</Cadence>' +
            '<TriggerMethod>Distance</TriggerMethod><Notes> uphill </Notes>' +
            '<Extensions><LX><AvgSpeed>8.5</AvgSpeed><AvgWatts>200</AvgWatts><MaxWatts>400</MaxWatts><MaxBikeCadence>110</MaxBikeCadence></LX></Extensions>' +
            track(point('10:00:00'), point('10:01:00')),
        ),
      ),
    );
    const values = {
      timer_s: 60,
      distance_m: 500,
      max_speed_mps: 12.5,
      calories_kcal: 33,
      average_hr_bpm: 140,
      max_hr_bpm: 161,
      average_cadence_rpm: 88,
      average_speed_mps: 8.5,
      average_power_w: 200,
      max_power_w: 400,
      max_cadence_rpm: 110,
    };
    expect(r.laps).toEqual([
      { start_s: at, end_s: at + 60, trigger: 'distance', name: 'uphill', intensity: 'rest', values },
    ]);
    expect(r.device_values).toEqual(values);
  });

  it('names the device and its identity, and nothing when the unit id is zero', () => {
    const creator = (unit: string) =>
      `<Creator xsi:type="Device_t"><Name>Edge 1000</Name><UnitId>${unit}</UnitId><ProductID>1836</ProductID><Version><VersionMajor>15</VersionMajor><VersionMinor>20</VersionMinor></Version></Creator>`;
    const body = lap('10:00:00', track(point('10:00:00')));
    const named = only(activity(body + creator('3919')));
    expect(named.device).toEqual({ manufacturer: null, product: 'Edge 1000', serial: '3919', software: '15.20' });
    expect(named.file_identity).toBe(`tcx:1836:3919:${at}`);
    const nameless = only(activity(body + creator('0')));
    expect(nameless.device.serial).toBeNull();
    expect(nameless.file_identity).toBeNull();
  });

  it('overrules the sport only where the creator says more', () => {
    const ride = (creator: string, cadence: number) =>
      only(
        activity(
          lap('10:00:00', track(point('10:00:00', `<Cadence>${cadence}</Cadence>`))) +
            `<Creator><Name>${creator}</Name></Creator>`,
        ),
      ).sport;
    expect(ride('Edge', 24)).toBe('ride');
    expect(ride('Concept2', 24)).toBe('indoor_row');
    expect(ride('Concept2 BikeErg', 88)).toBe('ride');
    expect(ride('KinomapVirtualRide', 88)).toBe('virtual_ride');
    expect(only(activity(lap('10:00:00', ''), 'Hiking')).sport).toBe('hike');
    expect(only(activity(lap('10:00:00', ''), 'Curling')).sport).toBe('other');
  });

  it('halves run cadence that counts both feet', () => {
    const run = (steps: number) =>
      only(
        activity(
          lap(
            '10:00:00',
            track(point('10:00:00', `<Extensions><TPX><RunCadence>${steps}</RunCadence></TPX></Extensions>`)),
          ),
          'Running',
        ),
      );
    expect(run(88).samples.channels.cadence_rpm?.[0]).toBe(88);
    expect(run(176).samples.channels.cadence_rpm?.[0]).toBe(88);
    expect(run(176).warnings.map((w) => w.code)).toEqual(['cadence_both_feet']);
  });

  it('reads several activities, and a multisport session as legs of one event', () => {
    const one = (start: string, sport: string) =>
      `<Activity Sport="${sport}"><Id>x</Id>${lap(start, track(point(start)))}</Activity>`;
    const two = readTcx(file(`<Activities>${one('12:00:00', 'Running')}${one('10:00:00', 'Biking')}</Activities>`));
    expect(recordings(two).map((r) => r.sport)).toEqual(['ride', 'run']);
    expect(two.kind === 'activity' && two.multisport).toBe(false);
    const session = (second: string) =>
      readTcx(
        file(
          `<Activities><MultiSportSession><FirstSport>${one('10:00:00', 'Biking')}</FirstSport><NextSport>${one(second, 'Running')}</NextSport></MultiSportSession></Activities>`,
        ),
      );
    const event = session('11:00:00');
    expect(event.kind === 'activity' && event.multisport).toBe(true);
    const apart = session('20:00:00');
    expect(apart.kind === 'activity' && apart.multisport).toBe(false);
    expect(apart.warnings.map((w) => w.code)).toEqual(['multisport_apart']);
  });

  it('reads version 1 files', () => {
    const document = readTcx(
      file(
        `<History><Running><Run><Id>2024-05-01T10:00:00Z</Id>${lap('10:00:00', track(point('10:00:00', '<HeartRateBpm>140</HeartRateBpm>')))}</Run></Running></History>`,
      ),
    );
    const [run] = recordings(document);
    expect(run?.sport).toBe('run');
    expect(run?.samples.channels.heart_rate_bpm?.[0]).toBe(140);
  });

  it('survives impossible lap starts, bad values and missing times', () => {
    const document = readTcx(
      file(
        activity(
          '<Lap StartTime="+052870-03-11T09:39:10.000Z"><TotalTimeSeconds>30</TotalTimeSeconds>' +
            track(
              point('10:00:00', '<HeartRateBpm>\n undefined</HeartRateBpm>'),
              '<Trackpoint><DistanceMeters>7</DistanceMeters></Trackpoint>',
              point(
                '10:00:20',
                '<Position><LatitudeDegrees>99</LatitudeDegrees><LongitudeDegrees>5</LongitudeDegrees></Position>',
              ),
            ) +
            '</Lap>',
        ),
      ),
    );
    const [r] = recordings(document);
    expect(r?.start_s).toBe(at);
    expect([...r!.samples.time_s]).toEqual([at, Number.NaN, at + 20]);
    expect(Object.keys(r!.samples.channels)).toEqual(['distance_m']);
    expect(document.warnings.map((w) => w.code)).toEqual(['bad_value', 'bad_timestamp']);
  });

  it('keeps the points before a cut, with a warning', () => {
    const whole = file(activity(lap('10:00:00', track(point('10:00:00'), point('10:00:01')))));
    const cut = readTcx(whole.subarray(0, whole.lastIndexOf('<Time>') + 20));
    expect(recordings(cut)[0]?.samples.time_s).toHaveLength(1);
    expect(cut.warnings.map((w) => w.code)).toEqual(['truncated']);
  });

  it('drops positions that are all zero and reads the offset of the times', () => {
    const zero = '<Position><LatitudeDegrees>0.0</LatitudeDegrees><LongitudeDegrees>0.0</LongitudeDegrees></Position>';
    const r = only(
      activity(
        `<Lap StartTime="2024-05-01T12:00:00+02:00">${track(`<Trackpoint><Time>2024-05-01T12:00:00.5+02:00</Time>${zero}</Trackpoint>`)}</Lap>`,
      ),
    );
    expect(r.samples.channels).toEqual({});
    expect(r.utc_offset_s).toBe(7200);
    expect(r.samples.time_s[0]).toBe(at + 0.5);
  });

  it('reads a course with its points', () => {
    const position = (lat: number) =>
      `<Position><LatitudeDegrees>${lat}</LatitudeDegrees><LongitudeDegrees>7</LongitudeDegrees></Position>`;
    const document = readTcx(
      file(
        `<Courses><Course><Name>Loop</Name><Lap><TotalTimeSeconds>9</TotalTimeSeconds></Lap>${track(point('10:00:00', position(45)), point('10:00:01'), point('10:00:02', position(46)))}` +
          `<CoursePoint><Name>Top</Name><Time>2024-05-01T10:00:02Z</Time>${position(46)}<PointType>Summit</PointType></CoursePoint></Course></Courses>`,
      ),
    );
    expect(document).toMatchObject({
      kind: 'course',
      courses: [
        {
          name: 'Loop',
          latitude_deg: Float64Array.of(45, 46),
          points: [{ name: 'Top', kind: 'Summit', latitude_deg: 46, longitude_deg: 7 }],
        },
      ],
    });
  });

  it('reads a workout with repeats and targets', () => {
    const step = (name: string, tag: string, target: string) =>
      `<${tag} xsi:type="Step_t"><StepId>1</StepId><Name>${name}</Name><Duration xsi:type="Time_t"><Seconds>60</Seconds></Duration><Intensity>Active</Intensity>${target}</${tag}>`;
    const document = readTcx(
      file(
        '<Workouts><Workout Sport="Running"><Name>Repeats</Name>' +
          step('easy', 'Step', '<Target xsi:type="None_t"/>') +
          '<Step xsi:type="Repeat_t"><StepId>2</StepId><Repetitions>4</Repetitions>' +
          step(
            'hard',
            'Child',
            '<Target xsi:type="HeartRate_t"><HeartRateZone xsi:type="CustomHeartRateZone_t"><Low xsi:type="HeartRateAsPercentOfMax_t"><Value>85</Value></Low><High xsi:type="HeartRateAsPercentOfMax_t"><Value>92</Value></High></HeartRateZone></Target>',
          ) +
          '<Child xsi:type="Step_t"><StepId>3</StepId><Duration xsi:type="UserInitiated_t"/><Intensity>Resting</Intensity><Target xsi:type="Speed_t"><SpeedZone xsi:type="PredefinedSpeedZone_t"><Number>2</Number></SpeedZone></Target></Child>' +
          '</Step><Notes>as planned</Notes></Workout></Workouts>',
      ),
    );
    expect(document).toMatchObject({
      kind: 'workout',
      workouts: [
        {
          name: 'Repeats',
          note: 'as planned',
          sport: 'run',
          steps: [
            { kind: 'step', name: 'easy', end: { kind: 'time', seconds: 60 }, target: { of: 'open' } },
            {
              kind: 'repeat',
              times: 4,
              steps: [
                { name: 'hard', target: { of: 'max_hr_pct', low: 85, high: 92 } },
                { end: { kind: 'lap_button' }, intensity: 'rest', target: { of: 'pace_zone', low: 2, high: 2 } },
              ],
            },
          ],
        },
      ],
    });
  });

  it('refuses files with nothing in them', () => {
    expect(() => readTcx(file(''))).toThrow(FormatError);
    expect(() => readTcx(file('<Activities><Activity Sport="Biking"></Activity></Activities>'))).toThrow(FormatError);
  });
});
