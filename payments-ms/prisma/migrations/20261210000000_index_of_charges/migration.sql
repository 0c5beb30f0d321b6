-- Stripe's ids begin with their time: a B-tree grows at its end, where a hash index changes a page of its own for each payment.
CREATE INDEX "payments_charge_id_btree" ON "payments"("charge_id");
DROP INDEX "payments_charge_id_idx";
ALTER INDEX "payments_charge_id_btree" RENAME TO "payments_charge_id_idx";
