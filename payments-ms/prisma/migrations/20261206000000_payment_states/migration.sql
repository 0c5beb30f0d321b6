-- What happens to the money of a payment, for the lists of staff. Triggers maintain it, so that each writer of refunds and
-- disputes does. A payment that is captured and stays so costs nothing: the defaults are its state.
ALTER TABLE "payments"
  ADD COLUMN "state" TEXT NOT NULL DEFAULT 'captured',
  ADD COLUMN "pending_refunds" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "open_disputes" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "lost_disputes" INTEGER NOT NULL DEFAULT 0;

CREATE FUNCTION "payments_set_state"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.state := CASE
    WHEN NEW.open_disputes > 0 THEN 'disputed'
    WHEN NEW.lost_disputes > 0 THEN 'dispute_lost'
    WHEN NEW.pending_refunds > 0 THEN 'refund_pending'
    WHEN NEW.refunded > 0 AND NEW.refunded = NEW.amount THEN 'refunded'
    WHEN NEW.rejected_because IS NOT NULL OR NEW.status <> 'succeeded' THEN 'rejected'
    WHEN NEW.refunded > 0 THEN 'partially_refunded'
    ELSE 'captured'
  END;
  RETURN NEW;
END $$;

CREATE TRIGGER "payments_state_of_new" BEFORE INSERT ON "payments"
  FOR EACH ROW WHEN (NEW.status <> 'succeeded') EXECUTE FUNCTION "payments_set_state"();
CREATE TRIGGER "payments_state" BEFORE UPDATE OF "refunded", "rejected_because", "pending_refunds", "open_disputes", "lost_disputes"
  ON "payments" FOR EACH ROW EXECUTE FUNCTION "payments_set_state"();

-- Counters, not EXISTS: two refunds of a payment that end at the same time both count, because the second reads the row that
-- the first has written.
CREATE OR REPLACE FUNCTION "refunds_count_live"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before BIGINT := CASE WHEN TG_OP <> 'INSERT' AND OLD.status <> 'failed' THEN OLD.amount ELSE 0 END;
  after BIGINT := CASE WHEN TG_OP <> 'DELETE' AND NEW.status <> 'failed' THEN NEW.amount ELSE 0 END;
  was_pending INTEGER := CASE WHEN TG_OP <> 'INSERT' AND OLD.status IN ('requested', 'pending') THEN 1 ELSE 0 END;
  is_pending INTEGER := CASE WHEN TG_OP <> 'DELETE' AND NEW.status IN ('requested', 'pending') THEN 1 ELSE 0 END;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.payment_id <> OLD.payment_id THEN
    RAISE EXCEPTION 'a refund stays with its payment';
  END IF;
  IF after <> before OR is_pending <> was_pending THEN
    UPDATE payments SET refunded = refunded + after - before, pending_refunds = pending_refunds + is_pending - was_pending
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.payment_id ELSE NEW.payment_id END;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "disputes_count"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was_open INTEGER := CASE WHEN TG_OP <> 'INSERT' AND OLD.stage = 'opened' THEN 1 ELSE 0 END;
  is_open INTEGER := CASE WHEN TG_OP <> 'DELETE' AND NEW.stage = 'opened' THEN 1 ELSE 0 END;
  was_lost INTEGER := CASE WHEN TG_OP <> 'INSERT' AND OLD.stage = 'lost' THEN 1 ELSE 0 END;
  is_lost INTEGER := CASE WHEN TG_OP <> 'DELETE' AND NEW.stage = 'lost' THEN 1 ELSE 0 END;
BEGIN
  IF is_open <> was_open OR is_lost <> was_lost THEN
    UPDATE payments
    SET open_disputes = open_disputes + is_open - was_open, lost_disputes = lost_disputes + is_lost - was_lost
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.payment_id ELSE NEW.payment_id END;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "disputes_count" AFTER INSERT OR UPDATE OR DELETE ON "disputes"
  FOR EACH ROW EXECUTE FUNCTION "disputes_count"();
