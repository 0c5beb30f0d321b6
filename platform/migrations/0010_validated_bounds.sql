-- Reads both tables, and blocks neither reads nor writes.
ALTER TABLE messaging.outbox VALIDATE CONSTRAINT outbox_bound;
ALTER TABLE messaging.inbox VALIDATE CONSTRAINT inbox_bound;
