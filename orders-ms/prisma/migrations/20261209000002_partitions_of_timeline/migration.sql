-- The table becomes the first partition of a new one with its name. An exclusive lock for milliseconds: the validated bound
-- proves what ATTACH would have to read. Orders are locked first, as the service does: its foreign key refers to them.
DO $$
DECLARE
  bound uuid := (SELECT substring(pg_get_constraintdef(oid) FROM '[0-9a-f-]{36}') FROM pg_constraint
                 WHERE conrelid = 'timeline'::regclass AND conname = 'timeline_bound');
  first text := 'timeline_until_' || to_char(
    to_timestamp(('x' || left(replace(bound::text, '-', ''), 12))::bit(48)::bigint / 1000) AT TIME ZONE 'UTC', 'YYYYMMDD');
BEGIN
  LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE;
  LOCK TABLE timeline IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('ALTER TABLE timeline RENAME TO %I', first);
  EXECUTE format('ALTER INDEX timeline_pkey RENAME TO %I', first || '_pkey');
  EXECUTE format('ALTER INDEX timeline_correlation_id_idx RENAME TO %I', first || '_correlation_id_idx');

  EXECUTE format('CREATE TABLE timeline (LIKE %I INCLUDING DEFAULTS) PARTITION BY RANGE (order_id)', first);
  ALTER TABLE timeline ADD CONSTRAINT timeline_pkey PRIMARY KEY (order_id, at, id);
  CREATE INDEX timeline_correlation_id_idx ON timeline (correlation_id);
  ALTER TABLE timeline ADD CONSTRAINT timeline_order_id_fkey
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT ON UPDATE CASCADE;

  EXECUTE format('ALTER TABLE timeline ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)', first, bound);
  ALTER TABLE timeline ATTACH PARTITION timeline_default DEFAULT;
  EXECUTE format('ALTER TABLE %I DROP CONSTRAINT timeline_bound', first);
END $$;
