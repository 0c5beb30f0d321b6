-- Columns get the names that code and documentation use.
ALTER TABLE "orders" RENAME COLUMN "held_up_by" TO "cancellation_blocked_by";
ALTER TABLE "orders" RENAME COLUMN "look_again_at" TO "next_check_at";
ALTER TABLE "orders" RENAME CONSTRAINT "orders_held_up_by_check" TO "orders_cancellation_blocked_by_check";

ALTER TABLE "order_refunds" RENAME COLUMN "asked" TO "requested_amount";
ALTER TABLE "order_refunds" RENAME COLUMN "news_at" TO "reported_at";
ALTER TABLE "order_refunds" RENAME COLUMN "told" TO "request_recorded";
ALTER TABLE "order_refunds" RENAME COLUMN "announced" TO "published";

ALTER TABLE "idempotency_keys" RENAME COLUMN "order_id" TO "resource_id";
ALTER TABLE "idempotency_keys" RENAME COLUMN "makes" TO "creates";
ALTER TABLE "idempotency_keys" RENAME COLUMN "claims" TO "claim_count";
ALTER TABLE "idempotency_keys" RENAME COLUMN "busy_until" TO "claimed_until";
