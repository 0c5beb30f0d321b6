-- Amounts of IDR have twelve digits. Stop older versions of the service before: they would read a bigint as text and reject
-- payments as of another amount. PostgreSQL rewrites the table; reads and writes wait for it.
ALTER TABLE "payment_sessions" ALTER COLUMN "amount" TYPE BIGINT;
