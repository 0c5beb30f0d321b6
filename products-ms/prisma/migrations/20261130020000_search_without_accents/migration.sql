-- The search ignores case, accents and how letters are composed; src/domain/product.ts has the same steps. PostgreSQL
-- rewrites the table once; reads and writes wait for it.
ALTER TABLE "products" ADD COLUMN "search_name" TEXT NOT NULL GENERATED ALWAYS AS (
  normalize(replace(lower(regexp_replace(normalize("name", NFKD), '[\u0300-\u036f]', '', 'g') COLLATE "pg_c_utf8"), 'ς', 'σ'), NFC)
) STORED;

CREATE INDEX "products_search_name_idx" ON "products" USING GIN ("search_name" gin_trgm_ops);
DROP INDEX "products_name_idx";

-- New names are composed when they are read from a request.
UPDATE "products" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
