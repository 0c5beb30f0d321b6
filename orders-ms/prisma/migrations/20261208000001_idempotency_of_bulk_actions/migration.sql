-- Another request cannot use the Idempotency-Key of a bulk action.
ALTER TABLE "bulk_actions" ADD COLUMN "request_hash" TEXT;
