import { Injectable } from '@nestjs/common';
import { ignoreReason } from '../../webhooks/stripe-event.js';
import { EnqueueSyntheticEventsUseCase } from '../enqueue-synthetic-events.use-case.js';
import type { Span } from '../reconciliation.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import { StripeRecordsGateway } from '../stripe-records.gateway.js';
import { UnsettledRepository } from '../unsettled.repository.js';
import { OwnershipService } from './ownership.service.js';

/** Stores events that no webhook delivered, as long as Stripe keeps them. */
@Injectable()
export class ReconcileEventsUseCase {
  constructor(
    private readonly stripe: StripeRecordsGateway,
    private readonly unsettled: UnsettledRepository,
    private readonly enqueue: EnqueueSyntheticEventsUseCase,
    private readonly ownership: OwnershipService,
    private readonly livemode: boolean,
    private readonly shop: () => Promise<string>,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    const shop = await this.shop();
    for await (const page of this.stripe.events(day)) {
      await run.compared(day, 'events', page.length);
      const relevant = page.filter((event) => ignoreReason(event, this.livemode, shop) === undefined);
      const stored = await this.unsettled.storedEvents(relevant.map(({ id }) => id));
      // Foreign events need no processing. A refund of an unrecorded payment is found by its own step.
      const lost = [...(await this.ownership.ours(relevant.filter(({ id }) => !stored.has(id))))];
      const waiting = run.resolves ? await this.enqueue.storeAndWait(run, lost) : new Set();
      for (const { id, type, objectId } of lost)
        run.resolved(
          'lost_webhook',
          id,
          `${id}: ${type} about ${objectId} was not received${waiting.has(id) ? '; waiting for the worker' : ''}`,
        );
    }
  }
}
