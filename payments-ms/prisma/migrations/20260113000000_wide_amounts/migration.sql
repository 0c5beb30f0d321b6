-- Amounts of IDR have twelve digits. PostgreSQL rewrites the table, a few seconds per million sessions; writes wait for it.
ALTER TABLE "payment_sessions" ALTER COLUMN "amount" TYPE BIGINT;
