-- For the exclusion constraint of tax_rates.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Orders from before have no tax and no billing details. Columns without a default rewrite no rows.
ALTER TABLE "orders" ADD COLUMN "billing" JSONB, ADD COLUMN "tax_amount" BIGINT, ADD COLUMN "taxes" JSONB;
ALTER TABLE "order_lines" ADD COLUMN "tax_reason" TEXT, ADD COLUMN "tax_percentage" INTEGER,
ADD COLUMN "taxable_amount" BIGINT, ADD COLUMN "tax_amount" BIGINT;

-- NOT VALID: existing rows have nulls, and are not read.
ALTER TABLE "orders" ADD CONSTRAINT "orders_tax_check" CHECK (
  ("tax_amount" IS NULL) = ("taxes" IS NULL) AND "tax_amount" BETWEEN 0 AND "total_amount") NOT VALID;
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_tax_check" CHECK (
  num_nulls("tax_reason", "tax_percentage", "taxable_amount", "tax_amount") IN (0, 4)
  AND "taxable_amount" >= 0 AND "tax_amount" >= 0) NOT VALID;

CREATE TABLE "tax_rates" (
  "id" UUID NOT NULL,
  "country" TEXT NOT NULL,
  "tax_class" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  -- 1/10000 percent: 190000 is 19 %.
  "percentage" INTEGER NOT NULL,
  "inclusive" BOOLEAN NOT NULL,
  "valid_from" TIMESTAMPTZ(3) NOT NULL,
  "valid_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

  CONSTRAINT "tax_rates_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "tax_rates_tax_class_check" CHECK ("tax_class" IN ('standard', 'reduced', 'zero')),
  CONSTRAINT "tax_rates_percentage_check" CHECK ("percentage" BETWEEN 0 AND 1000000),
  CONSTRAINT "tax_rates_valid_check" CHECK ("valid_until" >= "valid_from"),
  -- A rate that ended before it began has an empty range, which overlaps with none.
  CONSTRAINT "tax_rates_no_overlap" EXCLUDE USING gist
    ("country" WITH =, "tax_class" WITH =, tstzrange("valid_from", "valid_until") WITH &&)
);

CREATE INDEX "tax_rates_valid_from_id_idx" ON "tax_rates"("valid_from" DESC, "id" DESC);
CREATE INDEX "tax_rates_country_valid_from_id_idx" ON "tax_rates"("country", "valid_from" DESC, "id" DESC);
CREATE INDEX "tax_rates_valid_until_idx" ON "tax_rates"("valid_until");
