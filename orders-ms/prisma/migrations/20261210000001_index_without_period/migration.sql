-- Until it is replaced, an earlier version searches by order number without an index.
DROP INDEX "order_lines_number_idx";
