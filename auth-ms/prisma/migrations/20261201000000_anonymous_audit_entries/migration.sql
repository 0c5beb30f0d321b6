-- Failures of anonymous callers are kept for 30 days only. Entries are deleted by this index.
CREATE INDEX "audit_log_anonymous" ON "audit_log" ("at") WHERE "actor_role" = 'guest' AND "outcome" = 'failure';
