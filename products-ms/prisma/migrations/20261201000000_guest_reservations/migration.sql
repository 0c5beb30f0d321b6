-- How many reserved units are held by orders of guests, of which each product allows only a share. Constant defaults: no table
-- is rewritten. An older version of the service that still runs ends reservations without this counter; it is read as at most
-- `reserved`, so the difference is gone when the product's reservations are.
ALTER TABLE "stock" ADD COLUMN "guest_reserved" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "stock" ADD CONSTRAINT "stock_guest_reserved_check" CHECK ("guest_reserved" >= 0);
ALTER TABLE "reservations" ADD COLUMN "guest" BOOLEAN NOT NULL DEFAULT false;
