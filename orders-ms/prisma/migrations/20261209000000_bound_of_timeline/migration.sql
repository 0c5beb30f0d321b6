-- This migration and the next two partition the timeline by the month of the order's id, without copying rows and without a long
-- lock. This one locks the table for milliseconds: it gets no row above a bound two to six weeks ahead. Entries of orders whose id
-- is no UUIDv7 move to what becomes the default partition.
DO $$
DECLARE
  until timestamptz := (date_trunc('month', now() AT TIME ZONE 'UTC' + interval '14 days') + interval '1 month') AT TIME ZONE 'UTC';
  hex text := lpad(to_hex((extract(epoch FROM until) * 1000)::bigint), 12, '0');
  bound uuid := (hex || '00000000000000000000')::uuid;
BEGIN
  LOCK TABLE timeline IN ACCESS EXCLUSIVE MODE;
  CREATE TABLE timeline_default (LIKE timeline INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
  WITH moved AS (DELETE FROM timeline WHERE order_id >= bound RETURNING *)
  INSERT INTO timeline_default SELECT * FROM moved;
  EXECUTE format('ALTER TABLE timeline ADD CONSTRAINT timeline_bound CHECK (order_id < %L) NOT VALID', bound);
END $$;
