-- How often a consumer tried to take an event and failed. The stream's own count also grows with deploys, crashes and outages,
-- which say nothing of the event. One row per event that failed: none for the others.
CREATE TABLE messaging.failed_tries (
  consumer       text NOT NULL,
  event_id       text NOT NULL,
  tries          int NOT NULL DEFAULT 1,
  last_failed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX failed_tries_last_failed_at ON messaging.failed_tries (last_failed_at);
