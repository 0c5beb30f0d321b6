-- When Checkout was completed with a delayed payment method, as far as it is known. Null for other sessions.
ALTER TABLE "payment_sessions" ADD COLUMN "delayed_at" TIMESTAMPTZ(3);

-- Delayed payments alone, in the order in which they become known: orders-ms compares them with its own tables. A session that
-- is paid at once costs nothing.
CREATE INDEX "payment_sessions_delayed" ON "payment_sessions"("delayed_at", "stripe_id") WHERE "delayed_at" IS NOT NULL;
