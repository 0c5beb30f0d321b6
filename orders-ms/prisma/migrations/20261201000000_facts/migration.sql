-- What order.payment_rejected tells, so that payments-ms can ask for it. The earlier version of the service leaves the new
-- columns empty; the amount of the order stands in.
ALTER TABLE "rejected_payments"
  ADD COLUMN "amount" BIGINT,
  ADD COLUMN "currency" TEXT,
  ADD COLUMN "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX "rejected_payments_recorded_at_payment_id_idx" ON "rejected_payments"("recorded_at", "payment_id");

-- Refunds in the order of their last change: few orders have any.
CREATE INDEX "order_refunds_updated_at_id_idx" ON "order_refunds"("updated_at", "id") WHERE (published);
