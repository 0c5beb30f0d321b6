-- AlterTable
ALTER TABLE "orders" ADD COLUMN "status_before_refund" TEXT,
ADD COLUMN "dispute" TEXT,
ADD COLUMN "held_up_by" TEXT,
ADD COLUMN "look_again_at" TIMESTAMPTZ(3);

-- Orders that staff called REFUNDED by hand: where they stood before is in their timeline.
UPDATE "orders" SET "status_before_refund" = coalesce(
    (SELECT t."details"->>'from' FROM "timeline" t
     WHERE t."order_id" = "orders"."id" AND t."step" = 'status_changed' AND t."details"->>'to' = 'REFUNDED'
     ORDER BY t."at" DESC LIMIT 1), 'PAID')
WHERE "status" = 'REFUNDED';

ALTER TABLE "orders"
ADD CONSTRAINT "orders_status_before_refund_check" CHECK (("status_before_refund" IS NULL) = ("status" <> 'REFUNDED') AND "status_before_refund" IN ('PAID', 'SHIPPED', 'DELIVERED')),
ADD CONSTRAINT "orders_refunded_of_paid_check" CHECK ("refunded_amount" = 0 OR "payment_id" IS NOT NULL),
ADD CONSTRAINT "orders_dispute_check" CHECK ("dispute" IN ('open', 'won', 'lost')),
ADD CONSTRAINT "orders_held_up_by_check" CHECK ("held_up_by" IN ('money_on_its_way', 'payments_away'));

-- CreateTable
CREATE TABLE "order_refunds" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "payment_id" TEXT,
    "amount" INTEGER NOT NULL,
    "asked" INTEGER,
    "status" TEXT NOT NULL DEFAULT 'requested',
    "reason" TEXT NOT NULL,
    "automatic" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT,
    "restock" JSONB NOT NULL DEFAULT '[]',
    "actor" JSONB NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "failure" TEXT,
    "news_at" TIMESTAMPTZ(3) NOT NULL,
    "told" BOOLEAN NOT NULL DEFAULT true,
    "announced" BOOLEAN NOT NULL DEFAULT false,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_refunds_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_refunds_status_check" CHECK ("status" IN ('requested', 'pending', 'succeeded', 'failed')),
    CONSTRAINT "order_refunds_amount_check" CHECK ("amount" >= 0 AND "asked" > 0)
);

-- CreateTable
CREATE TABLE "order_disputes" (
    "id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,

    CONSTRAINT "order_disputes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_disputes_state_check" CHECK ("state" IN ('open', 'won', 'lost') AND ("closed_at" IS NULL) = ("state" = 'open'))
);

-- CreateTable
CREATE TABLE "rejected_payments" (
    "payment_id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "rejected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rejected_payments_pkey" PRIMARY KEY ("payment_id")
);

-- AlterTable: a key makes an order or a refund.
ALTER TABLE "idempotency_keys" ADD COLUMN "makes" TEXT NOT NULL DEFAULT 'order',
ADD CONSTRAINT "idempotency_keys_makes_check" CHECK ("makes" IN ('order', 'refund'));

-- CreateIndex
CREATE INDEX "orders_dispute_created_at_id_idx" ON "orders"("dispute", "created_at" DESC, "id" DESC) WHERE (dispute IS NOT NULL);

-- CreateIndex
CREATE INDEX "order_refunds_order_id_created_at_idx" ON "order_refunds"("order_id", "created_at");

-- CreateIndex
CREATE INDEX "order_refunds_due_at_idx" ON "order_refunds"("due_at") WHERE (due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "order_disputes_order_id_idx" ON "order_disputes"("order_id");

-- AddForeignKey
ALTER TABLE "order_refunds" ADD CONSTRAINT "order_refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
