-- A migration of its own: with the ALTER TABLE it would lock out readers for as long as the index is built.
CREATE INDEX "orders_paid_recorded_at_id_idx" ON "orders"("paid_recorded_at", "id") WHERE (paid_recorded_at IS NOT NULL);
