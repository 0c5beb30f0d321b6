ALTER TABLE messaging.dead_letters
  -- The reason without what differs from event to event: # for each word that has a digit or an @. Dead letters of one
  -- consumer with the same error are a group.
  ADD COLUMN error text GENERATED ALWAYS AS (
    left(regexp_replace(left(reason, 2000), '[A-Za-z0-9_.+-]*[0-9@][A-Za-z0-9_.:+@-]*', '#', 'g'), 500)) STORED,
  -- The newest payload with which staff requeued it, who and when, and why its consumer failed on it.
  ADD COLUMN edited_payload text,
  ADD COLUMN edited_by text,
  ADD COLUMN edited_at timestamptz(3),
  ADD COLUMN edited_reason text,
  ADD COLUMN edited_consumed boolean NOT NULL DEFAULT false;

CREATE INDEX dead_letters_error ON messaging.dead_letters (md5(error), died_at DESC, id DESC);
CREATE INDEX dead_letters_consumer ON messaging.dead_letters (consumer, died_at DESC, id DESC);
CREATE INDEX dead_letters_subject ON messaging.dead_letters (subject, died_at DESC, id DESC);
