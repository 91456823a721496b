/** Reads what devices wrote about themselves (device-truth.json): loosely, for other files of the same form may lack anything. */

type Loose = Readonly<Record<string, unknown>>;

/** One session or lap as the device wrote it; SI units, absent where it wrote nothing. */
export class DeviceRow {
  readonly #fields: Loose;

  constructor(fields: unknown) {
    this.#fields = record(fields);
  }

  /** A number by any of its names; null when none is one. */
  number(...names: string[]): number | null {
    for (const name of names) {
      const value = this.#fields[name];
      if (typeof value === 'number' && Number.isFinite(value)) return value;
    }
    return null;
  }

  text(name: string): string | null {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : null;
  }

  /** Unix seconds of a field written as an ISO date. */
  time(name: string): number | null {
    const value = Date.parse(this.text(name) ?? '');
    return Number.isNaN(value) ? null : value / 1000;
  }

  /** The reference calculation made from the records by another reader, where the file has one. */
  get computed(): DeviceRow {
    return new DeviceRow(this.#fields.computed);
  }
}

/** What one file says. Counts are null where the file does not tell. */
export interface DeviceFile {
  readonly label: string;
  readonly manufacturer: string;
  /** The reference could not decode the whole file: its counts are lower bounds and its values may be incomplete. */
  readonly incomplete: string | null;
  /** null when the file does not say what it is. */
  readonly is_activity: boolean | null;
  readonly records: number | null;
  readonly laps: number | null;
  readonly lengths: number | null;
  readonly sets: number | null;
  /** In order of start. */
  readonly sessions: readonly DeviceRow[];
  /** As our laps are ordered: by leg, in file order; empty where the file does not list them. */
  readonly lap_rows: readonly DeviceRow[];
}

/** @throws Error when the file is not of this form */
export function readTruth(parsed: unknown): DeviceFile[] {
  const { files } = record(parsed);
  if (typeof files !== 'object' || files === null) throw new Error('the file has no list "files"');
  const entries: [string, unknown][] = Array.isArray(files)
    ? files.map((file) => [String(record(file).path ?? ''), file])
    : Object.entries(files);
  return entries.filter(([label]) => label !== '').map(([label, file]) => deviceFile(label, record(file)));
}

function deviceFile(label: string, file: Loose): DeviceFile {
  const counts = new DeviceRow(file.counts);
  const { errors } = record(file.sdk);
  const failed = Array.isArray(errors) && errors.length > 0 ? String(errors[0]) : null;
  const sessions = rows(file.sessions);
  const type = file.file_type;
  return {
    label,
    manufacturer: String(file.manufacturer ?? 'unknown'),
    incomplete: failed,
    is_activity: typeof type === 'string' ? type.startsWith('activity') : sessions.length > 0 || null,
    records: counts.number('records'),
    laps: counts.number('laps') ?? (Array.isArray(file.laps) ? file.laps.length : null),
    lengths: counts.number('lengths'),
    sets: counts.number('sets'),
    sessions,
    lap_rows: sessions.length > 1 ? rows(file.laps) : inFileOrder(file.laps),
  };
}

function inFileOrder(list: unknown): DeviceRow[] {
  return Array.isArray(list) ? list.map((entry) => new DeviceRow(entry)) : [];
}

function rows(list: unknown): DeviceRow[] {
  const found = inFileOrder(list);
  const at = (row: DeviceRow) => row.time('start_time') ?? row.time('timestamp') ?? 0;
  return found.sort((a, b) => at(a) - at(b));
}

function record(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}
