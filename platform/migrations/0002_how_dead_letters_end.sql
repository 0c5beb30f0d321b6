-- How a dead letter ended, by whom, and why: "requeued" when its consumer took it after all, "discarded" when it never will.
ALTER TABLE messaging.dead_letters
  -- Milliseconds are what a cursor carries.
  ALTER COLUMN died_at TYPE timestamptz(3),
  ADD COLUMN resolution text CHECK (resolution IN ('requeued', 'discarded')),
  ADD COLUMN resolved_by text,
  ADD COLUMN resolved_reason text;

-- The latest first: those that wait, and all of them.
CREATE INDEX dead_letters_waiting ON messaging.dead_letters (died_at DESC, id DESC) WHERE resolved_at IS NULL;
CREATE INDEX dead_letters_died_at ON messaging.dead_letters (died_at DESC, id DESC);
