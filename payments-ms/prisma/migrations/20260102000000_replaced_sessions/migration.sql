-- Set before Stripe is asked to expire a session in favour of a new link: its end is then no news to anybody.
ALTER TABLE "payment_sessions" ADD COLUMN "replacing" BOOLEAN NOT NULL DEFAULT false;
