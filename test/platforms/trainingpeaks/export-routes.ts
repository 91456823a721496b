/** The bulk export and the calendar feed. */

import { ZipFile } from 'yazl';
import { dayNumber } from '../../../src/core/time.ts';
import type { FakeRequest, FakeResponse } from '../server.ts';
import type { Row } from './invented-rows.ts';
import { badRange, inside, ok, refuse, type State } from './state.ts';

const COLUMNS: readonly (readonly [name: string, key: string])[] = [
  ['Title', 'title'],
  ['WorkoutType', 'type'],
  ['WorkoutDescription', 'description'],
  ['PlannedDuration', 'totalTimePlanned'],
  ['PlannedDistanceInMeters', 'distancePlanned'],
  ['WorkoutDay', 'day'],
  ['CoachComments', 'coachComments'],
  ['DistanceInMeters', 'distance'],
  ['PowerAverage', 'powerAverage'],
  ['PowerMax', 'powerMaximum'],
  ['Energy', 'energy'],
  ['AthleteComments', 'athleteComments'],
  ['TimeTotalInHours', 'totalTime'],
  ['VelocityAverage', 'velocityAverage'],
  ['VelocityMax', 'velocityMaximum'],
  ['CadenceAverage', 'cadenceAverage'],
  ['HeartRateAverage', 'heartRateAverage'],
  ['HeartRateMax', 'heartRateMaximum'],
  ['IF', 'if'],
  ['TSS', 'tssActual'],
  ['Rpe', 'rpe'],
  ['Feeling', 'feeling'],
];

const TYPE_NAMES: Readonly<Record<string, string>> = { 1: 'Swim', 2: 'Bike', 3: 'Run', 6: 'Race', 7: 'Day Off' };

/** A zip takes time to make, so this one answers later than the others. */
export async function exportZip(state: State, _request: FakeRequest, parts: readonly string[]): Promise<FakeResponse> {
  const [, kind = '', from = '', to = '', raw = ''] = parts;
  const refusal = badRange(state, from, to, false);
  if (refusal) return refusal;
  if (kind === 'files' && dayNumber(to) - dayNumber(from) > 93) return refuse(504);
  const zip = new ZipFile();
  const count = kind === 'files' ? addFiles(state, zip, from, to) : addTable(state, zip, kind, from, to);
  if (count === 0) return { status: 204 };
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const name = { files: 'WorkoutFileExport', workouts: 'WorkoutExport', metrics: 'MetricsExport' }[kind];
  const fileName = `${name}-Erfunden-Ida-${from}-${to}.zip`;
  if (state.modes.export_direct || raw !== '') return { body: bytes, headers: { 'content-type': 'application/zip' } };
  return ok({ fileName, contentType: 'application/zip', data: bytes.toString('base64') });
}

function addFiles(state: State, zip: ZipFile, from: string, to: string): number {
  let count = 0;
  for (const row of rowsOf(state, from, to)) {
    for (const file of state.files.get(row.workoutId as number) ?? []) {
      zip.addBuffer(Buffer.from(file.bytes()), file.name);
      count++;
    }
  }
  return count;
}

function addTable(state: State, zip: ZipFile, kind: string, from: string, to: string): number {
  const rows = kind === 'metrics' ? metricLines(state, from, to) : workoutLines(state, from, to);
  if (rows.length > 1) zip.addBuffer(Buffer.from(rows.join('\n')), `${kind}.csv`);
  return rows.length - 1;
}

function rowsOf(state: State, from: string, to: string): Row[] {
  return [...state.rows.values()].filter((row) => inside(row.workoutDay, from, to));
}

function line(cells: readonly unknown[]): string {
  return cells.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(',');
}

function workoutLines(state: State, from: string, to: string): string[] {
  const rows = rowsOf(state, from, to).map((row): Row => {
    const type = TYPE_NAMES[String(row.workoutTypeValueId)] ?? 'Other';
    return { ...row, type, day: String(row.workoutDay).slice(0, 10) };
  });
  return [line(COLUMNS.map(([name]) => name)), ...rows.map((row) => line(COLUMNS.map(([, key]) => row[key])))];
}

function metricLines(state: State, from: string, to: string): string[] {
  const rows = [...state.metrics.values()].filter((row) => inside(row.timeStamp, from, to));
  const details = rows.flatMap((row) => row.details as Row[]);
  const cells = details.map(({ time, label, value }) => line([String(time).replace('T', ' '), label, value]));
  return [line(['Timestamp', 'Type', 'Value']), ...cells];
}

export function calendarFeed(state: State, key: string): FakeResponse {
  const keys = state.settings.iCalendarKeys as { workoutsOnly?: string } | undefined;
  if (keys?.workoutsOnly !== key) return refuse(404);
  const events = [...state.rows.values()].flatMap((row) => [
    'BEGIN:VEVENT',
    `UID:${row.workoutId}`,
    `DTSTART;VALUE=DATE:${String(row.workoutDay).slice(0, 10).replaceAll('-', '')}`,
    `SUMMARY:${row.title}`,
    'END:VEVENT',
  ]);
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n');
  return { body: text, headers: { 'content-type': 'text/calendar' } };
}
