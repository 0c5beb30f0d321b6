import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger, type Tx } from '@orderwire/platform';
import { type Outcome, ReservationRepository } from '../outbound/reservation.repository.js';

/** Ends what orders hold: paid stock is sold, cancelled stock goes back on sale. */
@Injectable()
export class SettleReservations {
  constructor(
    private readonly reservations: ReservationRepository,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Only what is still held moves, so that repeating it, in any order and any number of times, changes nothing. */
  async execute(tx: Tx, outcome: Outcome, orderIds: string[]): Promise<void> {
    const ended = await this.reservations.settle(tx, outcome, orderIds);
    if (ended === orderIds.length || outcome === 'released') return;
    // Paid for, but the stock was not kept for it: a person has to look.
    const unkept = await this.reservations.otherwise(tx, outcome, orderIds);
    if (unkept.length > 0) this.log.error({ orders: unkept }, 'orders were paid whose stock is not held');
  }
}
