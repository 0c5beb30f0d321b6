-- AlterTable: no rewrite, the defaults are constants.
ALTER TABLE "orders"
ADD COLUMN "fraud_warning" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "review" TEXT;

ALTER TABLE "orders" ADD CONSTRAINT "orders_review_check" CHECK ("review" IN ('open', 'closed')) NOT VALID;
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_review_check";

-- CreateTable
CREATE TABLE "order_marks" (
    "id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,

    CONSTRAINT "order_marks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_marks_kind_check" CHECK ("kind" IN ('fraud_warning', 'review'))
);

-- CreateIndex
CREATE INDEX "orders_created_at_id_fraud_warning_idx" ON "orders"("created_at" DESC, "id" DESC) WHERE (fraud_warning);

-- CreateIndex
CREATE INDEX "orders_review_created_at_id_idx" ON "orders"("review", "created_at" DESC, "id" DESC) WHERE (review IS NOT NULL);

-- CreateIndex
CREATE INDEX "order_marks_order_id_idx" ON "order_marks"("order_id");
