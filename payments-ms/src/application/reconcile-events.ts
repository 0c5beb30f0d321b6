import { Injectable } from '@nestjs/common';
import type { Span } from '../domain/reconciliation.js';
import { ignoredBecause } from '../domain/stripe-event.js';
import { ReconcileRepository } from '../outbound/reconcile.repository.js';
import { StripeBooks } from '../outbound/stripe-books.js';
import { LookAgain } from './look-again.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** Webhooks that never came, as long as Stripe still keeps their events: they are stored as if they had. */
@Injectable()
export class ReconcileEvents {
  constructor(
    private readonly books: StripeBooks,
    private readonly known: ReconcileRepository,
    private readonly again: LookAgain,
    private readonly live: boolean,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    for await (const page of this.books.events(day)) {
      await run.looked(day, 'events', page.length);
      const ours = page.filter((event) => ignoredBecause(event, this.live) === undefined);
      const stored = await this.known.knownEvents(ours.map(({ id }) => id));
      const lost = ours.filter(({ id }) => !stored.has(id));
      const waiting = run.heals ? await this.again.store(run, lost) : new Set();
      for (const { id, type, objectId } of lost)
        run.mended(
          'lost_webhook',
          `${id}: ${type} about ${objectId} never reached us${waiting.has(id) ? '; it waits for the worker' : ''}`,
        );
    }
  }
}
