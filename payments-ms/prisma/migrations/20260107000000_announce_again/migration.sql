-- When orders-ms was told of a payment last: it is told again when it asks as if it had never heard.
ALTER TABLE "payments" ADD COLUMN "announced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
