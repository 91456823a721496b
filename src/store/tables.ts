/** The tables as Kysely sees them; the meaning of each column is told in migrations/001-start.ts. */

import type { ColumnType, Generated } from 'kysely';

export interface Tables {
  setting: { key: string; value: string };
  athlete: {
    id: Generated<number>;
    name: string;
    sex: 'male' | 'female' | null;
    birth_date: string | null;
    height_m: number | null;
    time_zone: string;
    units: ColumnType<'metric' | 'imperial', 'metric' | 'imperial' | undefined>;
  };
  threshold: {
    id: Generated<number>;
    athlete_id: number;
    kind: string;
    family: string | null;
    value: number;
    valid_from: string;
    origin: 'athlete' | 'platform' | 'file';
  };
  original: { hash: string; format: string; size_bytes: number };
  file: {
    id: Generated<number>;
    athlete_id: number;
    hash: string;
    label: string;
    source_kind: string;
    content: string;
    size_bytes: number;
    outcome: 'added' | 'merged' | 'failed';
    reason: string | null;
    imported_at: number;
  };
  recording: {
    id: Generated<number>;
    athlete_id: number;
    hash: string | null;
    place_in_file: number;
    source_kind: string;
    format: string;
    sport: string;
    family: string;
    start_s: number;
    end_s: number;
    utc_offset_s: number;
    time_zone: string | null;
    zone_origin: 'file' | 'coordinates' | 'athlete';
    record_count: number;
    file_identity: string | null;
    detail: string;
    event_key: string | null;
  };
  sample_block: { recording_id: number; channel: string; data: Uint8Array };
  activity: {
    id: Generated<number>;
    athlete_id: number;
    parent_id: number | null;
    is_parent: Generated<number>;
    sport: string;
    family: string;
    indoor: number;
    name: string;
    note: string | null;
    gear: string | null;
    rpe: number | null;
    start_s: number;
    end_s: number;
    utc_offset_s: number;
    time_zone: string | null;
    local_date: string;
    latitude_deg: number | null;
    longitude_deg: number | null;
    has_power: Generated<number>;
    has_heart_rate: Generated<number>;
    has_position: Generated<number>;
    origins: Generated<string>;
    device_values: Generated<string>;
    repairs_off: Generated<string>;
    stale: Generated<number>;
    revision: Generated<number>;
    fingerprint: Generated<string>;
    load_method: string | null;
    absent: Generated<string>;
    warnings: Generated<string>;
    thresholds_used: Generated<string>;
    axis: Generated<string>;
  };
  /** One column per metric besides the key; null is explained by `activity.absent`. */
  metric: { activity_id: number; [metric: string]: number | null };
  activity_recording: { recording_id: number; activity_id: number; joined_by: string; evidence: string | null };
  recording_pair: {
    recording_a: number;
    recording_b: number;
    verdict: 'same' | 'different';
    joined_by: string | null;
    clock_offset_s: number;
    overlap: number;
    agreeing: string;
  };
  join_decision: { recording_a: number; recording_b: number; verdict: 'same' | 'different' };
  fact: {
    id: Generated<number>;
    athlete_id: number;
    source_kind: string;
    external_id: string;
    recording_id: number | null;
    data: string;
  };
  lap: {
    activity_id: number;
    place: number;
    name: string | null;
    trigger: string;
    intensity: string | null;
    start_s: number;
    elapsed_s: number;
    recorded_s: number | null;
    distance_m: number | null;
    average_speed_mps: number | null;
    average_power_w: number | null;
    max_power_w: number | null;
    np_w: number | null;
    average_hr_bpm: number | null;
    max_hr_bpm: number | null;
    average_cadence_rpm: number | null;
    ascent_m: number | null;
    device_values: string;
  };
  effort: {
    id: Generated<number>;
    activity_id: number;
    athlete_id: number;
    kind: string;
    family: string;
    local_date: string;
    start_s: number;
    duration_s: number;
    distance_m: number | null;
    average_power_w: number | null;
    np_w: number | null;
    average_hr_bpm: number | null;
    max_hr_bpm: number | null;
    average_speed_mps: number | null;
    average_cadence_rpm: number | null;
    ascent_m: number | null;
    grade_pct: number | null;
    vam_mph: number | null;
    decoupling_pct: number | null;
    latitude_deg: number | null;
    longitude_deg: number | null;
    label: string | null;
  };
  zone_time: {
    activity_id: number;
    basis: string;
    zone: number;
    name: string;
    lower: number;
    upper: number | null;
    seconds: number;
  };
  curve: { activity_id: number; kind: string; data: Uint8Array };
  curve_month: { athlete_id: number; family: string; indoor: number; kind: string; month: string; data: Uint8Array };
  repair: {
    id: Generated<number>;
    activity_id: number;
    repair: string;
    channel: string | null;
    start_s: number;
    end_s: number;
    cells: number;
    action: string;
    detail: string | null;
  };
  wellness: {
    athlete_id: number;
    local_date: string;
    key: string;
    source_kind: string;
    number: number | null;
    text: string | null;
  };
  document: {
    id: Generated<number>;
    athlete_id: number;
    hash: string;
    place_in_file: number;
    kind: 'workout' | 'course' | 'stored_only';
    name: string | null;
    data: string;
  };
  gear: { athlete_id: number; name: string; kind: 'bike' | 'shoes' | 'other' };
  metric_version: { metric: string; version: number };
}
