-- Actions of staff on many orders, and their orders: fixed when the action starts.
CREATE TABLE "bulk_actions" (
    "id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "params" JSONB NOT NULL,
    "actor" JSONB NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "claimed_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_actions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "bulk_actions_action_check" CHECK ("action" IN ('cancel', 'refund', 'assign', 'mark_delivered')),
    CONSTRAINT "bulk_actions_state_check" CHECK ("state" IN ('running', 'finished', 'stopped') AND ("ended_at" IS NULL) = ("state" = 'running')),
    CONSTRAINT "bulk_actions_counts_check" CHECK ("done" + "skipped" + "failed" <= "total")
);

CREATE TABLE "bulk_action_orders" (
    "bulk_action_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "outcome" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_action_orders_pkey" PRIMARY KEY ("bulk_action_id","order_id"),
    CONSTRAINT "bulk_action_orders_outcome_check" CHECK ("outcome" IN ('done', 'skipped', 'failed') AND ("outcome" IS NULL) = ("at" IS NULL)),
    CONSTRAINT "bulk_action_orders_bulk_action_id_fkey" FOREIGN KEY ("bulk_action_id") REFERENCES "bulk_actions"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE INDEX "bulk_actions_started_at_id_idx" ON "bulk_actions"("started_at" DESC, "id" DESC);
CREATE INDEX "bulk_actions_started_at_running_idx" ON "bulk_actions"("started_at") WHERE (state = 'running');
CREATE INDEX "bulk_actions_ended_at_idx" ON "bulk_actions"("ended_at");
CREATE INDEX "bulk_action_orders_open_idx" ON "bulk_action_orders"("bulk_action_id", "order_id") WHERE (outcome IS NULL);
CREATE INDEX "bulk_action_orders_problems_idx" ON "bulk_action_orders"("bulk_action_id", "at" DESC, "order_id" DESC) WHERE (outcome IN ('skipped', 'failed'));
