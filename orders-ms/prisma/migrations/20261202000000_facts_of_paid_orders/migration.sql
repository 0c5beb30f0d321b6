-- Paid orders in the order of their last change, for the facts that order.paid tells. Orders are placed while it is built.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "orders_updated_at_id_idx" ON "orders"("updated_at", "id") WHERE (paid_at IS NOT NULL);
