-- The payment that a refund or dispute is about, so that its events are looked at as soon as the payment is settled.
ALTER TABLE "stripe_events" ADD COLUMN "payment_id" TEXT;

-- Refunds and disputes alone: what a paid order costs does not grow with it.
CREATE INDEX "stripe_events_of_payments" ON "stripe_events"("payment_id") WHERE "payment_id" IS NOT NULL;
