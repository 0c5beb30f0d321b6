-- A one-time token is a MAC of its id. Tokens from before keep working by their hash, and the default
-- serves processes of the previous version during a rolling update.
ALTER TABLE "one_time_tokens" ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE "one_time_tokens" DROP CONSTRAINT "one_time_tokens_pkey", ADD CONSTRAINT "one_time_tokens_pkey" PRIMARY KEY ("id");
CREATE UNIQUE INDEX "one_time_tokens_hash_key" ON "one_time_tokens"("hash");
