/** The second schema: accounts on platforms, what their streams brought, what changed there, and budgets of calls. */

import type { Migration } from './migration.ts';

const sql = `
-- One athlete's data at one platform. Secrets are never here: 'login' names them in the secret store.
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  external_id TEXT NOT NULL,
  region TEXT,
  name TEXT,
  time_zone TEXT,
  login TEXT NOT NULL,
  way TEXT NOT NULL,
  -- JSON lists.
  scopes TEXT NOT NULL DEFAULT '[]',
  notes TEXT NOT NULL DEFAULT '[]',
  -- What the person has chosen where the platform's policy leaves a choice.
  accepted_at REAL,
  show_models INTEGER NOT NULL DEFAULT 0,
  combine INTEGER NOT NULL DEFAULT 0,
  keep_days INTEGER,
  connected_at REAL NOT NULL,
  -- ready | needs_login | disconnected (by the person; the data stays)
  state TEXT NOT NULL DEFAULT 'ready',
  -- The last thing that went wrong, one sentence; null after a run without trouble.
  trouble TEXT,
  synced_at REAL,
  -- Told by the last sync: until when the platform's limits hold it up, and when what is left will be fetched.
  paused_until_s REAL,
  done_by_s REAL,
  -- When the platform last refused the login; it is not tried again and again.
  refused_at REAL
) STRICT;
CREATE UNIQUE INDEX account_one ON account (athlete_id, platform, coalesce(region, ''), external_id);

CREATE TABLE stream (
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  -- Counts runs; an item carries the run that last listed it.
  run INTEGER NOT NULL DEFAULT 0,
  -- JSON of the next page while a run is unfinished, else null.
  resume TEXT,
  -- First local day of the unfinished run; null means everything.
  run_from TEXT,
  run_full INTEGER NOT NULL DEFAULT 0,
  started_at REAL,
  -- Last complete run, and last one over everything.
  completed_at REAL,
  full_at REAL,
  listed INTEGER NOT NULL DEFAULT 0,
  total INTEGER,
  trouble TEXT,
  PRIMARY KEY (account_id, stream)
) STRICT, WITHOUT ROWID;

-- What a platform sent, once by content: deflated JSON.
CREATE TABLE payload (
  hash TEXT PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  external_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  local_date TEXT,
  name TEXT,
  payload_hash TEXT NOT NULL REFERENCES payload (hash),
  samples_version TEXT,
  -- Why the platform holds it back; null when it does not.
  withheld TEXT,
  run INTEGER NOT NULL,
  first_seen_at REAL NOT NULL,
  seen_at REAL NOT NULL,
  changed_at REAL NOT NULL,
  -- Complete listings in a row that should have had it and had not.
  missed INTEGER NOT NULL DEFAULT 0,
  deleted_at REAL,
  -- none | wanted | done | absent | failed | expired: what there is beyond the list entry
  detail TEXT NOT NULL DEFAULT 'none',
  -- When it came; what may be kept only for some days is counted from here.
  detail_at REAL,
  detail_reason TEXT,
  detail_tries INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_id, stream, external_id)
) STRICT;
CREATE INDEX item_day ON item (account_id, stream, local_date);
CREATE INDEX item_wanted ON item (account_id, local_date) WHERE detail = 'wanted' AND deleted_at IS NULL;
CREATE INDEX item_payload ON item (payload_hash);

-- Further payloads of an item: laps, intervals, comments.
CREATE TABLE item_part (
  item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  payload_hash TEXT NOT NULL REFERENCES payload (hash),
  PRIMARY KEY (item_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_part_payload ON item_part (payload_hash);

-- The recordings an item brought; a file handed out by two platforms is one recording of both.
CREATE TABLE item_recording (
  item_id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  recording_id INTEGER NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
  PRIMARY KEY (item_id, recording_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_recording_recording ON item_recording (recording_id);

-- What a platform altered since it was last looked at.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  item_id INTEGER REFERENCES item (id) ON DELETE CASCADE,
  at REAL NOT NULL,
  -- changed | deleted | restored
  kind TEXT NOT NULL,
  -- JSON: [{ "field", "before", "after" }]
  fields TEXT NOT NULL
) STRICT;
CREATE INDEX change_account ON change (account_id, id);

-- Sessions, races, notes and phases on dates, from calendars.
CREATE TABLE planned (
  item_id INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
  athlete_id INTEGER NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
  source_kind TEXT NOT NULL,
  category TEXT NOT NULL,
  category_as_written TEXT,
  local_date TEXT NOT NULL,
  last_date TEXT,
  title TEXT,
  note TEXT,
  sport TEXT,
  duration_s REAL,
  distance_m REAL,
  load REAL,
  workout TEXT,
  activity_external_id TEXT
) STRICT;
CREATE INDEX planned_date ON planned (athlete_id, local_date);

-- Calls counted against what a platform allows; 'owner' is the account or the app.
CREATE TABLE call_window (
  owner TEXT NOT NULL,
  id TEXT NOT NULL,
  begins_s REAL NOT NULL,
  used INTEGER NOT NULL,
  allowed INTEGER,
  PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

-- One process at a time does it: a sync, a renewal of a login.
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  expires_s REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER account_chosen AFTER UPDATE OF show_models, combine ON account BEGIN
  UPDATE setting SET value = value + 1 WHERE key = 'settings_revision';
END;

ALTER TABLE threshold ADD COLUMN account_id INTEGER REFERENCES account (id) ON DELETE CASCADE;
ALTER TABLE gear ADD COLUMN source_kind TEXT;
-- The source that does not let its data be shown to a model and is all there is of this activity; else null.
ALTER TABLE activity ADD COLUMN withheld TEXT;
`;

export const PLATFORMS: Migration = { name: 'platforms', sql };
