import { Injectable } from '@nestjs/common';
import { ServiceUnavailable } from '@orderwire/contracts';
import { InjectLogger, type Logger } from '@orderwire/platform';
import { OrderClient, type OrderFate } from '../outbound/order.client.js';
import { ReservationRepository } from '../outbound/reservation.repository.js';
import { SettlementRepository } from '../outbound/settlement.repository.js';

/** Holds looked at in one round. */
const ROUND = 50;
/** When a hold that stays is looked at again: the others have their turn first. */
const AGAIN_MS = 10 * 60_000;

type Answer = { orderId: string } & ({ fate: OrderFate } | { error: unknown });

/**
 * Puts back on sale what is held for orders that were never written, or whose cancellation was heard before their hold.
 * Time alone releases nothing: orders-ms must say so, and a hold that is renewed while it is asked stays. What a
 * waiting order holds stays too, it may still be paid; what a paid one holds is its sale's.
 */
@Injectable()
export class ReleaseAbandoned {
  constructor(
    private readonly reservations: ReservationRepository,
    private readonly settlements: SettlementRepository,
    private readonly orders: OrderClient,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** One round. True when there may be more to do at once. Any number of replicas may do it together. */
  async execute(): Promise<boolean> {
    const orderIds = await this.reservations.overdue(ROUND);
    if (orderIds.length === 0) return false;
    const answers = await Promise.all(orderIds.map((orderId) => this.ask(orderId)));
    const gone = answers.filter(isGone).map(({ orderId }) => orderId);
    if (gone.length > 0) {
      const released = await this.settlements.releaseOverdue(gone);
      this.log.info({ orderIds: gone, released }, 'stock that no order needs is on sale again');
    }
    const failed = answers.flatMap((answer) => ('error' in answer ? [answer] : []));
    if (failed[0])
      this.log.warn({ err: failed[0].error, holds: failed.length }, 'orders-ms did not say; they stay');
    for (const answer of answers)
      if (!isGone(answer) && !isUnavailable(answer)) await this.postpone(answer.orderId);
    return failed.length === 0 && orderIds.length === ROUND;
  }

  private ask(orderId: string): Promise<Answer> {
    return this.orders.fate(orderId).then(
      (fate) => ({ orderId, fate }),
      (error: unknown) => ({ orderId, error }),
    );
  }

  private async postpone(orderId: string): Promise<void> {
    await this.reservations.extend(orderId, new Date(Date.now() + AGAIN_MS));
  }
}

const isGone = (answer: Answer): boolean =>
  'fate' in answer && (answer.fate === 'missing' || answer.fate === 'CANCELLED');

/** Nobody listens: that says nothing about this order, so it keeps its turn. */
const isUnavailable = (answer: Answer): boolean =>
  'error' in answer && ServiceUnavailable.matches(answer.error);
