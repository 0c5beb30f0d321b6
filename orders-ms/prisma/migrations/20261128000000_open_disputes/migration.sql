-- CreateIndex: how many are open is looked up at each scrape of the metrics.
CREATE INDEX "order_disputes_state_idx" ON "order_disputes"("state") WHERE (state = 'open');
