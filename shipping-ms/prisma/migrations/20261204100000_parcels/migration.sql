-- CreateTable
CREATE TABLE "parcels" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "items" JSONB,
    "reason" TEXT,
    "address" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "carrier_shipment_id" TEXT,
    "rates" JSONB NOT NULL DEFAULT '[]',
    "chosen_rate_id" TEXT,
    "purchase_started" BOOLEAN NOT NULL DEFAULT false,
    "purchased" JSONB,
    "label_url" TEXT,
    "tracker_id" TEXT,
    "tracking_number" TEXT,
    "tracking_url" TEXT,
    "tracker_status" TEXT,
    "problem" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "void_requested" BOOLEAN NOT NULL DEFAULT false,
    "due_at" TIMESTAMPTZ(3),
    "track_due_at" TIMESTAMPTZ(3),
    "lease" UUID,
    "leased_until" TIMESTAMPTZ(3),
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "label_purchased_at" TIMESTAMPTZ(3),
    "shipped_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "action_required_at" TIMESTAMPTZ(3),

    CONSTRAINT "parcels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "carrier_events" (
    "id" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "object_id" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "carrier_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "parcels_order_id_key" ON "parcels"("order_id") WHERE (kind = 'shipment');

-- CreateIndex
CREATE INDEX "parcels_order_id_created_at_idx" ON "parcels"("order_id", "created_at");

-- CreateIndex
CREATE INDEX "parcels_kind_created_at_id_idx" ON "parcels"("kind", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "parcels_kind_status_created_at_id_idx" ON "parcels"("kind", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "parcels_due_at_idx" ON "parcels"("due_at") WHERE (due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_track_due_at_idx" ON "parcels"("track_due_at") WHERE (track_due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_tracker_id_idx" ON "parcels"("tracker_id") WHERE (tracker_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_label_purchased_at_id_idx" ON "parcels"("label_purchased_at", "id") WHERE (label_purchased_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_shipped_at_id_idx" ON "parcels"("shipped_at", "id") WHERE (shipped_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_delivered_at_id_idx" ON "parcels"("delivered_at", "id") WHERE (delivered_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_action_required_at_id_idx" ON "parcels"("action_required_at", "id") WHERE (action_required_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "parcels_updated_at_idx" ON "parcels"("updated_at") WHERE (address IS NOT NULL);

-- CreateIndex
CREATE INDEX "carrier_events_received_at_idx" ON "carrier_events"("received_at");
