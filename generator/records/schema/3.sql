-- A digest of every word that the handout tells the patient; empty for a program from before.
ALTER TABLE program ADD COLUMN told TEXT NOT NULL DEFAULT '';
