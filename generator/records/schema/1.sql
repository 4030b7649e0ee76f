-- What was given to whom. Times are UTC text of one fixed width, so that they sort as they read.

CREATE TABLE patient (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  chart TEXT UNIQUE,               -- the chart number; NULL once the patient was forgotten
  forgotten_at TEXT,
  CHECK ((chart IS NULL) = (forgotten_at IS NOT NULL))
) STRICT;

CREATE TABLE program (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  patient_id INTEGER NOT NULL REFERENCES patient,
  made_at TEXT NOT NULL,
  issued_on TEXT NOT NULL,         -- the day of issue, which computed days depend on
  phase INTEGER NOT NULL,
  version TEXT NOT NULL,           -- of this program
  library TEXT NOT NULL,           -- a hash of every entry of the library
  digest TEXT NOT NULL,            -- of what the patient is told: the same for the same program
  case_name TEXT NOT NULL,
  case_text BLOB NOT NULL,         -- as given
  explanation TEXT NOT NULL        -- JSON, every reason in it (docs/explain-json.md)
) STRICT;
CREATE INDEX program_of_patient ON program (patient_id);

CREATE TABLE override (
  program_id INTEGER NOT NULL REFERENCES program ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('flag', 'exercise')),
  item TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (program_id, kind, item)
) STRICT;

CREATE TABLE handout (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  program_id INTEGER NOT NULL REFERENCES program ON DELETE CASCADE,
  form TEXT NOT NULL CHECK (form IN ('pdf', 'html', 'text')),
  variant TEXT NOT NULL,           -- JSON: paper, ink, size, layout
  sha256 TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX handout_of_program ON handout (program_id);

CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE, -- the header, the same at every attempt
  patient_id INTEGER NOT NULL REFERENCES patient,
  program_id INTEGER NOT NULL REFERENCES program ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('program', 'check_in')),
  locked INTEGER NOT NULL,         -- 1: its PDF asks for a password, and so must a later phase's
  state TEXT NOT NULL CHECK (
    state IN (
      'queued', 'sending', 'sent', 'failed', 'cancelled',
      'drafted',                   -- written for a mail program
      'held', 'released'           -- the next phase of a plan, before and after its release
    )
  ),
  phase INTEGER,                   -- of a program that is held
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  created_at TEXT NOT NULL,
  due_at TEXT NOT NULL,            -- not before; what is held waits for a person as well
  next_at TEXT NOT NULL,           -- the next attempt not before
  attempts INTEGER NOT NULL DEFAULT 0,
  worker TEXT,                     -- who has claimed it, and until when
  lease_until TEXT,
  settled_at TEXT,
  last_error TEXT NOT NULL DEFAULT '',
  CHECK ((state = 'sending') = (worker IS NOT NULL)),
  CHECK ((worker IS NULL) = (lease_until IS NULL)),
  CHECK ((phase IS NULL) = (state NOT IN ('held', 'released')))
) STRICT;
-- The message as it travels, deflated; apart, so that lists stay quick. What is held has none yet.
CREATE TABLE letter (
  message_id INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX message_waiting ON message (state, next_at);
CREATE INDEX message_settled ON message (state, settled_at);
CREATE INDEX message_of_program ON message (program_id);

-- Who did what, and when; numbers and plain words only, so that it may outlive the patient's data.
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  patient_id INTEGER,
  program_id INTEGER,
  message_id INTEGER,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX event_of_patient ON event (patient_id);

CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
CREATE TRIGGER event_is_as_written BEFORE UPDATE ON event
BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
