/** The files behind activities: what iGPSPORT's devices write, and what its storage hands out in their place. */

import type { ChannelId } from '../../../src/core/channel.ts';
import type { Recording } from '../../../src/core/recording.ts';
import { Encoder, fitTime } from '../../../src/formats/fit/encoder.ts';
import { writeFitActivity } from '../../../src/formats/fit/index.ts';
import { MESSAGE } from '../../../src/formats/fit/profile.ts';
import { writeGpx } from '../../../src/formats/gpx/index.ts';
import type { InventedWorkout } from '../athlete.ts';
import type { FileKind } from './state.ts';

const HUGE_BYTES = 51_000_000;

/** Null when there is none. */
export function fileOf(workout: InventedWorkout, kind: FileKind): Uint8Array | string | null {
  const recording = workout.recording();
  const { time_s } = recording.samples;
  switch (kind) {
    case 'clean':
      return workout.fit();
    case 'sparse':
      // A record every 7 to 12 seconds.
      return written(rowsOf(recording, sparseRows(time_s.length)));
    case 'stops':
      return written(
        rowsOf(
          recording,
          keep(time_s.length, (i) => i % 600 < 400),
        ),
      );
    case 'no_power':
      return written(without(recording, 'power_w'));
    case 'no_heart_rate':
      return written(without(recording, 'heart_rate_bpm'));
    case 'zero_length':
      return written({ ...rowsOf(recording, [0]), end_s: recording.start_s });
    case 'two_sessions': {
      const middle = Math.floor(time_s.length / 2);
      const [first, second] = [keep(middle, () => true), keep(time_s.length, (i) => i >= middle)];
      return writeFitActivity([rowsOf(recording, first), rowsOf(recording, second)]);
    }
    case 'enhanced_speed_zero':
      return enhancedSpeedZero(recording);
    case 'truncated':
      return workout.fit().slice(0, 4000);
    case 'gpx':
      return writeGpx([recording]);
    case 'web_page':
      return '<!doctype html><html><body>please sign in</body></html>';
    case 'huge':
      return new Uint8Array(HUGE_BYTES);
    case 'gone':
      return null;
  }
}

function written(recording: Recording): Uint8Array {
  return writeFitActivity([recording]);
}

function keep(length: number, wanted: (row: number) => boolean): number[] {
  return Array.from({ length }, (_, i) => i).filter(wanted);
}

function sparseRows(length: number): number[] {
  const rows: number[] = [];
  for (let i = 0, step = 7; i < length; i += step, step = 7 + ((i * 5) % 6)) rows.push(i);
  return rows;
}

function rowsOf(recording: Recording, rows: readonly number[]): Recording {
  const { time_s, channels } = recording.samples;
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  const picked = Object.fromEntries(Object.entries(channels).map(([id, values]) => [id, pick(values)]));
  const times = pick(time_s);
  return {
    ...recording,
    start_s: times[0]!,
    end_s: times.at(-1)!,
    samples: { time_s: times, channels: picked, extra: [] },
    device_values: {},
  };
}

function without(recording: Recording, channel: ChannelId): Recording {
  const { [channel]: _left_out, ...channels } = recording.samples.channels;
  return { ...recording, samples: { ...recording.samples, channels } };
}

/** Some models write a zero into the finer of the two speed fields, in every record. */
function enhancedSpeedZero(recording: Recording): Uint8Array {
  const out = new Encoder();
  const { time_s, channels } = recording.samples;
  const field = (num: number, type: 'enum' | 'uint8' | 'uint16' | 'uint32', scale = 1) => ({
    num,
    type,
    scale,
    offset: 0,
  });
  out.message(MESSAGE.file_id, [
    [field(0, 'enum'), 4],
    [field(1, 'uint16'), 115],
    [field(2, 'uint16'), 301],
    [field(4, 'uint32'), fitTime(recording.start_s)],
  ]);
  time_s.forEach((time, i) => {
    out.message(MESSAGE.record, [
      [field(253, 'uint32'), fitTime(time)],
      [field(3, 'uint8'), channels.heart_rate_bpm?.[i]],
      [field(6, 'uint16', 1000), channels.speed_mps?.[i]],
      [field(73, 'uint32', 1000), 0],
    ]);
  });
  out.message(MESSAGE.session, [
    [field(253, 'uint32'), fitTime(recording.end_s)],
    [field(2, 'uint32'), fitTime(recording.start_s)],
    [field(7, 'uint32', 1000), recording.end_s - recording.start_s],
    [field(5, 'enum'), 2],
  ]);
  return out.finish();
}
