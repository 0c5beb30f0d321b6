-- What was asked for when the stock was held; null on rows from before that was kept.
ALTER TABLE "reservations" ADD COLUMN "currency" TEXT;
ALTER TABLE "reservation_lines" ADD COLUMN "unit_amount" INTEGER;
