-- Search by order number. Of the lines, because they never change.
CREATE INDEX "order_lines_number_idx" ON "order_lines"(right("order_id"::text, 8));
