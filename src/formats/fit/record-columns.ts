/** Samples as record columns for writing: native fields where the profile has one, developer fields for the rest. */

import { CHANNELS, type ChannelId } from '../../core/channel.ts';
import type { Samples } from '../../core/samples.ts';
import type { BaseTypeName } from './base-types.ts';
import { CHANNEL_FIELDS, RECORD } from './channel-fields.ts';
import { type Column, fitTime } from './encoder.ts';
import { TIMESTAMP } from './profile.ts';

/** A developer field to describe once per file. */
export interface DeveloperColumn {
  readonly num: number;
  readonly name: string;
  readonly unit: string;
  readonly type: BaseTypeName;
}

/** Channels without a native field, under the names sensors use for them. */
const DEVELOPER_NAMES: Partial<Record<ChannelId, readonly [name: string, unit: string]>> = {
  form_power_w: ['Form Power', 'Watts'],
  leg_spring_stiffness_knpm: ['Leg Spring Stiffness', 'kN/m'],
  skin_temperature_c: ['skin_temperature', '°C'],
  stroke_count: ['stroke_count', ''],
};

/** Fields a definition can have, with room for the fixed ones. */
const MAX_DEVELOPER_FIELDS = 240;
const SEMICIRCLES_PER_DEGREE = 2 ** 31 / 180;

/** Numbers developer fields over all recordings of a file: equal name, unit and type share one. */
export class DeveloperColumns {
  readonly all: DeveloperColumn[] = [];

  /** `seen` keeps two columns of one recording apart that share name and unit. Null when there is no number left. */
  number(name: string, unit: string, type: BaseTypeName, seen: Set<number>): DeveloperColumn | null {
    const same = (c: DeveloperColumn) => c.name === name && c.unit === unit && c.type === type && !seen.has(c.num);
    let column = this.all.find(same) ?? null;
    if (!column && this.all.length < MAX_DEVELOPER_FIELDS) {
      column = { num: this.all.length, name, unit, type };
      this.all.push(column);
    }
    if (column) seen.add(column.num);
    return column;
  }
}

/** The columns of one recording. `strokes`: the sport counts strokes, which have a native field. */
export function recordColumns(samples: Samples, strokes: boolean, developer: DeveloperColumns): Column[] {
  const { time_s, channels, extra } = samples;
  const columns: Column[] = [{ ...TIMESTAMP, values: time_s.map(fitTime) }];
  const native = (num: number, type: BaseTypeName, values: Float64Array | undefined): void => {
    if (values) columns.push({ num, type, scale: 1, offset: 0, values });
  };
  for (const [id, field] of CHANNEL_FIELDS) {
    const values = channels[id];
    if (values) columns.push({ ...field, values });
  }
  native(RECORD.position_lat, 'sint32', channels.latitude_deg?.map(semicircles));
  native(RECORD.position_long, 'sint32', channels.longitude_deg?.map(semicircles));
  const cadence = channels.cadence_rpm?.map((v) => Math.round(v * 128));
  native(
    RECORD.cadence,
    'uint8',
    cadence?.map((v) => Math.floor(v / 128)),
  );
  native(
    RECORD.fractional_cadence,
    'uint8',
    cadence?.map((v) => v % 128),
  );
  // The high bit says that the share is the right leg's.
  native(
    RECORD.left_right_balance,
    'uint8',
    channels.left_balance_pct?.map((v) => 0x80 + Math.round(100 - v)),
  );
  if (strokes) native(RECORD.total_cycles, 'uint32', channels.stroke_count);

  const seen = new Set<number>();
  const described = (name: string, unit: string, values: Float64Array): void => {
    // Half the size where nothing is lost by it.
    const type = values.every((v) => Number.isNaN(v) || Math.fround(v) === v) ? 'float32' : 'float64';
    const column = developer.number(name, unit, type, seen);
    if (column) columns.push({ num: column.num, type, scale: 1, offset: 0, values, developer_index: 0 });
  };
  for (const [id, [name, unit]] of Object.entries(DEVELOPER_NAMES) as [ChannelId, readonly [string, string]][]) {
    const values = channels[id];
    if (!values || (id === 'stroke_count' && strokes)) continue;
    const { quantum } = CHANNELS[id];
    described(
      name,
      unit,
      values.map((v) => Math.fround(Math.round(v / quantum) * quantum)),
    );
  }
  for (const { title, unit, values } of extra) described(title, unit, values);
  return columns;
}

/** East of +180° is the same meridian as −180°, which is the one FIT can write. */
function semicircles(degrees: number): number {
  const raw = Math.round(degrees * SEMICIRCLES_PER_DEGREE);
  return raw >= 2 ** 31 - 1 ? -(2 ** 31) : raw;
}
