-- CreateTable: accounts that were deleted, so that nothing that comes late keeps what was forgotten.
CREATE TABLE "forgotten_accounts" (
    "account_id" UUID NOT NULL,
    "forgotten_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "forgotten_accounts_pkey" PRIMARY KEY ("account_id")
);

-- CreateIndex
CREATE INDEX "forgotten_accounts_forgotten_at_idx" ON "forgotten_accounts"("forgotten_at");

-- Those that were forgotten before: the orders know them.
INSERT INTO "forgotten_accounts" ("account_id", "forgotten_at")
SELECT "customer_id", min("forgotten_at") FROM "orders"
WHERE "forgotten_at" IS NOT NULL AND "customer_id" IS NOT NULL GROUP BY "customer_id";
