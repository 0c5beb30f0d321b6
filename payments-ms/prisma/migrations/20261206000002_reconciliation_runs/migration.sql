-- A run that staff requested and that has not ended.
ALTER TABLE "reconciliations"
  ADD COLUMN "requested_at" TIMESTAMPTZ(3),
  ADD COLUMN "requested_by" TEXT;

-- The runs that ended. The newest 1,000 are kept.
CREATE TABLE "reconciliation_runs" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "requested_by" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "compared_from" TIMESTAMPTZ(3) NOT NULL,
    "compared_to" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB,
    "error" TEXT,

    CONSTRAINT "reconciliation_runs_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reconciliation_runs_report_or_error" CHECK (("report" IS NULL) = ("error" IS NOT NULL))
);

-- What a difference is about, as far as it is known. The next run that finds it fills it in.
ALTER TABLE "reconciliation_differences"
  ADD COLUMN "order_id" UUID,
  ADD COLUMN "payment_id" TEXT,
  ADD COLUMN "amount" BIGINT,
  ADD COLUMN "currency" TEXT;

-- Lists, newest first: of a state, and of a kind.
CREATE INDEX "reconciliation_differences_open_by_time" ON "reconciliation_differences"("first_seen_at") WHERE "resolved_at" IS NULL;
CREATE INDEX "reconciliation_differences_resolved_by_time" ON "reconciliation_differences"("first_seen_at")
  WHERE "resolved_at" IS NOT NULL;
CREATE INDEX "reconciliation_differences_kind_first_seen_at_idx" ON "reconciliation_differences"("kind", "first_seen_at");
