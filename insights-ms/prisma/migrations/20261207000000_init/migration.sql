CREATE TABLE "generations" (
    "id" SMALLSERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "built_at" TIMESTAMPTZ(3),
    "positions" JSONB NOT NULL DEFAULT '{}',
    "leased_until" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "generations_pkey" PRIMARY KEY ("id")
);

-- The first one is built from the facts of all orders that exist.
INSERT INTO "generations" DEFAULT VALUES;

CREATE TABLE "freshness" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "event_at" TIMESTAMPTZ(3),
    "lag_seconds" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "freshness_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "freshness_one_row" CHECK ("id" = 1)
) WITH (fillfactor = 10);

INSERT INTO "freshness" DEFAULT VALUES;

CREATE TABLE "orders" (
    "generation" SMALLINT NOT NULL,
    "id" UUID NOT NULL,
    "currency" TEXT,
    "placed_at" TIMESTAMPTZ(3),
    "total_amount" BIGINT,
    "product_ids" UUID[],
    "units" INTEGER[],
    "amounts" BIGINT[],
    "paid_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3),
    "captured" BIGINT,
    "cancelled_at" TIMESTAMPTZ(3),
    "expired" BOOLEAN,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("generation", "id")
) WITH (fillfactor = 70);

-- Orders that were cancelled and never stored: they are deleted after some time.
CREATE INDEX "orders_cancelled_at_idx" ON "orders"("cancelled_at") WHERE (placed_at IS NULL);

CREATE TABLE "refunds" (
    "generation" SMALLINT NOT NULL,
    "id" UUID NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "refunded_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("generation", "id")
);

CREATE TABLE "disputes" (
    "generation" SMALLINT NOT NULL,
    "id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "stage" SMALLINT NOT NULL,

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("generation", "id")
);

CREATE TABLE "failed_payments" (
    "generation" SMALLINT NOT NULL,
    "id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "failed_payments_pkey" PRIMARY KEY ("generation", "id")
);

-- Updated often, without any index besides the key: free space in each page keeps updates in it.
CREATE TABLE "figures" (
    "generation" SMALLINT NOT NULL,
    "unit" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "figure" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "figures_pkey" PRIMARY KEY ("generation", "unit", "currency", "at", "figure")
) WITH (fillfactor = 70);

CREATE TABLE "delays" (
    "generation" SMALLINT NOT NULL,
    "unit" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "kind" TEXT NOT NULL,
    "bucket" SMALLINT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "delays_pkey" PRIMARY KEY ("generation", "unit", "currency", "at", "kind", "bucket")
) WITH (fillfactor = 70);

CREATE TABLE "product_days" (
    "generation" SMALLINT NOT NULL,
    "currency" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "product_id" UUID NOT NULL,
    "units" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "product_days_pkey" PRIMARY KEY ("generation", "currency", "day", "product_id")
) WITH (fillfactor = 70);

CREATE TABLE "products" (
    "generation" SMALLINT NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "named_at" TIMESTAMPTZ(3) NOT NULL,
    "named_by" UUID NOT NULL,

    CONSTRAINT "products_pkey" PRIMARY KEY ("generation", "id")
) WITH (fillfactor = 70);
