-- When Checkout was completed with a delayed payment method, as far as it is known. Null for other sessions.
ALTER TABLE "payment_sessions" ADD COLUMN "delayed_at" TIMESTAMPTZ(3);
