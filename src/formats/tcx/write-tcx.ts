/** Writes recordings as one TCX file: laps, tracks cut at pauses, power, speed and run cadence in Garmin's extension. */

import type { DeviceValues, Lap, Pause, Recording } from '../../core/recording.ts';
import type { Samples } from '../../core/samples.ts';
import { familyOf, type SportId } from '../../core/sport.ts';
import { isoUtc } from '../iso-time.ts';
import { countsSteps } from '../sport-words.ts';
import { escapeXml, plainNumber } from '../xml-text.ts';

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">\n' +
  '<Activities>\n';

/** The file as text; to be stored as UTF-8. Points without a time are left out, as the format requires one. */
export function writeTcx(recordings: readonly Recording[]): string {
  const out = [HEAD];
  for (const recording of recordings) writeActivity(out, recording);
  out.push('</Activities>\n</TrainingCenterDatabase>\n');
  return out.join('');
}

function writeActivity(out: string[], recording: Recording): void {
  const { samples } = recording;
  out.push(`<Activity Sport="${sportWord(recording.sport)}">\n<Id>${isoUtc(recording.start_s)}</Id>\n`);
  const laps = recording.laps.length > 0 ? recording.laps : [wholeLap(recording)];
  const steps = countsSteps(recording.sport);
  let row = 0;
  laps.forEach((lap, i) => {
    const next_s = laps[i + 1]?.start_s ?? Number.POSITIVE_INFINITY;
    const from = row;
    while (row < samples.time_s.length && !(samples.time_s[row]! >= next_s)) row++;
    writeLap(out, lap, samples, from, row, recording.pauses, steps);
  });
  if (recording.note !== null) out.push(`<Notes>${escapeXml(recording.note)}</Notes>\n`);
  if (recording.name !== null) {
    out.push(
      '<Training VirtualPartner="false"><Plan Type="Workout" IntervalWorkout="false">' +
        `<Name>${escapeXml(recording.name)}</Name></Plan></Training>\n`,
    );
  }
  writeCreator(out, recording);
  out.push('</Activity>\n');
}

function writeLap(
  out: string[],
  lap: Lap,
  samples: Samples,
  from: number,
  to: number,
  pauses: readonly Pause[],
  steps: boolean,
): void {
  const v = lap.values;
  const total_s = v.timer_s ?? Math.max(0, lap.end_s - lap.start_s - pausedSeconds(lap, pauses));
  out.push(`<Lap StartTime="${isoUtc(lap.start_s)}">\n`);
  out.push(`<TotalTimeSeconds>${plainNumber(total_s, 3)}</TotalTimeSeconds>\n`);
  out.push(`<DistanceMeters>${plainNumber(v.distance_m ?? 0, 2)}</DistanceMeters>\n`);
  if (v.max_speed_mps !== undefined) out.push(`<MaximumSpeed>${plainNumber(v.max_speed_mps, 3)}</MaximumSpeed>\n`);
  out.push(`<Calories>${plainNumber(v.calories_kcal ?? 0, 0)}</Calories>\n`);
  if (v.average_hr_bpm !== undefined) out.push(heartRate('AverageHeartRateBpm', v.average_hr_bpm));
  if (v.max_hr_bpm !== undefined) out.push(heartRate('MaximumHeartRateBpm', v.max_hr_bpm));
  const resting = lap.intensity === 'rest' || lap.intensity === 'recovery';
  out.push(`<Intensity>${resting ? 'Resting' : 'Active'}</Intensity>\n`);
  if (v.average_cadence_rpm !== undefined && !steps) {
    out.push(`<Cadence>${plainNumber(Math.min(254, v.average_cadence_rpm), 0)}</Cadence>\n`);
  }
  out.push(`<TriggerMethod>${TRIGGERS[lap.trigger]}</TriggerMethod>\n`);
  writeTracks(out, samples, from, to, pauses, steps);
  if (lap.name !== null) out.push(`<Notes>${escapeXml(lap.name)}</Notes>\n`);
  writeLapExtension(out, v, steps);
  out.push('</Lap>\n');
}

function pausedSeconds(lap: Lap, pauses: readonly Pause[]): number {
  let sum = 0;
  for (const pause of pauses) {
    sum += Math.max(0, Math.min(pause.end_s, lap.end_s) - Math.max(pause.start_s, lap.start_s));
  }
  return sum;
}

const TRIGGERS: Readonly<Record<Lap['trigger'], string>> = {
  manual: 'Manual',
  distance: 'Distance',
  time: 'Time',
  position: 'Location',
  session_end: 'Manual',
  other: 'Manual',
};

