"""The record: what was given to whom, the outbox, and the history, in one SQLite file."""
