/** ERG and MRC workouts: pairs of minutes and watts (ERG) or percent of FTP (MRC), straight lines between them. */

import type { Document } from '../core/document.ts';
import { FormatError } from '../core/failure.ts';
import type { Warning } from '../core/recording.ts';
import { cleanLine, cleanText } from '../core/text.ts';
import type { Step } from '../core/workout.ts';
import { decodeChunks } from './decode-text.ts';
import { parseNumber } from './field-reader.ts';

const MAX_POINTS = 50_000;
const MAX_MINUTES = 10_000;
const MAX_CUES = 1000;
const MAX_LINE_CHARS = 2000;

interface Header {
  name: string | null;
  note: string | null;
  ftp_w: number | null;
  of: 'power_w' | 'ftp_pct' | null;
}

interface Cue {
  readonly at_s: number;
  readonly text: string;
}

/** Reads an ERG or MRC file; its column header says which. Throws FormatError when it holds no profile of power over time. */
export function readErg(bytes: Uint8Array): Document {
  const header: Header = { name: null, note: null, ftp_w: null, of: null };
  const minutes: number[] = [];
  const levels: number[] = [];
  const cues: Cue[] = [];
  let unreadable = 0;
  let section = '';
  for (const raw of [...decodeChunks(bytes)].join('').split(/\r\n|\r|\n/)) {
    const line = raw.slice(0, MAX_LINE_CHARS).trim().replace(/\s+/g, ' ');
    const bracket = /^\[(END )?(.+)\]$/i.exec(line);
    if (bracket) section = bracket[1] ? '' : bracket[2]!.trim().toUpperCase();
    else if (line === '') continue;
    else if (section === 'COURSE HEADER') readHeader(header, line);
    else if (section === 'COURSE DATA') {
      const [time = '', level = ''] = line.split(/[\s;]+/);
      const minute = number(time);
      if (/^LAP$/i.test(level)) continue;
      const value = number(level);
      if (!(minute >= 0 && minute <= MAX_MINUTES && value >= 0 && value <= 5000)) unreadable++;
      else if (minutes.length >= MAX_POINTS) throw new FormatError('erg_too_long', 'The workout has too many lines.');
      else {
        minutes.push(minute);
        levels.push(value);
      }
    } else if (section === 'COURSE TEXT') {
      const cue = /^(\d+(?:[.,]\d+)?)\s+(.*?)(?:\s+\d+(?:[.,]\d+)?)?$/.exec(line);
      const text = cleanText(cue?.[2], 500);
      if (cue && text !== null && cues.length < MAX_CUES) cues.push({ at_s: number(cue[1]!), text });
      else unreadable++;
    }
  }
  if (header.of === null) {
    throw new FormatError(
      'erg_no_unit',
      'The workout file does not say whether it is in minutes and watts or percent.',
    );
  }
  const steps = stepsOf(minutes, levels, header.of, cues);
  if (steps.length === 0) throw new FormatError('erg_empty', 'The workout file holds no power over time.');
  const warnings: Warning[] = [];
  if (unreadable > 0) {
    warnings.push({ code: 'bad_step', message: `${unreadable} lines could not be read and were left out.` });
  }
  const { name, note, ftp_w } = header;
  return { kind: 'workout', workouts: [{ name, note, sport: 'ride', ftp_w, steps }], warnings };
}

function readHeader(header: Header, line: string): void {
  const entry = /^([A-Z ]+?)\s*=\s*(.*)$/i.exec(line);
  if (entry) {
    const key = entry[1]!.toUpperCase();
    if (key === 'DESCRIPTION') header.note = cleanText(entry[2]);
    if (key === 'FILE NAME') header.name = cleanLine(entry[2]?.replace(/\.(erg|mrc)$/i, ''));
    if (key === 'FTP') {
      const ftp = number(entry[2]!);
      header.ftp_w = ftp >= 40 && ftp <= 700 ? ftp : null;
    }
    return;
  }
  const columns = line.toUpperCase().split(/\s+/);
  if (columns[0] === 'DISTANCE') {
    throw new FormatError(
      'erg_slope',
      'The file describes a course by distance and slope, not a workout of power over time.',
    );
  }
  if (columns[0] !== 'MINUTES') return;
  if (columns[1] === 'WATTS') header.of = 'power_w';
  else if (columns[1]?.startsWith('PERCENT') || columns[1] === 'FTP') header.of = 'ftp_pct';
}

/** One step per stretch between two lines; two lines at the same minute are a jump. */
function stepsOf(minutes: number[], levels: number[], of: 'power_w' | 'ftp_pct', cues: readonly Cue[]): Step[] {
  const steps: Step[] = [];
  if ((minutes[0] ?? 0) > 0) {
    minutes.unshift(0);
    levels.unshift(levels[0]!);
  }
  for (let i = 1; i < minutes.length; i++) {
    const start_s = milliseconds(minutes[i - 1]! * 60);
    const end_s = milliseconds(minutes[i]! * 60);
    if (end_s < start_s) throw new FormatError('erg_backwards', 'The times of the workout run backwards.');
    if (end_s === start_s) continue;
    const low = levels[i - 1]!;
    const high = levels[i]!;
    steps.push({
      kind: 'step',
      name: null,
      note: null,
      intensity: null,
      end: { kind: 'time', seconds: milliseconds(end_s - start_s) },
      target: { of, low, high, ramp: low !== high },
      cadence: null,
      cues: cues
        .filter((cue) => cue.at_s >= start_s && cue.at_s < end_s)
        .map((cue) => ({ at_s: milliseconds(cue.at_s - start_s), text: cue.text })),
    });
  }
  return steps;
}

/** Minutes are written with two decimals; the noise of computing with them is cut off. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** Programs set to other languages write decimal commas. */
function number(text: string): number {
  return parseNumber(text.replace(/^(\d+),(\d+)$/, '$1.$2'));
}
