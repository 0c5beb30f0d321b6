-- Which processed events are old enough to be let go.
CREATE INDEX "stripe_events_processed" ON "stripe_events"("processed_at") WHERE "processed_at" IS NOT NULL;
