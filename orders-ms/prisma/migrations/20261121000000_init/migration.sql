-- CreateTable
CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "currency" TEXT NOT NULL,
    "total_amount" INTEGER NOT NULL,
    "total_items" INTEGER NOT NULL,
    "email" TEXT,
    "shipping_address" JSONB,
    "customer_id" UUID,
    "actor" JSONB NOT NULL,
    "payment_attempt" INTEGER NOT NULL DEFAULT 1,
    "payment_session_id" TEXT,
    "payment_session_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "payment_id" TEXT,
    "receipt_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "orders_status_check" CHECK ("status" IN ('PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED')),
    CONSTRAINT "orders_currency_check" CHECK ("currency" ~ '^[a-z]{3}$'),
    CONSTRAINT "orders_total_amount_check" CHECK ("total_amount" BETWEEN 1 AND 99999999),
    CONSTRAINT "orders_total_items_check" CHECK ("total_items" > 0),
    CONSTRAINT "orders_payment_attempt_check" CHECK ("payment_attempt" > 0),
    CONSTRAINT "orders_payment_check" CHECK (("payment_id" IS NULL) = ("status" IN ('PENDING', 'CANCELLED')) AND ("payment_id" IS NULL) = ("paid_at" IS NULL)),
    CONSTRAINT "orders_cancelled_check" CHECK (("cancelled_at" IS NULL) = ("status" <> 'CANCELLED'))
) WITH (fillfactor = 70); -- room for each order's next versions beside it

-- CreateTable
CREATE TABLE "order_lines" (
    "order_id" UUID NOT NULL,
    "line_no" INTEGER NOT NULL,
    "product_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "unit_amount" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "image_url" TEXT,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("order_id","line_no"),
    CONSTRAINT "order_lines_amount_check" CHECK ("unit_amount" BETWEEN 0 AND 99999999),
    CONSTRAINT "order_lines_quantity_check" CHECK ("quantity" > 0)
);

-- CreateTable
CREATE TABLE "timeline" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "step" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "correlation_id" TEXT,
    "message" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "timeline_pkey" PRIMARY KEY ("order_id","at","id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "claims" INTEGER NOT NULL DEFAULT 1,
    "busy_until" TIMESTAMPTZ(3) NOT NULL,
    "reply" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("scope","key")
);

-- CreateIndex
CREATE INDEX "orders_created_at_id_idx" ON "orders"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "orders_status_created_at_id_idx" ON "orders"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "orders_customer_id_created_at_id_idx" ON "orders"("customer_id", "created_at" DESC, "id" DESC) WHERE (customer_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "orders_payment_session_expires_at_idx" ON "orders"("payment_session_expires_at") WHERE (status = 'PENDING');

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timeline" ADD CONSTRAINT "timeline_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
