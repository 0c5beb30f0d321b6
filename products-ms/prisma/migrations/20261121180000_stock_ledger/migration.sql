-- Every movement of every product's counters, written by the statement that moves them. Their sum is what the counters say.
-- Stop older releases before this one: they move stock without writing it down here.

-- Counters and opening entries are of one moment.
LOCK TABLE "stock", "stock_adjustments" IN ACCESS EXCLUSIVE MODE;

-- Staff are told when `available` falls to this; null: never. No index: a hold stays a HOT update.
ALTER TABLE "stock" ADD COLUMN "low_threshold" INTEGER;
ALTER TABLE "stock" ADD CONSTRAINT "stock_low_threshold_check" CHECK ("low_threshold" >= 0);

-- No foreign key: it would lock and check a product row for every line of every order.
-- An id is made while the product's stock row is locked, so that a product's ids have the order of its movements.
CREATE TABLE "stock_ledger" (
    "product_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "movement" TEXT NOT NULL,
    "d_available" INTEGER NOT NULL,
    "d_reserved" INTEGER NOT NULL,
    "d_sold" BIGINT NOT NULL,
    "order_id" UUID,
    "refund_id" UUID,
    "reason" TEXT,
    "actor_role" TEXT,
    "actor_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "stock_ledger_pkey" PRIMARY KEY ("product_id","id")
);

-- What orders have done until now, as one entry per product; what people have done, as it was written down.
INSERT INTO "stock_ledger" ("product_id", "id", "movement", "d_available", "d_reserved", "d_sold", "reason", "actor_role", "actor_id", "at")
SELECT "product_id", "id", 'adjusted', "delta", 0, 0, "reason", "actor_role", "actor_id", "created_at" FROM "stock_adjustments";

INSERT INTO "stock_ledger" ("product_id", "movement", "d_available", "d_reserved", "d_sold", "reason", "actor_role")
SELECT s."product_id", 'adjusted', s."available" - coalesce(a."units", 0), s."reserved", s."sold", 'opening of the ledger', 'system'
FROM "stock" s
LEFT JOIN (SELECT "product_id", sum("delta")::int AS "units" FROM "stock_adjustments" GROUP BY "product_id") a USING ("product_id")
WHERE s."available" <> coalesce(a."units", 0) OR s."reserved" <> 0 OR s."sold" <> 0;

DROP TABLE "stock_adjustments";

-- A refund brings a product of an order back once, however often it is heard.
CREATE UNIQUE INDEX "stock_ledger_order_id_product_id_refund_id_key" ON "stock_ledger"("order_id", "product_id", "refund_id") WHERE (movement = 'returned');

-- An order moves units from one counter to another; only people (and the opening) change how many there are.
ALTER TABLE "stock_ledger" ADD CONSTRAINT "stock_ledger_movement_check" CHECK (
  CASE "movement"
    WHEN 'adjusted' THEN "order_id" IS NULL AND "reason" IS NOT NULL AND "actor_role" IS NOT NULL
    WHEN 'held' THEN "order_id" IS NOT NULL AND "d_reserved" > 0 AND "d_available" = -"d_reserved" AND "d_sold" = 0
    WHEN 'released' THEN "order_id" IS NOT NULL AND "d_available" > 0 AND "d_reserved" = -"d_available" AND "d_sold" = 0
    -- Out of the hold; out of what is available when the hold was gone before the money came.
    WHEN 'sold' THEN "order_id" IS NOT NULL AND "d_sold" > 0 AND "d_available" <= 0 AND "d_reserved" <= 0
      AND "d_available" + "d_reserved" = -"d_sold"
    WHEN 'returned' THEN "order_id" IS NOT NULL AND "refund_id" IS NOT NULL
      AND "d_available" > 0 AND "d_sold" = -"d_available" AND "d_reserved" = 0
    ELSE false
  END
);

-- Append-only, for everybody: a wrong movement is corrected by another one.
CREATE FUNCTION "stock_ledger_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the stock ledger is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "stock_ledger_no_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "stock_ledger"
  FOR EACH STATEMENT EXECUTE FUNCTION "stock_ledger_is_append_only"();
