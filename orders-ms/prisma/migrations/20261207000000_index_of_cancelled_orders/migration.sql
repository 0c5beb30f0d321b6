-- Cancelled orders in the order of their cancellation, for the facts that order.cancelled tells.
CREATE INDEX "orders_cancelled_at_id_idx" ON "orders"("cancelled_at", "id") WHERE (cancelled_at IS NOT NULL);
