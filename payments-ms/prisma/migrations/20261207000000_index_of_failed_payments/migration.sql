-- Sessions whose payment failed, for the facts that payment.failed tells: few sessions.
CREATE INDEX "payment_sessions_failed_idx" ON "payment_sessions"("settled_at", "stripe_id")
WHERE (status = 'failed' AND settled_at IS NOT NULL AND stripe_id IS NOT NULL);
