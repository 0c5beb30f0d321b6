-- Several reset links may live at once: a stranger who asks for one takes none away from the owner. Of the others one at a time.
DROP INDEX "one_time_tokens_live_key";
CREATE UNIQUE INDEX "one_time_tokens_live_key" ON "one_time_tokens"("account_id", "purpose")
  WHERE ("used_at" IS NULL AND "purpose" <> 'reset_password');

-- The deletion of an account wants its ended sessions too.
DROP INDEX "sessions_account_id_idx";
CREATE INDEX "sessions_account_id_idx" ON "sessions"("account_id");

-- For the sweep.
CREATE INDEX "known_places_last_seen_at_idx" ON "known_places"("last_seen_at");
