/** Writes recordings as one GPX 1.1 file: a track each, segments cut at pauses, Garmin's point extension and `<power>`. */

import type { Recording } from '../../core/recording.ts';
import { isoUtc } from '../iso-time.ts';
import { wordForSport } from '../sport-words.ts';
import { escapeXml, plainNumber } from '../xml-text.ts';

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<gpx version="1.1" creator="Paceline" xmlns="http://www.topografix.com/GPX/1/1"' +
  ' xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n';

/** The file as text; to be stored as UTF-8. Points without position or time are left out, as the format has no place for them. */
export function writeGpx(recordings: readonly Recording[]): string {
  const out = [HEAD];
  const first_s = recordings[0]?.start_s;
  if (first_s !== undefined) out.push(`<metadata><time>${isoUtc(first_s)}</time></metadata>\n`);
  for (const recording of recordings) writeTrack(out, recording);
  out.push('</gpx>\n');
  return out.join('');
}

function writeTrack(out: string[], recording: Recording): void {
  const { samples, pauses } = recording;
  const { time_s, channels: c } = samples;
  const value = (values: Float64Array | undefined, i: number) => values?.[i] ?? Number.NaN;
  out.push('<trk>\n');
  if (recording.name !== null) out.push(`<name>${escapeXml(recording.name)}</name>\n`);
  if (recording.note !== null) out.push(`<desc>${escapeXml(recording.note)}</desc>\n`);
  out.push(`<type>${wordForSport(recording.sport)}</type>\n`);
  let open = false;
  let pause = 0;
  for (let i = 0; i < time_s.length; i++) {
    const time = time_s[i]!;
    const latitude = value(c.latitude_deg, i);
    const longitude = value(c.longitude_deg, i);
    if (Number.isNaN(time) || Number.isNaN(latitude) || Number.isNaN(longitude)) continue;
    while (pause < pauses.length && pauses[pause]!.end_s <= time) {
      if (open) out.push('</trkseg>\n');
      open = false;
      pause++;
    }
    if (!open) out.push('<trkseg>\n');
    open = true;
    let point = `<trkpt lat="${plainNumber(latitude, 7)}" lon="${plainNumber(longitude, 7)}">`;
    const altitude = value(c.altitude_m, i);
    if (!Number.isNaN(altitude)) point += `<ele>${plainNumber(altitude, 2)}</ele>`;
    point += `<time>${isoUtc(time)}</time>`;
    const power = value(c.power_w, i);
    const temperature = value(c.temperature_c, i);
    const heart = value(c.heart_rate_bpm, i);
    const cadence = value(c.cadence_rpm, i);
    let garmin = '';
    if (!Number.isNaN(temperature)) garmin += `<gpxtpx:atemp>${plainNumber(temperature, 1)}</gpxtpx:atemp>`;
    if (!Number.isNaN(heart)) garmin += `<gpxtpx:hr>${plainNumber(heart, 0)}</gpxtpx:hr>`;
    if (!Number.isNaN(cadence)) garmin += `<gpxtpx:cad>${plainNumber(Math.min(254, cadence), 0)}</gpxtpx:cad>`;
    if (garmin || !Number.isNaN(power)) {
      point += '<extensions>';
      if (!Number.isNaN(power)) point += `<power>${plainNumber(power, 0)}</power>`;
      if (garmin) point += `<gpxtpx:TrackPointExtension>${garmin}</gpxtpx:TrackPointExtension>`;
      point += '</extensions>';
    }
    out.push(point, '</trkpt>\n');
  }
  if (open) out.push('</trkseg>\n');
  out.push('</trk>\n');
}
