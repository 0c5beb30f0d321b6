-- 0008 to 0012 make outbox and inbox tables that are partitioned by the time in their event ids, without copying rows and without
-- a long lock. This one takes an exclusive lock for milliseconds: the table gets no row above a bound one to two weeks ahead.
-- Ids that are no UUIDv7, or of a wrong clock, move to what becomes the default partition.
DO $$
DECLARE
  until timestamptz := (date_trunc('week', now() AT TIME ZONE 'UTC') + interval '14 days') AT TIME ZONE 'UTC';
  hex text := lpad(to_hex((extract(epoch FROM until) * 1000)::bigint), 12, '0');
  bound uuid := (hex || '00000000000000000000')::uuid;
BEGIN
  LOCK TABLE messaging.outbox IN ACCESS EXCLUSIVE MODE;
  CREATE TABLE messaging.outbox_default (LIKE messaging.outbox INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
  WITH moved AS (DELETE FROM messaging.outbox WHERE id >= bound RETURNING *)
  INSERT INTO messaging.outbox_default SELECT * FROM moved;
  EXECUTE format('ALTER TABLE messaging.outbox ADD CONSTRAINT outbox_bound CHECK (id < %L) NOT VALID', bound);
END $$;
