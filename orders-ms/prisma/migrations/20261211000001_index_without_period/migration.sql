-- Until it is replaced, an earlier version searches by order number without an index.
DROP INDEX "order_lines_first_number_idx";
