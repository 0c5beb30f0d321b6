-- Billing details are erased like shipping addresses. A migration of its own: with an ALTER TABLE it would lock out readers for
-- as long as the index is built.
CREATE INDEX "orders_forgotten_at_personal_data_idx" ON "orders"("forgotten_at")
WHERE (forgotten_at IS NOT NULL AND (shipping_address IS NOT NULL OR billing IS NOT NULL));
DROP INDEX "orders_forgotten_at_idx";
