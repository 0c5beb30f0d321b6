-- AlterTable: no rewrite, the defaults are constants.
ALTER TABLE "orders"
ADD COLUMN "fraud_warning" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "review" TEXT;

ALTER TABLE "orders" ADD CONSTRAINT "orders_review_check" CHECK ("review" IN ('open', 'closed')) NOT VALID;

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
CREATE INDEX "order_marks_order_id_idx" ON "order_marks"("order_id");
