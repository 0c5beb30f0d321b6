-- The differences with Stripe that reconciliation found, one row per kind and object.
CREATE TABLE "reconciliation_differences" (
    "kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "details" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),
    "compared_from" TIMESTAMPTZ(3),
    "compared_to" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_differences_pkey" PRIMARY KEY ("kind", "object_id")
);

-- Pages of what staff must resolve, and the deletion of what is resolved.
CREATE INDEX "reconciliation_differences_open" ON "reconciliation_differences"("kind", "object_id")
  WHERE "resolved_at" IS NULL;
CREATE INDEX "reconciliation_differences_resolved" ON "reconciliation_differences"("resolved_at")
  WHERE "resolved_at" IS NOT NULL;
