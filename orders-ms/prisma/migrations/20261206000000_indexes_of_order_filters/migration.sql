-- Indexes of the filters of staff. Those of rare states are partial: an ordinary order adds no entry to them.
CREATE INDEX "orders_email_key_created_at_id_idx" ON "orders"("email_key" text_pattern_ops, "created_at" DESC, "id" DESC) WHERE (email_key IS NOT NULL);
CREATE INDEX "orders_currency_total_amount_idx" ON "orders"("currency", "total_amount");
CREATE INDEX "orders_created_at_id_refunded_idx" ON "orders"("created_at" DESC, "id" DESC) WHERE (refunded_amount > 0);
CREATE INDEX "orders_created_at_id_free_idx" ON "orders"("created_at" DESC, "id" DESC) WHERE (total_amount = 0);
CREATE INDEX "orders_created_at_id_payment_processing_idx" ON "orders"("created_at" DESC, "id" DESC) WHERE (cancellation_blocked_by = 'payment_processing');
CREATE INDEX "order_refunds_order_id_pending_idx" ON "order_refunds"("order_id") WHERE (status IN ('requested', 'pending'));
CREATE INDEX "timeline_correlation_id_idx" ON "timeline"("correlation_id");
CREATE INDEX "orders_tracking_number_idx" ON "orders"(upper("tracking" ->> 'trackingNumber')) WHERE ("tracking" IS NOT NULL);

-- Last, because it locks the table against reads until the transaction ends.
DROP INDEX "orders_email_key_idx";