function writeLapExtension(out: string[], v: DeviceValues, steps: boolean): void {
  const kind = steps ? 'Run' : 'Bike';
  const parts: string[] = [];
  if (v.average_speed_mps !== undefined)
    parts.push(`<ns3:AvgSpeed>${plainNumber(v.average_speed_mps, 3)}</ns3:AvgSpeed>`);
  if (steps && v.average_cadence_rpm !== undefined) {
    parts.push(`<ns3:AvgRunCadence>${plainNumber(v.average_cadence_rpm, 0)}</ns3:AvgRunCadence>`);
  }
  if (v.max_cadence_rpm !== undefined) {
    parts.push(`<ns3:Max${kind}Cadence>${plainNumber(v.max_cadence_rpm, 0)}</ns3:Max${kind}Cadence>`);
  }
  if (v.average_power_w !== undefined) parts.push(`<ns3:AvgWatts>${plainNumber(v.average_power_w, 0)}</ns3:AvgWatts>`);
  if (v.max_power_w !== undefined) parts.push(`<ns3:MaxWatts>${plainNumber(v.max_power_w, 0)}</ns3:MaxWatts>`);
  if (parts.length > 0) out.push(`<Extensions><ns3:LX>${parts.join('')}</ns3:LX></Extensions>\n`);
}

function writeTracks(
  out: string[],
  samples: Samples,
  from: number,
  to: number,
  pauses: readonly Pause[],
  steps: boolean,
): void {
  const { time_s, channels: c } = samples;
  const value = (values: Float64Array | undefined, i: number) => values?.[i] ?? Number.NaN;
  let open = false;
  let pause = 0;
  for (let i = from; i < to; i++) {
    const time = time_s[i]!;
    if (Number.isNaN(time)) continue;
    while (pause < pauses.length && pauses[pause]!.end_s <= time) {
      if (open) out.push('</Track>\n');
      open = false;
      pause++;
    }
    if (!open) out.push('<Track>\n');
    open = true;
    let point = `<Trackpoint><Time>${isoUtc(time)}</Time>`;
    const latitude = value(c.latitude_deg, i);
    const longitude = value(c.longitude_deg, i);
    if (!Number.isNaN(latitude) && !Number.isNaN(longitude)) {
      point += `<Position><LatitudeDegrees>${plainNumber(latitude, 7)}</LatitudeDegrees><LongitudeDegrees>${plainNumber(longitude, 7)}</LongitudeDegrees></Position>`;
    }
    const altitude = value(c.altitude_m, i);
    if (!Number.isNaN(altitude)) point += `<AltitudeMeters>${plainNumber(altitude, 2)}</AltitudeMeters>`;
    const distance = value(c.distance_m, i);
    if (!Number.isNaN(distance)) point += `<DistanceMeters>${plainNumber(distance, 2)}</DistanceMeters>`;
    const heart = value(c.heart_rate_bpm, i);
    if (!Number.isNaN(heart)) point += `<HeartRateBpm><Value>${plainNumber(heart, 0)}</Value></HeartRateBpm>`;
    const cadence = value(c.cadence_rpm, i);
    if (!Number.isNaN(cadence) && !steps) point += `<Cadence>${plainNumber(Math.min(254, cadence), 0)}</Cadence>`;
    let extension = '';
    const speed = value(c.speed_mps, i);
    if (!Number.isNaN(speed)) extension += `<ns3:Speed>${plainNumber(speed, 3)}</ns3:Speed>`;
    if (!Number.isNaN(cadence) && steps) {
      extension += `<ns3:RunCadence>${plainNumber(Math.min(254, cadence), 0)}</ns3:RunCadence>`;
    }
    const power = value(c.power_w, i);
    if (!Number.isNaN(power)) extension += `<ns3:Watts>${plainNumber(power, 0)}</ns3:Watts>`;
    if (extension) point += `<Extensions><ns3:TPX>${extension}</ns3:TPX></Extensions>`;
    out.push(point, '</Trackpoint>\n');
  }
  if (open) out.push('</Track>\n');
}

function writeCreator(out: string[], recording: Recording): void {
  const { manufacturer, product, serial, software } = recording.device;
  const name = product ?? manufacturer;
  if (name === null) return;
  const [major = '0', minor = '0'] = /^\d+(?:\.\d+)?$/.test(software ?? '') ? (software ?? '').split('.') : [];
  out.push(
    `<Creator xsi:type="Device_t"><Name>${escapeXml(name)}</Name>` +
      `<UnitId>${/^\d+$/.test(serial ?? '') ? serial : 0}</UnitId><ProductID>0</ProductID>` +
      `<Version><VersionMajor>${major}</VersionMajor><VersionMinor>${minor}</VersionMinor></Version></Creator>\n`,
  );
}

function wholeLap(recording: Recording): Lap {
  return {
    start_s: recording.start_s,
    end_s: recording.end_s,
    trigger: 'manual',
    name: null,
    intensity: null,
    values: recording.device_values,
  };
}

/** The schema knows three words. */
function sportWord(sport: SportId): string {
  const family = familyOf(sport);
  if (family === 'ride') return 'Biking';
  return family === 'run' ? 'Running' : 'Other';
}

function heartRate(element: string, value: number): string {
  return `<${element}><Value>${plainNumber(value, 0)}</Value></${element}>\n`;
}
