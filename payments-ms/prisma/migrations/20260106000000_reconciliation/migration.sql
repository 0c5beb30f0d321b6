-- How far each kind of reconciliation has come, and what the last one found.
CREATE TABLE "reconciliations" (
    "name" TEXT NOT NULL,
    "watermark" TIMESTAMPTZ(3),
    "ran_at" TIMESTAMPTZ(3),
    "holder" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "report" JSONB,

    CONSTRAINT "reconciliations_pkey" PRIMARY KEY ("name")
);
-- A new system has nothing old to compare: the first long one is made after a day.
INSERT INTO "reconciliations" ("name", "ran_at") VALUES ('recent', NULL), ('long', CURRENT_TIMESTAMP);

-- Sessions whose end we have not heard of; it stays as small as what is being paid right now.
CREATE INDEX "payment_sessions_unsettled" ON "payment_sessions"("expires_at", "order_id", "attempt")
  WHERE "settled_at" IS NULL AND "status" IN ('opening', 'open', 'complete', 'expired', 'failed');

-- Payments of a span: they are stored in the order in which they come, so a few bytes per thousand rows are enough.
CREATE INDEX "payments_paid_at" ON "payments" USING brin ("paid_at") WITH (pages_per_range = 32, autosummarize = on);
