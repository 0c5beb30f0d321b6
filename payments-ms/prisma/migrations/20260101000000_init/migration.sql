-- CreateEnum
CREATE TYPE "session_status" AS ENUM ('opening', 'open', 'complete', 'failed', 'rejected', 'expired', 'superseded');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('succeeded', 'amount_mismatch');

-- CreateTable
CREATE TABLE "payment_sessions" (
    "order_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "status" "session_status" NOT NULL DEFAULT 'opening',
    "stripe_id" TEXT,
    "url" TEXT,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "keyed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "request" TEXT,
    "correlation_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_sessions_pkey" PRIMARY KEY ("order_id","attempt")
);

-- CreateTable
CREATE TABLE "stripe_events" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "api_version" TEXT,
    "livemode" BOOLEAN NOT NULL,
    "order_id" UUID,
    "attempt" INTEGER,
    "payload" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "processed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "error" TEXT,

    CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "session_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "charge_id" TEXT,
    "receipt_url" TEXT,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "status" "payment_status" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "payment_sessions_stripe_id_key" ON "payment_sessions"("stripe_id");

-- CreateIndex
CREATE INDEX "payments_order_id_idx" ON "payments"("order_id");

-- At most one session of an order can be paid or has been paid.
CREATE UNIQUE INDEX "payment_sessions_one_live" ON "payment_sessions"("order_id") WHERE "status" IN ('opening', 'open', 'complete');

-- What the worker has still to do; it stays small however many events are stored.
CREATE INDEX "stripe_events_waiting" ON "stripe_events"("received_at") WHERE "processed_at" IS NULL;

ALTER TABLE "payment_sessions"
  ADD CONSTRAINT "payment_sessions_attempt_positive" CHECK ("attempt" > 0),
  ADD CONSTRAINT "payment_sessions_amount_positive" CHECK ("amount" > 0),
  ADD CONSTRAINT "payment_sessions_open_has_stripe_id" CHECK ("stripe_id" IS NOT NULL OR "status" IN ('opening', 'rejected', 'expired', 'superseded')),
  ADD CONSTRAINT "payment_sessions_opening_has_request" CHECK ("request" IS NOT NULL OR "status" <> 'opening');

ALTER TABLE "stripe_events"
  ADD CONSTRAINT "stripe_events_processed_has_outcome" CHECK (("processed_at" IS NULL) = ("outcome" IS NULL));

ALTER TABLE "payments"
  ADD CONSTRAINT "payments_amount_not_negative" CHECK ("amount" >= 0);
