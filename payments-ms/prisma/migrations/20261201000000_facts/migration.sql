-- Payments, refunds and disputes in the order in which they are stored or change: orders-ms compares them with its own tables.
-- A paid order costs one entry at the end of an index.
CREATE INDEX "payments_created_at_id_idx" ON "payments"("created_at", "id");
CREATE INDEX "refunds_changed_at_id_idx" ON "refunds"("changed_at", "id");
CREATE INDEX "disputes_changed_at_id_idx" ON "disputes"("changed_at", "id");
