CREATE TABLE "payment_marks" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "payment_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_marks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payment_marks_kind_check" CHECK ("kind" IN ('fraud_warning', 'review')),
    CONSTRAINT "payment_marks_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE INDEX "payment_marks_payment_id_idx" ON "payment_marks"("payment_id");

-- What reconciliation retrieves one by one.
CREATE INDEX "payment_marks_open" ON "payment_marks"("id") WHERE "open";

-- The order in which they are told again.
CREATE INDEX "payment_marks_changed_at_id_idx" ON "payment_marks"("changed_at", "id");
