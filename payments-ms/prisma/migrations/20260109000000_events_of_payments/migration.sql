-- The payment that a refund or dispute is about, so that its events are looked at as soon as the payment is settled.
ALTER TABLE "stripe_events" ADD COLUMN "payment_id" TEXT;

-- Empty but for refunds and disputes that came before their payment, or just now.
CREATE INDEX "stripe_events_waiting_for_payment" ON "stripe_events"("payment_id")
  WHERE "processed_at" IS NULL AND "payment_id" IS NOT NULL;
