/** Turns the bytes of one file into rows ready to be stored. Runs in a worker; touches no database. */

import type { Course } from '../core/document.ts';
import type { CarriedThreshold, Recording, Warning } from '../core/recording.ts';
import type { SportId } from '../core/sport.ts';
import type { WellnessReading } from '../core/wellness.ts';
import type { Workout } from '../core/workout.ts';
import { detectFormat } from '../formats/detect.ts';
import { readDocument } from '../formats/read.ts';
import { inOneBuffer, type PackedRecording, packRecording, type SampleBlock } from '../store/recordings.ts';
import { type PlaceInTime, placeInTime } from './place-in-time.ts';

export interface ReadRecording extends PackedRecording {
  readonly place: PlaceInTime;
}

/** A recording as it is stored: what the main thread has to know of it, and the rest as JSON. */
export interface StorableRecording {
  readonly sport: SportId;
  readonly start_s: number;
  readonly end_s: number;
  readonly file_identity: string | null;
  readonly thresholds: readonly CarriedThreshold[];
  readonly detail: string;
  readonly blocks: readonly SampleBlock[];
  readonly record_count: number;
  readonly place: PlaceInTime;
}

export interface StorableFile extends Omit<ReadFile, 'recordings'> {
  readonly recordings: readonly StorableRecording[];
}

export interface ReadFile {
  readonly format: string;
  readonly warnings: readonly Warning[];
  readonly content: 'activity' | 'workout' | 'course' | 'wellness' | 'stored_only';
  readonly recordings: readonly ReadRecording[];
  readonly multisport: boolean;
  readonly workouts: readonly Workout[];
  readonly courses: readonly Course[];
  readonly readings: readonly WellnessReading[];
  /** What a stored-only file is. */
  readonly what: string | null;
}

/** Throws FormatError when the file cannot be used. */
export async function readFile(bytes: Uint8Array, name: string, athlete_zone: string): Promise<ReadFile> {
  const document = readDocument(bytes, name);
  const recordings: ReadRecording[] = [];
  if (document.kind === 'activity') {
    for (const recording of document.recordings) {
      recordings.push({ ...packRecording(recording), place: await placeInTime(recording, athlete_zone) });
    }
  }
  return {
    format: detectFormat(bytes, name),
    warnings: document.warnings,
    content: document.kind,
    recordings,
    multisport: document.kind === 'activity' && document.multisport,
    workouts: document.kind === 'workout' ? document.workouts : [],
    courses: document.kind === 'course' ? document.courses : [],
    readings: document.kind === 'wellness' ? document.readings : [],
    what: document.kind === 'stored_only' ? document.what : null,
  };
}

/** The same, ready to be sent to the thread that stores it. */
export function storable(read: ReadFile): StorableFile {
  return { ...read, recordings: read.recordings.map(storableRecording) };
}

/** A recording that did not come as a file: a platform's streams. */
export async function packStreams(recording: Recording, athlete_zone: string): Promise<StorableRecording> {
  return storableRecording({ ...packRecording(recording), place: await placeInTime(recording, athlete_zone) });
}

function storableRecording({ detail, blocks, record_count, place }: ReadRecording): StorableRecording {
  return {
    sport: detail.sport,
    start_s: detail.start_s,
    end_s: detail.end_s,
    file_identity: detail.file_identity,
    thresholds: detail.thresholds,
    detail: JSON.stringify(detail),
    blocks: inOneBuffer(blocks),
    record_count,
    place,
  };
}
