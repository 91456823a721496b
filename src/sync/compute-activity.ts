/** From the recordings of one activity to every row that is stored about it. Runs in a worker; pure. */

import { mergeParts } from '../core/merge-recordings.ts';
import type { Warning } from '../core/recording.ts';
import type { ActivityFact } from '../core/source.ts';
import { type Family, familyOf, type SportId, sportOf } from '../core/sport.ts';
import type { ThresholdKind, ThresholdsInForce } from '../core/thresholds.ts';
import { localDate } from '../core/time.ts';
import { analyseActivity } from '../metrics/analyse.ts';
import type { NamedCurve } from '../metrics/curves.ts';
import type { ActivityFacts } from '../metrics/metric.ts';
import { repairRecording } from '../repair/index.ts';
import type { RepairChange } from '../repair/repair.ts';
import { encodeCurve } from '../store/curve-codec.ts';
import { type StoredBlocks, unpackStored } from '../store/recordings.ts';
import { defaultName, isAutomaticName } from './default-name.ts';
import { type EffortRow, effortRows } from './effort-rows.ts';
import type { LapRow } from './lap-rows.ts';
import { lapRows } from './lap-rows.ts';
import { inForce, type Settings } from './settings.ts';
import { summaryValues } from './summary-values.ts';
import { type ZoneRow, zoneRows } from './zone-rows.ts';

/** Raise when the way activities are put together changes: everything stored is then computed anew. */
export const ANALYSIS_VERSION = 1;

export interface SaidFact {
  readonly source_kind: string;
  readonly fact: ActivityFact;
}

export interface ActivityTask {
  readonly parts: readonly {
    readonly id: number;
    readonly format: string;
    readonly clock_offset_s: number;
    readonly utc_offset_s: number;
    readonly time_zone: string | null;
    readonly zone_origin: string;
    readonly stored: StoredBlocks;
  }[];
  /** What archives say, the one that counts last. */
  readonly facts: readonly SaidFact[];
  readonly repairs_off: readonly string[];
  readonly settings: Settings;
}

export interface ComputedActivity {
  /** Columns of table `activity`. */
  readonly row: {
    readonly sport: SportId;
    readonly family: Family;
    readonly indoor: number;
    readonly name: string;
    readonly note: string | null;
    readonly gear: string | null;
    readonly rpe: number | null;
    readonly start_s: number;
    readonly end_s: number;
    readonly utc_offset_s: number;
    readonly time_zone: string | null;
    readonly local_date: string;
    readonly latitude_deg: number | null;
    readonly longitude_deg: number | null;
    readonly has_power: number;
    readonly has_heart_rate: number;
    readonly has_position: number;
    readonly origins: string;
    readonly device_values: string;
    readonly load_method: string | null;
    readonly absent: string;
    readonly warnings: string;
    readonly thresholds_used: string;
    readonly axis: string;
  };
  readonly values: Readonly<Record<string, number | null>>;
  readonly laps: readonly LapRow[];
  readonly efforts: readonly EffortRow[];
  readonly zones: readonly ZoneRow[];
  readonly curves: readonly { readonly kind: string; readonly data: Uint8Array }[];
  readonly repairs: readonly RepairChange[];
}

const CURVE_KINDS: Record<NamedCurve['basis'], string> = {
  power: 'power_w',
  heart_rate: 'heart_rate_bpm',
  cadence: 'cadence_rpm',
  speed: 'speed_mps',
  gap_speed: 'gap_mps',
};

export function computeActivity(task: ActivityTask): ComputedActivity {
  const parts = task.parts.map((part) => ({
    id: part.id,
    format: part.format,
    clock_offset_s: part.clock_offset_s,
    recording: unpackStored(part.stored),
  }));
  const { recording, origins, primary } = mergeParts(parts);
  const said = whatWasSaid(task.facts);
  const zone = zoneSource(task.parts, primary, said.zone);
  const sport = sportSaid(recording.sport, said.sport);
  const family = familyOf(sport);
  const indoor = sportOf(sport).indoor === true;
  const local_date = localDate(recording.start_s, zone.utc_offset_s);
  const thresholds = inForce(task.settings, family, local_date);

  const { grid, changes, warnings, derived } = repairRecording(recording, new Set(task.repairs_off));
  const facts: ActivityFacts = {
    grid,
    sport,
    family,
    indoor,
    thresholds,
    athlete: task.settings.athlete,
    laps: recording.laps,
    lengths: recording.lengths,
    pauses: recording.pauses,
    device_values: recording.device_values,
    rpe: said.rpe,
  };
  const analysis = analyseActivity(facts);
  const values = summaryValues(analysis.values, grid, recording.device_values);
  const { latitude_deg, longitude_deg } = grid.channels;
  const place = indoor ? null : firstPosition(latitude_deg, longitude_deg);
  return {
    row: {
      sport,
      family,
      indoor: indoor ? 1 : 0,
      name: said.name ?? recording.name ?? defaultName(sport, recording.start_s, zone.utc_offset_s),
      note: said.note ?? recording.note,
      gear: said.gear,
      rpe: said.rpe,
      start_s: recording.start_s,
      end_s: recording.end_s,
      utc_offset_s: zone.utc_offset_s,
      time_zone: zone.time_zone,
      local_date,
      latitude_deg: place?.latitude ?? null,
      longitude_deg: place?.longitude ?? null,
      has_power: grid.channels.power_w ? 1 : 0,
      has_heart_rate: grid.channels.heart_rate_bpm ? 1 : 0,
      has_position: latitude_deg ? 1 : 0,
      origins: JSON.stringify({ ...origins, ...said.origins }),
      device_values: JSON.stringify(Object.fromEntries(parts.map((part) => [part.id, part.recording.device_values]))),
      load_method: analysis.load_method,
      absent: JSON.stringify(values.absent),
      warnings: JSON.stringify({ ...values.warnings, ...readingWarnings([...recording.warnings, ...warnings]) }),
      thresholds_used: JSON.stringify(thresholdsUsed(thresholds)),
      axis: JSON.stringify({
        start_s: grid.start_s,
        breaks: grid.breaks.map((gap) => [gap.from_s, gap.to_s, gap.kind]),
        max_gap_s: grid.max_gap_s,
        derived,
      }),
    },
    values: values.numbers,
    laps: lapRows(analysis.laps, recording.laps, grid, recording.start_s),
    efforts: effortRows(analysis.efforts, grid, recording.start_s, indoor),
    zones: zoneRows(analysis.zones),
    curves: analysis.curves.map(({ basis, curve }) => ({
      kind: CURVE_KINDS[basis],
      data: encodeCurve({ durations_s: curve.duration_s, values: curve.value, start_s: curve.start_s }),
    })),
    repairs: changes,
  };
}

