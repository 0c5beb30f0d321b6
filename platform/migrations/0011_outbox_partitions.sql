-- The table becomes the first partition of a new one with its name. An exclusive lock for milliseconds: the validated bound
-- proves what ATTACH would have to read.
DO $$
DECLARE
  bound uuid := (SELECT substring(pg_get_constraintdef(oid) FROM '[0-9a-f-]{36}') FROM pg_constraint
                 WHERE conrelid = 'messaging.outbox'::regclass AND conname = 'outbox_bound');
  first text := 'outbox_until_' || to_char(
    to_timestamp(('x' || left(replace(bound::text, '-', ''), 12))::bit(48)::bigint / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD');
  last_position bigint;
BEGIN
  LOCK TABLE messaging.outbox IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('SELECT last_value FROM %s', pg_get_serial_sequence('messaging.outbox', 'position')) INTO last_position;
  ALTER TABLE messaging.outbox ALTER COLUMN position DROP IDENTITY;
  EXECUTE format('ALTER TABLE messaging.outbox RENAME TO %I', first);
  EXECUTE format('ALTER INDEX messaging.outbox_pkey RENAME TO %I', first || '_pkey');
  EXECUTE format('ALTER INDEX messaging.outbox_unpublished RENAME TO %I', first || '_unpublished');
  EXECUTE format('ALTER INDEX messaging.outbox_published_at RENAME TO %I', first || '_published_at');
  EXECUTE format('ALTER INDEX messaging.outbox_aggregate RENAME TO %I', first || '_aggregate');

  CREATE TABLE messaging.outbox (
    id           uuid PRIMARY KEY,
    position     bigint GENERATED ALWAYS AS IDENTITY,
    subject      text NOT NULL,
    aggregate_id text NOT NULL,
    payload      text NOT NULL,
    headers      text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz
  ) PARTITION BY RANGE (id);
  PERFORM setval(pg_get_serial_sequence('messaging.outbox', 'position'), last_position);
  CREATE INDEX outbox_unpublished ON messaging.outbox (position) WHERE published_at IS NULL;
  CREATE INDEX outbox_published_at ON messaging.outbox (published_at) WHERE published_at IS NOT NULL;
  CREATE INDEX outbox_aggregate ON messaging.outbox (aggregate_id);

  EXECUTE format('ALTER TABLE messaging.outbox ATTACH PARTITION messaging.%I FOR VALUES FROM (MINVALUE) TO (%L)', first, bound);
  ALTER TABLE messaging.outbox ATTACH PARTITION messaging.outbox_default DEFAULT;
  EXECUTE format('ALTER TABLE messaging.%I DROP CONSTRAINT outbox_bound', first);
END $$;
