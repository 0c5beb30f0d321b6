-- Deleted accounts in the order of their deletion: orders-ms compares them with those that it has forgotten.
CREATE INDEX "accounts_deleted_at_id_idx" ON "accounts"("deleted_at", "id") WHERE (deleted_at IS NOT NULL);

-- Verified addresses in the order of their verification.
CREATE INDEX "audit_log_verifications" ON "audit_log"("at", "id")
  WHERE "action" IN ('verify_email', 'change_email') AND "outcome" = 'success';
