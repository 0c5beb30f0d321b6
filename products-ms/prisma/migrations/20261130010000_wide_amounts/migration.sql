-- Amounts of IDR have twelve digits. PostgreSQL rewrites the tables; writes wait for it.
ALTER TABLE "prices" ALTER COLUMN "amount" TYPE BIGINT;
ALTER TABLE "reservation_lines" ALTER COLUMN "unit_amount" TYPE BIGINT;