/** Text typed by a person on a platform wins over what a file carries; later facts win over earlier ones. */
function whatWasSaid(said: readonly SaidFact[]) {
  const origins: Record<string, string> = {};
  const last = <K extends 'name' | 'note' | 'gear' | 'rpe' | 'sport'>(key: K): ActivityFact[K] | null => {
    const found = said.findLast(({ fact }) => fact[key] !== null);
    if (found) origins[key] = found.source_kind;
    return found ? found.fact[key] : null;
  };
  // A name somebody typed comes before one that was made up, wherever it stands.
  const typed = said.findLast(({ fact }) => fact.name !== null && !isAutomaticName(fact.name));
  const name = typed ? typed.fact.name : last('name');
  if (typed) origins.name = typed.source_kind;
  const private_note = said.map(({ fact }) => fact.private_note).filter((note) => note !== null);
  const note = [last('note'), ...private_note].filter((text) => text !== null).join('\n') || null;
  const zone = said.findLast(({ fact }) => fact.zone)?.fact.zone ?? null;
  return { name, note, zone, gear: last('gear'), rpe: last('rpe'), sport: last('sport'), origins };
}

const ZONE_RANK: Readonly<Record<string, number>> = { file: 2, coordinates: 1, athlete: 0 };

/** The zone a file names, else one from coordinates, else what a platform says, else the athlete's; of equals the leading recording's. */
function zoneSource(
  parts: ActivityTask['parts'],
  primary: number,
  said: ActivityFact['zone'],
): { readonly utc_offset_s: number; readonly time_zone: string | null } {
  const rank = (part: ActivityTask['parts'][number]) =>
    (ZONE_RANK[part.zone_origin] ?? 0) + (part.id === primary ? 0.5 : 0);
  const best = [...parts].sort((a, b) => rank(b) - rank(a))[0]!;
  return best.zone_origin === 'athlete' && said ? said : best;
}

/** A platform's finer word for the same kind of sport wins; it never turns a ride into a run unless the file is silent. */
function sportSaid(recorded: SportId, said: SportId | null): SportId {
  if (said === null || said === 'other') return recorded;
  if (recorded === 'other') return said;
  const plain = ['ride', 'run', 'walk', 'swim', 'row'].includes(recorded);
  return plain && familyOf(recorded) === familyOf(said) ? said : recorded;
}

/** Sentences for people under `reading`, their codes for queries under `signs`. */
function readingWarnings(warnings: readonly Warning[]): Record<string, string[]> {
  if (warnings.length === 0) return {};
  return {
    reading: [...new Set(warnings.map((warning) => warning.message))].slice(0, 20),
    signs: [...new Set(warnings.map((warning) => warning.code))],
  };
}

function thresholdsUsed(thresholds: ThresholdsInForce): Record<string, [number, string, string]> {
  const used: Record<string, [number, string, string]> = {};
  for (const [kind, t] of Object.entries(thresholds) as [
    ThresholdKind,
    NonNullable<ThresholdsInForce[ThresholdKind]>,
  ][]) {
    used[kind] = [t.value, t.valid_from, t.origin];
  }
  return used;
}

/** Rounded to about 100 m: enough to find activities near a place. */
function firstPosition(latitude: Float64Array | undefined, longitude: Float64Array | undefined) {
  if (!latitude || !longitude) return null;
  for (let i = 0; i < latitude.length; i++) {
    if (Number.isNaN(latitude[i]!) || Number.isNaN(longitude[i]!)) continue;
    return { latitude: Math.round(latitude[i]! * 1000) / 1000, longitude: Math.round(longitude[i]! * 1000) / 1000 };
  }
  return null;
}
