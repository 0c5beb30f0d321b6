-- Amounts of IDR have twelve digits. Stop older versions of the service before: they would read a bigint as text. PostgreSQL
-- rewrites the tables; reads and writes wait for it.
ALTER TABLE "prices" ALTER COLUMN "amount" TYPE BIGINT;
ALTER TABLE "reservation_lines" ALTER COLUMN "unit_amount" TYPE BIGINT;
