-- The unpaid orders of an account, or of a guest's network or e-mail address: their number is limited. A row is deleted when all of
-- its orders have ended. Networks and addresses are keyed hashes.
CREATE TABLE "open_orders" (
    "placed_by" TEXT NOT NULL,
    "order_ids" UUID[] NOT NULL,

    CONSTRAINT "open_orders_pkey" PRIMARY KEY ("placed_by")
);

-- Room on every page for the next version of its rows.
ALTER TABLE "open_orders" SET (fillfactor = 70);

-- When further payment sessions were opened: their number in an hour is limited. A constant default: the table is not rewritten.
ALTER TABLE "orders" ADD COLUMN "session_renewals" TIMESTAMPTZ(3)[] NOT NULL DEFAULT '{}';
