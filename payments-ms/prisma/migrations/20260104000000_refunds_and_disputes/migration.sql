-- What is given back of a payment, or is on its way: all its refunds that have not failed. Kept by the trigger below alone.
ALTER TABLE "payments"
  ADD COLUMN "refunded" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "rejected_because" TEXT,
  ADD CONSTRAINT "payments_refunded_never_exceeds_captured" CHECK ("refunded" BETWEEN 0 AND "amount");

CREATE TYPE "refund_status" AS ENUM ('requested', 'pending', 'succeeded', 'failed');

CREATE TABLE "refunds" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "asked" BIGINT,
    "currency" TEXT NOT NULL,
    "status" "refund_status" NOT NULL DEFAULT 'requested',
    "reason" TEXT NOT NULL,
    "automatic" BOOLEAN NOT NULL,
    "stripe_id" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "keyed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failure" TEXT,
    "correlation_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "refunds_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE UNIQUE INDEX "refunds_stripe_id_key" ON "refunds"("stripe_id");
CREATE INDEX "refunds_order_id_idx" ON "refunds"("order_id");
CREATE INDEX "refunds_payment_id_idx" ON "refunds"("payment_id");

-- What is still on its way; it stays small however many refunds are stored.
CREATE INDEX "refunds_waiting" ON "refunds"("due_at") WHERE "status" IN ('requested', 'pending');

ALTER TABLE "refunds"
  ADD CONSTRAINT "refunds_amount_positive" CHECK ("amount" > 0),
  ADD CONSTRAINT "refunds_made_has_stripe_id" CHECK ("stripe_id" IS NOT NULL OR "status" IN ('requested', 'failed')),
  ADD CONSTRAINT "refunds_failed_has_failure" CHECK (("failure" IS NOT NULL) = ("status" = 'failed'));

-- The last wall: whoever writes refunds, all live ones of a payment together stay within what was captured.
CREATE FUNCTION "refunds_count_live"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before BIGINT := CASE WHEN TG_OP <> 'INSERT' AND OLD.status <> 'failed' THEN OLD.amount ELSE 0 END;
  after BIGINT := CASE WHEN TG_OP <> 'DELETE' AND NEW.status <> 'failed' THEN NEW.amount ELSE 0 END;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.payment_id <> OLD.payment_id THEN
    RAISE EXCEPTION 'a refund stays with its payment';
  END IF;
  IF after <> before THEN
    UPDATE payments SET refunded = refunded + after - before
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.payment_id ELSE NEW.payment_id END;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "refunds_count_live" AFTER INSERT OR UPDATE OR DELETE ON "refunds"
  FOR EACH ROW EXECUTE FUNCTION "refunds_count_live"();

CREATE TYPE "dispute_stage" AS ENUM ('inquiry', 'opened', 'won', 'lost', 'closed');

CREATE TABLE "disputes" (
    "id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "payment_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "stage" "dispute_stage" NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "disputes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "disputes_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE INDEX "disputes_order_id_idx" ON "disputes"("order_id");
CREATE INDEX "disputes_payment_id_idx" ON "disputes"("payment_id");
