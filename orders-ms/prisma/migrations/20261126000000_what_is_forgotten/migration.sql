-- An overdue order may also be held up by a link that cannot be closed.
ALTER TABLE "orders" DROP CONSTRAINT "orders_held_up_by_check",
ADD CONSTRAINT "orders_held_up_by_check" CHECK ("held_up_by" IN ('money_on_its_way', 'payments_away', 'cannot_be_closed'));
