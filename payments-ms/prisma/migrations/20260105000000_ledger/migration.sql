-- The account book, in minor units. Only inserted; each movement sums to zero in every currency.
CREATE TABLE "ledger_entries" (
    "movement" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "order_id" UUID,
    "payment_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_entries_pkey" PRIMARY KEY ("movement", "account", "currency"),
    CONSTRAINT "ledger_entries_amount_not_zero" CHECK ("amount" <> 0),
    CONSTRAINT "ledger_entries_account_known" CHECK ("account" IN ('receivable', 'captured', 'refunded', 'disputed',
      'fees', 'stripe_balance', 'exchange', 'unknown', 'payouts', 'other'))
);

-- What Stripe's balance transactions of a span came to.
CREATE INDEX "ledger_entries_balance_at" ON "ledger_entries"("at") WHERE "account" = 'stripe_balance';

-- One check per statement, not per row: a movement is written whole by one statement.
CREATE FUNCTION "ledger_entries_balance"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unbalanced TEXT;
BEGIN
  SELECT movement INTO unbalanced FROM fresh GROUP BY movement, currency HAVING sum(amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the movement % does not sum to zero', unbalanced USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "ledger_entries_balance" AFTER INSERT ON "ledger_entries"
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION "ledger_entries_balance"();

CREATE FUNCTION "ledger_entries_stay"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is only added to; what was wrong is posted again the other way round';
END $$;

CREATE TRIGGER "ledger_entries_stay" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_entries_stay"();

-- The payments there are already; what Stripe's fee was is posted by the reconciliation.
INSERT INTO "ledger_entries" ("movement", "account", "currency", "amount", "order_id", "payment_id", "at")
SELECT 'capture:' || p.id, e.account, p.currency, e.sign * p.amount, p.order_id, p.id, p.paid_at
FROM "payments" p CROSS JOIN (VALUES ('captured', -1), ('receivable', 1)) AS e(account, sign)
WHERE p.amount > 0;
