-- How far each consumer has compared the facts of its event's owner with its own tables, and when it does so next. A replica
-- that compares moves due_at, so that replicas share the work.
CREATE TABLE messaging.fact_checks (
  consumer text PRIMARY KEY,
  position text,
  due_at   timestamptz NOT NULL DEFAULT now()
);

-- Facts that a consumer's handler refused: it is given them again, after longer and longer pauses.
CREATE TABLE messaging.refused_facts (
  consumer text NOT NULL,
  fact_id  text NOT NULL,
  tries    int NOT NULL DEFAULT 1,
  due_at   timestamptz NOT NULL,
  error    text NOT NULL,
  PRIMARY KEY (consumer, fact_id)
);
CREATE INDEX refused_facts_due_at ON messaging.refused_facts (consumer, due_at);
