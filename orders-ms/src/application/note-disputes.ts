import { Injectable } from '@nestjs/common';
import type { DisputeEvent, DisputeState } from '@orderwire/contracts';
import { type Delivery, InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { hearDispute, markOf } from '../domain/dispute.js';
import { disputed } from '../domain/refund-timeline.js';
import { type Entry, entry } from '../domain/timeline.js';
import { DisputeRepository } from '../outbound/dispute.repository.js';
import { PaymentEventsRepository } from '../outbound/payment-events.repository.js';

const stepOf = { open: 'dispute_opened', won: 'dispute_won', lost: 'dispute_lost' } as const;

/** Marks orders about whose money a bank asks, so that staff find them. The order itself stays where it stands. */
@Injectable()
export class NoteDisputes {
  constructor(
    private readonly orders: PaymentEventsRepository,
    private readonly disputes: DisputeRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** News may come in any order and twice: a dispute's end stays its end. */
  async execute(tx: Tx, deliveries: Delivery<DisputeEvent>[], state: DisputeState): Promise<void> {
    const ids = deliveries.map(({ event }) => event.orderId);
    const orders = await this.orders.lock(tx, ids);
    const known = await this.disputes.of(tx, [...new Set(ids)]);
    const changed = new Set<string>();
    const entries: Entry[] = [];
    for (const { event, subject: cause, correlationId } of deliveries) {
      const { disputeId: id, orderId, paymentId } = event;
      if (!orders.has(orderId)) {
        this.log.error(
          { orderId, disputeId: id, paymentId },
          'a dispute is about an order that does not exist',
        );
        continue;
      }
      const at = new Date(event.at);
      const dispute = hearDispute(known.get(id), { id, orderId, state, at });
      if (!dispute) continue;
      known.set(id, dispute);
      changed.add(id);
      const { amount, currency, reason } = event;
      const what = { correlationId, orderId, disputeId: id, paymentId, amount, currency, reason, state };
      if (state === 'won') this.log.info(what, 'a dispute was won');
      else
        this.log.warn(
          what,
          state === 'open' ? 'a dispute was opened: staff have to answer it' : 'a dispute was lost',
        );
      entries.push(entry(orderId, { at, cause, correlationId }, disputed(stepOf[state], event)));
    }
    if (changed.size === 0) return;
    const all = [...known.values()];
    const written = all.filter(({ id }) => changed.has(id));
    const marked = new Map(
      written.map(({ orderId }) => [orderId, markOf(all.filter((one) => one.orderId === orderId))]),
    );
    await this.disputes.save(tx, written, marked);
    await this.orders.tell(tx, entries);
  }
}
