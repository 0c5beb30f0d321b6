-- Payments whose money moved again, newest first. One that stays captured has no entry.
CREATE INDEX "payments_by_state" ON "payments"("state", "created_at", "id") WHERE "state" <> 'captured';

-- Rare currencies and ranges of amounts; other lists follow the time.
CREATE INDEX "payments_currency_amount_idx" ON "payments"("currency", "amount");

-- The payment of a charge. A hash index is half as large and is asked for equality only.
CREATE INDEX "payments_charge_id_idx" ON "payments" USING hash ("charge_id");

-- Ledger entries of an order, and of a time. Entries of a movement have both in common, so that an entry is a few bytes.
CREATE INDEX "ledger_entries_of_order" ON "ledger_entries"("order_id") WHERE "order_id" IS NOT NULL;
CREATE INDEX "ledger_entries_at_idx" ON "ledger_entries"("at");

-- The accounts that a paid order does not move.
CREATE INDEX "ledger_entries_of_rare_accounts" ON "ledger_entries"("account", "at")
  WHERE "account" IN ('refunded', 'disputed', 'exchange', 'unknown', 'payouts', 'other');
