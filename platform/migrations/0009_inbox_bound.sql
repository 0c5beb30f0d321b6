-- The key begins with the consumer: each one's ids are found in it, so that the lock does not wait for a read of the table.
DO $$
DECLARE
  one text := (SELECT min(consumer) FROM messaging.inbox);
  until timestamptz := (date_trunc('week', now() AT TIME ZONE 'UTC') + interval '14 days') AT TIME ZONE 'UTC';
  hex text := lpad(to_hex((extract(epoch FROM until) * 1000)::bigint), 12, '0');
  bound text := (hex || '00000000000000000000')::uuid::text;
BEGIN
  LOCK TABLE messaging.inbox IN ACCESS EXCLUSIVE MODE;
  CREATE TABLE messaging.inbox_default (LIKE messaging.inbox INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
  WHILE one IS NOT NULL LOOP
    WITH moved AS (DELETE FROM messaging.inbox WHERE consumer = one AND event_id >= bound RETURNING *)
    INSERT INTO messaging.inbox_default SELECT * FROM moved;
    one := (SELECT min(consumer) FROM messaging.inbox WHERE consumer > one);
  END LOOP;
  EXECUTE format('ALTER TABLE messaging.inbox ADD CONSTRAINT inbox_bound CHECK (event_id < %L) NOT VALID', bound);
END $$;
