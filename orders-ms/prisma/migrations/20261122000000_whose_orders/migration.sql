-- AlterTable
ALTER TABLE "orders" ADD COLUMN "assignee_id" UUID,
ADD COLUMN "email_key" TEXT,
ADD COLUMN "forgotten_at" TIMESTAMPTZ(3);

-- Addresses that were stored before: trimmed and lower case is their written form but for domains beyond ASCII.
UPDATE "orders" SET "email_key" = lower(trim("email")) WHERE "email" IS NOT NULL;

-- CreateIndex
CREATE INDEX "orders_assignee_id_created_at_id_idx" ON "orders"("assignee_id", "created_at" DESC, "id" DESC) WHERE (assignee_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "orders_email_key_idx" ON "orders"("email_key") WHERE (customer_id IS NULL AND email_key IS NOT NULL);

-- CreateIndex
CREATE INDEX "orders_forgotten_at_idx" ON "orders"("forgotten_at") WHERE (forgotten_at IS NOT NULL AND shipping_address IS NOT NULL);
