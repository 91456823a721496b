/** The first schema: athletes, originals, recordings, activities, and everything computed from them. */

import type { Migration } from './migration.ts';

// Metric columns are not listed here: one column per metric is added from the metric definitions when the database is
// opened (see ../metric-columns.ts), so that a new metric needs no migration.
const sql = `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE athlete (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sex TEXT CHECK (sex IN ('male', 'female')),
  birth_date TEXT,
  height_m REAL,
  time_zone TEXT NOT NULL,
  units TEXT NOT NULL DEFAULT 'metric' CHECK (units IN ('metric', 'imperial'))
) STRICT;

CREATE TABLE threshold (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  family TEXT,
  value REAL NOT NULL,
  valid_from TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('athlete', 'platform', 'file'))
) STRICT;
CREATE UNIQUE INDEX threshold_one ON threshold (athlete_id, kind, coalesce(family, ''), valid_from, origin);

-- Rises with every change of a setting that values depend on: whoever computes knows whether it began with the current ones.
INSERT INTO setting VALUES ('settings_revision', '1');
CREATE TRIGGER threshold_added AFTER INSERT ON threshold BEGIN
  UPDATE setting SET value = value + 1 WHERE key = 'settings_revision';
END;
CREATE TRIGGER threshold_changed AFTER UPDATE ON threshold BEGIN
  UPDATE setting SET value = value + 1 WHERE key = 'settings_revision';
END;
CREATE TRIGGER threshold_removed AFTER DELETE ON threshold BEGIN
  UPDATE setting SET value = value + 1 WHERE key = 'settings_revision';
END;
CREATE TRIGGER athlete_changed AFTER UPDATE ON athlete BEGIN
  UPDATE setting SET value = value + 1 WHERE key = 'settings_revision';
END;

-- Bytes as they came, kept once by content under originals/.
CREATE TABLE original (
  hash TEXT PRIMARY KEY,
  format TEXT NOT NULL,
  size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every file that was read, and what became of it.
CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  label TEXT NOT NULL,
  source_kind TEXT NOT NULL,
  -- activity | workout | course | wellness | stored_only | unreadable
  content TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('added', 'merged', 'failed')),
  reason TEXT,
  imported_at REAL NOT NULL,
  UNIQUE (athlete_id, hash)
) STRICT;

-- What one source says about one workout.
CREATE TABLE recording (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  hash TEXT REFERENCES original (hash),
  place_in_file INTEGER NOT NULL,
  source_kind TEXT NOT NULL,
  format TEXT NOT NULL,
  sport TEXT NOT NULL,
  family TEXT NOT NULL,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  utc_offset_s INTEGER NOT NULL,
  time_zone TEXT,
  zone_origin TEXT NOT NULL CHECK (zone_origin IN ('file', 'coordinates', 'athlete')),
  record_count INTEGER NOT NULL,
  file_identity TEXT,
  -- Everything of core/recording.ts that is not samples.
  detail TEXT NOT NULL,
  -- Legs of one multisport file share this.
  event_key TEXT,
  UNIQUE (athlete_id, hash, place_in_file)
) STRICT;
CREATE INDEX recording_time ON recording (athlete_id, start_s, end_s);
CREATE INDEX recording_event ON recording (event_key) WHERE event_key IS NOT NULL;

CREATE TABLE sample_block (
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (recording_id, channel)
) STRICT, WITHOUT ROWID;

-- One real workout: a view over its recordings with a source chosen per field and channel.
CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  parent_id INTEGER REFERENCES activity (id) ON DELETE SET NULL,
  is_parent INTEGER NOT NULL DEFAULT 0,
  sport TEXT NOT NULL,
  family TEXT NOT NULL,
  indoor INTEGER NOT NULL,
  name TEXT NOT NULL,
  note TEXT,
  gear TEXT,
  rpe REAL,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  utc_offset_s INTEGER NOT NULL,
  time_zone TEXT,
  local_date TEXT NOT NULL,
  -- First position, rounded to about 100 m; null indoors or without GPS.
  latitude_deg REAL,
  longitude_deg REAL,
  has_power INTEGER NOT NULL DEFAULT 0,
  has_heart_rate INTEGER NOT NULL DEFAULT 0,
  has_position INTEGER NOT NULL DEFAULT 0,
  -- 1 while an input has changed and the values below are not yet recomputed; then they are never shown. 2: nothing but a
  -- restricted source tells of it, so it has no values at all.
  stale INTEGER NOT NULL DEFAULT 1,
  -- Rises whenever an input changes: values computed from an older state are not stored.
  revision INTEGER NOT NULL DEFAULT 1,
  fingerprint TEXT NOT NULL DEFAULT '',
  load_method TEXT,
  repairs_off TEXT NOT NULL DEFAULT '[]',
  -- Long texts come last: a row is read up to the column that is asked for.
  -- JSON: field or channel -> recording id.
  origins TEXT NOT NULL DEFAULT '{}',
  -- JSON: what the devices and platforms computed themselves, by recording id.
  device_values TEXT NOT NULL DEFAULT '{}',
  -- JSON: metric -> reason it is absent; metric -> warnings; threshold kind -> value, date and origin used.
  absent TEXT NOT NULL DEFAULT '{}',
  warnings TEXT NOT NULL DEFAULT '{}',
  thresholds_used TEXT NOT NULL DEFAULT '{}',
  -- JSON: breaks, derived channels and reading notes of the sample axis.
  axis TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX activity_date ON activity (athlete_id, local_date, start_s);
CREATE INDEX activity_family ON activity (athlete_id, family, local_date);
CREATE INDEX activity_live ON activity (athlete_id, is_parent, stale, local_date, family, indoor, sport);
CREATE INDEX activity_stale ON activity (stale) WHERE stale = 1;
CREATE INDEX activity_parent ON activity (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE metric (
  activity_id INTEGER PRIMARY KEY REFERENCES activity (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE activity_recording (
  recording_id INTEGER PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE,
  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  -- Why it is here: only | same_identity | same_signal | same_time | same_summary | hand
  joined_by TEXT NOT NULL,
  -- JSON: overlap_pct, agreeing, and clock_offset_s: seconds to add to this recording's clock to fit the activity's first.
  evidence TEXT
) STRICT;
CREATE INDEX activity_recording_activity ON activity_recording (activity_id);

-- What comparing two recordings found. Which recordings make one activity follows from all pairs together.
CREATE TABLE recording_pair (
  -- The smaller id is a.
  recording_a INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  recording_b INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
  -- same_identity | same_signal | same_time | same_summary; null when different
  joined_by TEXT,
  -- Seconds to add to b's clock to fit a's.
  clock_offset_s REAL NOT NULL,
  -- Length of the common time relative to the shorter one, 0 … 1.
  overlap REAL NOT NULL,
  -- JSON: channels that agree.
  agreeing TEXT NOT NULL,
  PRIMARY KEY (recording_a, recording_b)
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_pair_b ON recording_pair (recording_b);

-- Decisions by hand; they win over what was found, and outlive re-imports.
CREATE TABLE join_decision (
  recording_a INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  recording_b INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
  PRIMARY KEY (recording_a, recording_b)
) STRICT, WITHOUT ROWID;
CREATE INDEX join_decision_b ON join_decision (recording_b);

-- What an export archive says about an activity.
CREATE TABLE fact (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  source_kind TEXT NOT NULL,
  external_id TEXT NOT NULL,
  recording_id INTEGER REFERENCES recording (id) ON DELETE SET NULL,
  data TEXT NOT NULL,
  UNIQUE (athlete_id, source_kind, external_id)
) STRICT;
CREATE INDEX fact_recording ON fact (recording_id) WHERE recording_id IS NOT NULL;

CREATE TABLE lap (
  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  name TEXT,
  trigger TEXT NOT NULL,
  intensity TEXT,
  start_s REAL NOT NULL,
  elapsed_s REAL NOT NULL,
  recorded_s REAL,
  distance_m REAL,
  average_speed_mps REAL,
  average_power_w REAL,
  max_power_w REAL,
  np_w REAL,
  average_hr_bpm REAL,
  max_hr_bpm REAL,
  average_cadence_rpm REAL,
  ascent_m REAL,
  -- JSON: the device's own figures for the lap.
  device_values TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (activity_id, place)
) STRICT, WITHOUT ROWID;

-- Intervals, climbs and best efforts found in the signals.
CREATE TABLE effort (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  athlete_id INTEGER NOT NULL,
  -- interval | climb | best_power | best_heart_rate | best_pace | best_distance …
  kind TEXT NOT NULL,
  family TEXT NOT NULL,
  local_date TEXT NOT NULL,
  -- Seconds after the activity's start.
  start_s REAL NOT NULL,
  duration_s REAL NOT NULL,
  distance_m REAL,
  average_power_w REAL,
  np_w REAL,
  average_hr_bpm REAL,
  max_hr_bpm REAL,
  average_speed_mps REAL,
  average_cadence_rpm REAL,
  ascent_m REAL,
  grade_pct REAL,
  vam_mph REAL,
  decoupling_pct REAL,
  latitude_deg REAL,
  longitude_deg REAL,
  -- Climb category, or the set an interval belongs to ("5 × 3:00 @ 300 W").
  label TEXT
) STRICT;
CREATE INDEX effort_activity ON effort (activity_id);
CREATE INDEX effort_distance ON effort (athlete_id, kind, family, distance_m, duration_s, activity_id, local_date)
  WHERE distance_m IS NOT NULL;
CREATE INDEX effort_date ON effort (athlete_id, kind, local_date);
CREATE INDEX effort_shape ON effort (athlete_id, kind, family, duration_s);

CREATE TABLE zone_time (
  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  basis TEXT NOT NULL,
  zone INTEGER NOT NULL,
  name TEXT NOT NULL,
  lower REAL NOT NULL,
  upper REAL,
  seconds REAL NOT NULL,
  PRIMARY KEY (activity_id, basis, zone)
) STRICT, WITHOUT ROWID;

CREATE TABLE curve (
  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (activity_id, kind)
) STRICT, WITHOUT ROWID;

-- The pointwise best of a month; a row vanishes when an activity of its month changes and is rebuilt when asked for.
CREATE TABLE curve_month (
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  family TEXT NOT NULL,
  indoor INTEGER NOT NULL,
  kind TEXT NOT NULL,
  month TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (athlete_id, family, indoor, kind, month)
) STRICT, WITHOUT ROWID;

-- What repair changed; the raw samples stay as they are.
CREATE TABLE repair (
  id INTEGER PRIMARY KEY,
  activity_id INTEGER NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
  repair TEXT NOT NULL,
  channel TEXT,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  cells INTEGER NOT NULL,
  action TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX repair_activity ON repair (activity_id);

CREATE TABLE wellness (
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  local_date TEXT NOT NULL,
  key TEXT NOT NULL,
  source_kind TEXT NOT NULL,
  number REAL,
  text TEXT,
  PRIMARY KEY (athlete_id, local_date, key, source_kind)
) STRICT, WITHOUT ROWID;

-- Workouts and courses that came as files.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  hash TEXT NOT NULL REFERENCES original (hash),
  place_in_file INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('workout', 'course', 'stored_only')),
  name TEXT,
  data TEXT NOT NULL,
  UNIQUE (athlete_id, hash, place_in_file)
) STRICT;

CREATE TABLE gear (
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('bike', 'shoes', 'other')),
  PRIMARY KEY (athlete_id, name)
) STRICT, WITHOUT ROWID;

-- Metric definitions in force; every value that is not stale carries these versions.
CREATE TABLE metric_version (
  metric TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export const START: Migration = { name: 'start', sql };
