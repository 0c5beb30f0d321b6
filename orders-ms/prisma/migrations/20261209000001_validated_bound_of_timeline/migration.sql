-- Reads the table, and blocks neither reads nor writes.
ALTER TABLE timeline VALIDATE CONSTRAINT timeline_bound;
