-- The column uses the codes of an order's standing.
ALTER TABLE "orders" DROP CONSTRAINT "orders_held_up_by_check";

UPDATE "orders" SET "held_up_by" = CASE "held_up_by"
  WHEN 'money_on_its_way' THEN 'payment_processing'
  WHEN 'payments_away' THEN 'payments_unavailable'
  ELSE 'payment_session_not_expirable'
END WHERE "held_up_by" IS NOT NULL;

ALTER TABLE "orders"
ADD CONSTRAINT "orders_held_up_by_check" CHECK ("held_up_by" IN ('payment_processing', 'payments_unavailable', 'payment_session_not_expirable'));
