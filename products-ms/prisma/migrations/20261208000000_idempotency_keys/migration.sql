-- A repeated request with its Idempotency-Key adds no second product, and adjusts the stock once.
ALTER TABLE "products" ADD COLUMN "request_hash" TEXT;
ALTER TABLE "stock_ledger" ADD COLUMN "request_id" UUID;
CREATE UNIQUE INDEX "stock_ledger_product_id_request_id_key" ON "stock_ledger"("product_id", "request_id") WHERE (request_id IS NOT NULL);
