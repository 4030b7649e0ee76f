-- Evaluations that a provider is working on in the page. Each change is a step, so that it can be undone.
CREATE TABLE draft (
  id TEXT PRIMARY KEY,             -- random: it is part of an address
  version INTEGER NOT NULL,        -- counts every change, undo too: who changes must know the newest
  step INTEGER NOT NULL,           -- the step that holds now; later ones were undone
  chart TEXT NOT NULL,             -- as typed; may be no patient's yet
  name TEXT NOT NULL,
  began_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  follows INTEGER REFERENCES program ON DELETE SET NULL,    -- the program whose findings stand beside
  program_id INTEGER REFERENCES program ON DELETE SET NULL  -- what was given of it last
) STRICT;
CREATE INDEX draft_changed ON draft (changed_at);
CREATE INDEX draft_chart ON draft (chart);

CREATE TABLE draft_step (
  draft_id TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  fields TEXT NOT NULL,            -- JSON: what the form held
  PRIMARY KEY (draft_id, number)
) STRICT;
