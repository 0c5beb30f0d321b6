-- Reservations of a product, the newest order first: ids of orders are in the order of their times. One entry per line of an order.
CREATE INDEX "reservation_lines_product_id_order_id_idx" ON "reservation_lines"("product_id", "order_id");

-- Released reservations, which are few. Held ones have an index by expiry; most of the others are sold.
CREATE INDEX "reservations_released" ON "reservations"("order_id") WHERE (status = 'released');
