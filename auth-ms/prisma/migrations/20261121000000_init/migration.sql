-- Trigrams serve the search for a part of a name or e-mail. The extension is trusted: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "email" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "locale" TEXT,
    "addresses" JSONB NOT NULL DEFAULT '[]',
    "role" TEXT NOT NULL DEFAULT 'customer',
    "password_hash" TEXT,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "device" TEXT,
    "ip" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "rotated_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "one_time_tokens" (
    "hash" BYTEA NOT NULL,
    "account_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "attempts" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "known_places" (
    "account_id" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_places_pkey" PRIMARY KEY ("account_id","network")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "number" INTEGER NOT NULL,
    "kid" TEXT NOT NULL,
    "public_key" JSONB NOT NULL,
    "private_box" BYTEA NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "actor_role" TEXT NOT NULL,
    "actor_id" UUID,
    "user_id" UUID,
    "ip" TEXT,
    "device" TEXT,
    "correlation_id" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts"("email");

-- CreateIndex
CREATE INDEX "accounts_created_at_id_idx" ON "accounts"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "accounts_name_idx" ON "accounts" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "accounts_email_idx" ON "accounts" USING GIN ("email" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "accounts_role_idx" ON "accounts"("role") WHERE (role <> 'customer');

-- CreateIndex
CREATE INDEX "sessions_account_id_idx" ON "sessions"("account_id") WHERE (ended_at IS NULL);

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "one_time_tokens_account_id_purpose_idx" ON "one_time_tokens"("account_id", "purpose");

-- CreateIndex
CREATE INDEX "one_time_tokens_expires_at_idx" ON "one_time_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "attempts_last_at_idx" ON "attempts"("last_at");

-- CreateIndex
CREATE UNIQUE INDEX "signing_keys_kid_key" ON "signing_keys"("kid");

-- CreateIndex
CREATE INDEX "audit_log_at_id_idx" ON "audit_log"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_log_user_id_at_id_idx" ON "audit_log"("user_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_log_actor_id_at_id_idx" ON "audit_log"("actor_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_log_action_at_id_idx" ON "audit_log"("action", "at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_places" ADD CONSTRAINT "known_places_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The last wall.
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_role_check" CHECK ("role" IN ('customer', 'staff', 'admin'));
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_email_check" CHECK ("email" = lower("email") AND length("email") <= 254);
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_deleted_check" CHECK (
  ("deleted_at" IS NULL) = ("email" IS NOT NULL) AND ("deleted_at" IS NULL) = ("password_hash" IS NOT NULL));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_ended_check" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL));
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_hash_check" CHECK (length("hash") = 32);
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_hash_check" CHECK (length("hash") = 32);
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_tokens_purpose_check"
  CHECK ("purpose" IN ('verify_email', 'reset_password', 'change_email'));
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_failures_check" CHECK ("failures" >= 0);
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_outcome_check" CHECK ("outcome" IN ('success', 'failure'));

-- One live token per account and purpose, whatever happens at once.
CREATE UNIQUE INDEX "one_time_tokens_live_key" ON "one_time_tokens"("account_id", "purpose") WHERE ("used_at" IS NULL);
