-- Amounts of IDR have twelve digits. Stop older versions of the service before: they would read a bigint as text and reject
-- payments as of another amount. PostgreSQL rewrites the tables; reads and writes wait for it.
ALTER TABLE "orders" ALTER COLUMN "total_amount" TYPE BIGINT, ALTER COLUMN "refunded_amount" TYPE BIGINT;
ALTER TABLE "order_lines" ALTER COLUMN "unit_amount" TYPE BIGINT;
ALTER TABLE "order_refunds" ALTER COLUMN "amount" TYPE BIGINT, ALTER COLUMN "requested_amount" TYPE BIGINT;

ALTER TABLE "order_lines" DROP CONSTRAINT "order_lines_amount_check",
ADD CONSTRAINT "order_lines_amount_check" CHECK ("unit_amount" BETWEEN 0 AND 999999999999);

-- A free order is PAID without a payment.
ALTER TABLE "orders" DROP CONSTRAINT "orders_total_amount_check", DROP CONSTRAINT "orders_payment_check",
ADD CONSTRAINT "orders_total_amount_check" CHECK ("total_amount" BETWEEN 0 AND 999999999999),
ADD CONSTRAINT "orders_payment_check" CHECK (
  ("paid_at" IS NULL) = ("status" IN ('PENDING', 'CANCELLED'))
  AND ("payment_id" IS NULL) = ("total_amount" = 0 OR "paid_at" IS NULL)
  AND ("total_amount" > 0 OR "paid_at" IS NOT NULL));
