-- The language of e-mails about an order. Orders from before have none.
ALTER TABLE "orders" ADD COLUMN "locale" TEXT;
