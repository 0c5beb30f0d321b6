-- Restores of this database, and of those of other services. Services read it at their start: each does what a restore asks
-- of it, once.
CREATE TABLE messaging.restores (
  id           uuid NOT NULL,
  -- The service whose database was restored.
  service      text NOT NULL,
  -- What happened later is missing in that database.
  recovered_to timestamptz(3) NOT NULL,
  restored_at  timestamptz(3) NOT NULL DEFAULT now(),
  -- [{subject, payload}] Events that the restored service published after recovered_to, oldest first, as far as they are needed.
  lost_events  jsonb NOT NULL DEFAULT '[]',
  -- Whether lost_events has all of them: the stream is older than recovered_to.
  events_complete boolean NOT NULL DEFAULT false,
  -- When the restored service could serve again, and when nothing was left to do here.
  recovered_at timestamptz(3),
  completed_at timestamptz(3),
  -- One replica works on it until then.
  leased_until timestamptz(3),
  PRIMARY KEY (id, service)
);
