-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "messages" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL DEFAULT 'email',
    "recipient" TEXT,
    "audience" TEXT NOT NULL DEFAULT '',
    "order_id" UUID,
    "account_id" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "response" TEXT,
    "resends" INTEGER NOT NULL DEFAULT 0,
    "event_id" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);
INSERT INTO "installation" DEFAULT VALUES;

-- CreateTable
CREATE TABLE "preferences" (
    "recipient" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "wanted" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "preferences_pkey" PRIMARY KEY ("recipient","category")
);

-- CreateTable
CREATE TABLE "push_subscriptions" (
    "endpoint" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("endpoint")
);

-- CreateTable
CREATE TABLE "suppressed_addresses" (
    "email" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppressed_addresses_pkey" PRIMARY KEY ("email")
);

-- CreateIndex
CREATE INDEX "messages_due_at_idx" ON "messages"("due_at") WHERE (due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "messages_created_at_id_idx" ON "messages"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "messages_status_created_at_id_idx" ON "messages"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "messages_order_id_idx" ON "messages"("order_id") WHERE (order_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "messages_account_id_idx" ON "messages"("account_id") WHERE (account_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "messages_recipient_created_at_id_idx" ON "messages"("recipient", "created_at" DESC, "id" DESC) WHERE (recipient IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "messages_kind_subject_id_channel_audience_key" ON "messages"("kind", "subject_id", "channel", "audience");

-- CreateIndex
CREATE INDEX "push_subscriptions_account_id_created_at_idx" ON "push_subscriptions"("account_id", "created_at" DESC);


