-- The states of the payments that were stored before the triggers, in a transaction of its own: it locks only the rows of
-- payments whose money moved again, and none against reads. Each is counted anew, with those that the triggers have counted.
UPDATE "payments" p SET
  "pending_refunds" = (SELECT count(*)::int FROM "refunds" r WHERE r.payment_id = p.id AND r.status IN ('requested', 'pending')),
  "open_disputes" = (SELECT count(*)::int FROM "disputes" d WHERE d.payment_id = p.id AND d.stage = 'opened'),
  "lost_disputes" = (SELECT count(*)::int FROM "disputes" d WHERE d.payment_id = p.id AND d.stage = 'lost')
WHERE "refunded" > 0 OR "rejected_because" IS NOT NULL OR "status" <> 'succeeded'
  OR EXISTS (SELECT 1 FROM "refunds" r WHERE r.payment_id = p.id) OR EXISTS (SELECT 1 FROM "disputes" d WHERE d.payment_id = p.id);
