-- Search by order number. Its digits are random, so that each entry changes a page of its own: one per order is enough.
-- Until it is replaced, an earlier version searches without an index.
CREATE INDEX "order_lines_first_number_idx" ON "order_lines"(right("order_id"::text, 8)) WHERE "line_no" = 1;
DROP INDEX "order_lines_number_idx";
