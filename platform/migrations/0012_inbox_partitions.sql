-- As 0011. An event keeps its id in every delivery, so one partition has all rows of one event: it is still consumed once.
DO $$
DECLARE
  bound text := (SELECT substring(pg_get_constraintdef(oid) FROM '[0-9a-f-]{36}') FROM pg_constraint
                 WHERE conrelid = 'messaging.inbox'::regclass AND conname = 'inbox_bound');
  first text := 'inbox_until_' || to_char(
    to_timestamp(('x' || left(replace(bound, '-', ''), 12))::bit(48)::bigint / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD');
BEGIN
  LOCK TABLE messaging.inbox IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('ALTER TABLE messaging.inbox RENAME TO %I', first);
  EXECUTE format('ALTER INDEX messaging.inbox_pkey RENAME TO %I', first || '_pkey');
  EXECUTE format('ALTER INDEX messaging.inbox_processed_at RENAME TO %I', first || '_processed_at');

  CREATE TABLE messaging.inbox (
    consumer     text NOT NULL,
    event_id     text NOT NULL,
    processed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
  ) PARTITION BY RANGE (event_id);
  CREATE INDEX inbox_processed_at ON messaging.inbox (processed_at);

  EXECUTE format('ALTER TABLE messaging.inbox ATTACH PARTITION messaging.%I FOR VALUES FROM (MINVALUE) TO (%L)', first, bound);
  ALTER TABLE messaging.inbox ATTACH PARTITION messaging.inbox_default DEFAULT;
  EXECUTE format('ALTER TABLE messaging.%I DROP CONSTRAINT inbox_bound', first);
END $$;
