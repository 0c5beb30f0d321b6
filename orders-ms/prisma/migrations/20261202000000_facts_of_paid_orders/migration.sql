-- When an order was recorded as paid, for the facts that order.paid tells. Orders that were paid before have none.
ALTER TABLE "orders" ADD COLUMN "paid_recorded_at" TIMESTAMPTZ(3);
