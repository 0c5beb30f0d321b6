-- Refunds and disputes of a span, to be laid beside Stripe's lists; few orders have any.
CREATE INDEX "refunds_requested_at_stripe_id_idx" ON "refunds"("requested_at", "stripe_id");
CREATE INDEX "disputes_opened_at_id_idx" ON "disputes"("opened_at", "id");
