import { describe, expect, it } from 'vitest';
import type { Document } from '../../core/document.ts';
import { FormatError } from '../../core/failure.ts';
import type { Recording } from '../../core/recording.ts';
import { readGpx } from './index.ts';

const file = (body: string, attributes = 'version="1.1" creator="test"') =>
  Buffer.from(`<?xml version="1.0"?><gpx ${attributes}>${body}</gpx>`);
const point = (time: string | null, inside = '', lat = 45.5) =>
  `<trkpt lat="${lat}" lon="6.25">${time === null ? '' : `<time>2024-05-${time}Z</time>`}${inside}</trkpt>`;
const segment = (...points: string[]) => `<trkseg>${points.join('')}</trkseg>`;
const track = (inside: string, type = '') => `<trk>${type === '' ? '' : `<type>${type}</type>`}${inside}</trk>`;

function recordings(document: Document): readonly Recording[] {
  if (document.kind !== 'activity') throw new Error(document.kind);
  return document.recordings;
}
const only = (body: string): Recording => recordings(readGpx(file(body)))[0]!;
const at = Date.UTC(2024, 4, 1, 10) / 1000;

describe('readGpx', () => {
  it.each([
    ['heart_rate_bpm', 141, '<gpxtpx:TrackPointExtension><gpxtpx:hr>141</gpxtpx:hr></gpxtpx:TrackPointExtension>'],
    ['heart_rate_bpm', 141, '<ns3:TrackPointExtension><ns3:hr>141</ns3:hr></ns3:TrackPointExtension>'],
    ['heart_rate_bpm', 141, '<heartrate>141</heartrate><ns3:hr></ns3:hr>'],
    ['heart_rate_bpm', 141, '<gpxdata:hr>141</gpxdata:hr>'],
    ['cadence_rpm', 82, '<gpxdata:cadence>82</gpxdata:cadence>'],
    ['cadence_rpm', 82, '<tp1:cad>82</tp1:cad>'],
    ['temperature_c', 21.5, '<gpxtpx:atemp>21.5</gpxtpx:atemp>'],
    ['temperature_c', 21.5, '<gpxx:Temperature>21.5</gpxx:Temperature>'],
    ['power_w', 250, '<power>250</power>'],
    ['power_w', 250, '<pwr:PowerInWatts>250</pwr:PowerInWatts>'],
    ['speed_mps', 3.5, '<gpxtpx:speed>3.5</gpxtpx:speed>'],
    ['distance_m', 120.5, '<gpxdata:distance>120.5</gpxdata:distance>'],
    ['vertical_speed_mps', -0.25, '<gpxdata:verticalSpeed>-0.25</gpxdata:verticalSpeed>'],
    ['altitude_m', 99, '<gpxdata:altitude>99</gpxdata:altitude>'],
  ] as const)('reads %s = %d from %s', (channel, expected, extension) => {
    const r = only(track(segment(point('01T10:00:00', `<extensions>${extension}</extensions>`))));
    expect(r.samples.channels[channel]?.[0]).toBe(expected);
  });

  it('reads GPX 1.0 speed and keeps water temperature and depth as extra channels', () => {
    const r = only(
      track(
        segment(
          point(
            '01T10:00:00',
            '<ele>12</ele><speed>2.5</speed><extensions><a:wtemp>17</a:wtemp><a:depth>3</a:depth></extensions>',
          ),
        ),
      ),
    );
    expect(r.samples.channels.speed_mps?.[0]).toBe(2.5);
    expect(r.samples.extra.map((e) => [e.id, e.unit, e.values[0]])).toEqual([
      ['x_water_temperature', '°C', 17],
      ['x_depth', 'm', 3],
    ]);
  });

  it.each([
    ['Running', 'run'],
    ['road_biking', 'ride'],
    ['VirtualRide', 'virtual_ride'],
    ['trail_running', 'trail_run'],
    ['HIKING', 'hike'],
    ['9', 'run'],
    ['17', 'virtual_ride'],
    ['unknown', 'other'],
  ])('type %s is %s', (type, sport) => {
    const r = only(track(segment(point('01T10:00:00')), type));
    expect(r.sport).toBe(sport);
    expect(r.sport_as_written).toBe(type);
  });

  it('takes segments of a track as one activity with pauses', () => {
    const r = only(
      track(
        segment(point('01T10:00:00'), point('01T10:00:10')) +
          segment() +
          segment(point('01T10:00:11')) +
          segment(point('01T10:05:00')),
      ),
    );
    expect(r.pauses).toEqual([{ start_s: at + 12, end_s: at + 300 }]);
    expect([r.start_s, r.end_s]).toEqual([at, at + 300]);
  });

  it('splits a track whose segments lie more than a day apart', () => {
    const list = recordings(readGpx(file(track(segment(point('01T10:00:00')) + segment(point('03T10:00:00'))))));
    expect(list.map((r) => r.samples.time_s.length)).toEqual([1, 1]);
  });

  it('joins tracks that follow each other and separates those that do not', () => {
    const count = (second: string, firstType = '', secondType = '') =>
      recordings(
        readGpx(
          file(
            track(segment(point('01T10:00:00'), point('01T11:00:00')), firstType) +
              track(segment(point(second)), secondType),
          ),
        ),
      ).length;
    expect(count('01T11:05:00')).toBe(1);
    expect(count('01T11:05:00', 'Running', 'running')).toBe(1);
    expect(count('01T11:05:00', 'Running', 'Cycling')).toBe(2);
    expect(count('01T10:30:00')).toBe(2);
    expect(count('01T14:00:00')).toBe(2);
    expect(count('01T09:00:00')).toBe(1);
  });

  it('reads tracks without times, with one time or with times since 1970 as courses', () => {
    const sameTime = ['45', '46', '47'].map((lat) => point('01T10:00:00', '', Number(lat)));
    const epoch = [45, 46, 47].map(
      (lat, i) => `<trkpt lat="${lat}" lon="6"><time>1970-01-01T00:00:0${i}Z</time></trkpt>`,
    );
    for (const points of [[45, 46, 47].map((lat) => point(null, '<ele>5</ele>', lat)), sameTime, epoch]) {
      const document = readGpx(
        file(`<wpt lat="45" lon="6"><name>Café</name><sym>Food</sym></wpt>${track(segment(...points), 'Cycling')}`),
      );
      expect(document).toMatchObject({
        kind: 'course',
        courses: [
          {
            sport_as_written: 'Cycling',
            latitude_deg: Float64Array.of(45, 46, 47),
            points: [{ name: 'Café', kind: 'Food' }],
          },
        ],
      });
    }
  });

  it('reads routes with their shape points', () => {
    const document = readGpx(
      file(
        '<rte><name>Way</name><rtept lat="1" lon="2"><name>A</name><extensions><gpxx:RoutePointExtension><gpxx:rpt lat="1.5" lon="2"/><gpxx:rpt lat="1.7" lon="2"/></gpxx:RoutePointExtension></extensions></rtept><rtept lat="3" lon="2"/></rte>',
      ),
    );
    expect(document).toMatchObject({
      kind: 'course',
      courses: [{ name: 'Way', latitude_deg: Float64Array.of(1, 1.5, 1.7, 3) }],
    });
  });

  it('warns when a course carried sensor values', () => {
    const document = readGpx(file(track(segment(point(null, '<extensions><power>200</power></extensions>')))));
    expect(document.warnings.map((w) => w.code)).toEqual(['values_without_time']);
  });

  it('understands the pause marks of early OpenTracks', () => {
    const mark = (lat: number, time: string) => `<trkpt lat="${lat}" lon="0"><time>2024-05-${time}Z</time></trkpt>`;
    const r = only(
      track(segment(point('01T10:00:00'), mark(100, '01T10:00:05'), mark(200, '01T10:01:00'), point('01T10:01:01'))),
    );
    expect(r.pauses).toEqual([{ start_s: at + 5, end_s: at + 60 }]);
    expect(r.samples.time_s).toHaveLength(2);
  });

  it('leaves out bad values, counts them and keeps the rest', () => {
    const document = readGpx(
      file(
        track(
          segment(
            '<trkpt lat="NaN" lon="5"><ele>1</ele><time>2024-05-01T10:00:00Z</time></trkpt>',
            '<trkpt lat="95" lon="-200"><ele>1e400</ele><time>2024-05-01T10:00:01Z</time></trkpt>',
            '<trkpt lat="45,5" lon="6,1"><ele>abc</ele><time>yesterday</time></trkpt>',
            point('01T10:00:04', '<ele>300</ele>'),
          ),
        ),
      ),
    );
    const [r] = recordings(document);
    expect([...r!.samples.time_s]).toEqual([at, at + 4]);
    expect([...r!.samples.channels.latitude_deg!]).toEqual([Number.NaN, 45.5]);
    expect([...r!.samples.channels.altitude_m!]).toEqual([1, 300]);
    expect(document.warnings.map((w) => w.code)).toEqual(['bad_value', 'bad_timestamp']);
  });

  it('leaves out distances that do not add up', () => {
    const points = [5, 4, 6, 3, 5, 2].map((d, i) =>
      point(`01T10:00:0${i}`, `<extensions><gpxdata:distance>${d}</gpxdata:distance></extensions>`),
    );
    const r = only(track(segment(...points)));
    expect(r.samples.channels.distance_m).toBeUndefined();
    expect(r.warnings.map((w) => w.code)).toEqual(['distance_not_cumulative']);
  });

  it('keeps what recording apps say about the track', () => {
    const r = only(
      track(
        '<name><![CDATA[Evening & more]]></name><desc>windy</desc><extensions><opentracks:trackid>7002-ab</opentracks:trackid>' +
          '<gpxtrkx:TrackStatsExtension><gpxtrkx:Distance>2164.5</gpxtrkx:Distance><gpxtrkx:TimerTime>600</gpxtrkx:TimerTime><gpxtrkx:MovingTime>500</gpxtrkx:MovingTime></gpxtrkx:TrackStatsExtension></extensions>' +
          segment(point('01T10:00:00')),
      ),
    );
    expect(r).toMatchObject({
      name: 'Evening & more',
      note: 'windy',
      file_identity: 'gpx:7002-ab',
      device: { product: 'test' },
      device_values: { distance_m: 2164.5, timer_s: 600, moving_s: 500 },
    });
  });

  it('keeps the points before a cut, with a warning', () => {
    const whole = file(track(segment(point('01T10:00:00'), point('01T10:00:01'))));
    const cut = readGpx(whole.subarray(0, whole.lastIndexOf('<time>') + 15));
    expect(recordings(cut)[0]?.samples.time_s).toHaveLength(1);
    expect(cut.warnings.map((w) => w.code)).toEqual(['truncated']);
  });

  it('survives tracks and segments that begin inside each other', () => {
    const document = readGpx(
      file(`<trk><trkseg>${point('01T10:00:00')}<trkseg>${point('01T10:00:01')}<trk>${segment(point(null))}`),
    );
    expect(recordings(document)[0]!.samples.time_s).toHaveLength(2);
  });

  it('refuses files without a point', () => {
    expect(() => readGpx(file(''))).toThrow(FormatError);
    expect(() => readGpx(file('<wpt lat="1" lon="2"/>'))).toThrow(FormatError);
    expect(() => readGpx(file(track(segment())))).toThrow(FormatError);
  });
});
