-- Delayed payments alone, in the order in which they become known: orders-ms compares them with its own tables. A session that
-- is paid at once costs nothing. A migration of its own: with the ALTER TABLE it would lock out readers for as long as the
-- index is built.
CREATE INDEX "payment_sessions_delayed" ON "payment_sessions"("delayed_at", "stripe_id") WHERE "delayed_at" IS NOT NULL;
