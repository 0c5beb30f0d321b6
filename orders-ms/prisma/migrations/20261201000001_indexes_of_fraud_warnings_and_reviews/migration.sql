-- A migration of its own: with the ALTER TABLE it would lock out readers for as long as all orders are read.
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_review_check";

CREATE INDEX "orders_created_at_id_fraud_warning_idx" ON "orders"("created_at" DESC, "id" DESC) WHERE (fraud_warning);
CREATE INDEX "orders_review_created_at_id_idx" ON "orders"("review", "created_at" DESC, "id" DESC) WHERE (review IS NOT NULL);
