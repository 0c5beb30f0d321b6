import { Injectable } from '@nestjs/common';
import {
  ReservationConflict,
  OrderCancelled,
  ProductsNotSellable,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, Outbox, type Tx } from '@orderwire/platform';

/** Answers after which products-ms certainly holds nothing. */
const holdsNothing = (error: unknown): boolean =>
  [ProductsNotSellable, ReservationConflict, ServiceUnavailable].some((fault) => fault.matches(error));

/** Gives back stock that was held for an order which will not be written: to products-ms it was cancelled. */
@Injectable()
export class ReleaseStock {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Never throws: the error that came first is the one to answer with. */
  async after(error: unknown, orderId: string): Promise<void> {
    if (holdsNothing(error)) return;
    await this.database
      .transaction(async (tx) => this.announce(tx, orderId, 'the order could not be placed'))
      .catch((err: unknown) =>
        this.log.error({ err, orderId }, 'stock may stay held for an order that is not'),
      );
  }

  announce(tx: Tx, orderId: string, reason: string): void {
    this.outbox.add(tx, OrderCancelled, { orderId, reason, cancelledAt: new Date().toISOString() });
  }
}
