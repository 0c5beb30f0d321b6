-- Events that became true in this database, written in the transaction that made them true.
-- Rows stay after publication, so that a lost stream can be rebuilt from here.
CREATE TABLE messaging.outbox (
  id           uuid PRIMARY KEY,
  -- The order of publication. Taken while the aggregate's row is locked, so it never reverses within one aggregate.
  position     bigint GENERATED ALWAYS AS IDENTITY,
  subject      text NOT NULL,
  aggregate_id text NOT NULL,
  payload      text NOT NULL,
  headers      text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz
);
CREATE INDEX outbox_unpublished ON messaging.outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_published_at ON messaging.outbox (published_at) WHERE published_at IS NOT NULL;
CREATE INDEX outbox_aggregate ON messaging.outbox (aggregate_id);

-- Which consumer has taken which event. The mark is written in the transaction of its effect.
CREATE TABLE messaging.inbox (
  consumer     text NOT NULL,
  event_id     text NOT NULL,
  processed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_processed_at ON messaging.inbox (processed_at);

-- Events a consumer could not take, with the reason. An operator requeues or discards them.
CREATE TABLE messaging.dead_letters (
  id          uuid PRIMARY KEY,
  consumer    text NOT NULL,
  event_id    text NOT NULL,
  subject     text NOT NULL,
  payload     text NOT NULL,
  headers     text NOT NULL,
  reason      text NOT NULL,
  attempts    int NOT NULL,
  died_at     timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  UNIQUE (consumer, event_id)
);
