-- The stream to which this database's events were published. A stream that was made anew has another time of creation: its
-- events are published again, in parts. `replay` is the cursor of the next part, '' before the first, NULL when none is due.
CREATE TABLE messaging.known_stream (
  name         text PRIMARY KEY,
  created      text NOT NULL,
  times_lost   int NOT NULL DEFAULT 0,
  replay       text,
  leased_until timestamptz
);
