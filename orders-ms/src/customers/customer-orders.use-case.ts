import { Injectable } from '@nestjs/common';
import { normaliseEmail, type UserEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { OpenOrderRepository } from '../placing/open-order.repository.js';
import { CustomerRepository } from './customer.repository.js';

/** Keeps orders in step with accounts: claims guest orders, erases personal data. */
@Injectable()
export class CustomerOrdersUseCase {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly openOrders: OpenOrderRepository,
  ) {}

  /**
   * Gives guest orders to the account that verified their e-mail address, each time it verifies it:
   * those created until then. Their order tokens are invalid from then on.
   */
  async claimGuestOrders(tx: Tx, deliveries: Delivery<UserEvent>[]): Promise<void> {
    const claims = deliveries.flatMap(({ event: { userId, email, at }, subject: cause, correlationId }) => {
      const emailKey = normaliseEmail(email);
      return emailKey ? [{ userId, emailKey, at, cause, correlationId }] : [];
    });
    if (claims.length > 0) await this.customers.claim(tx, claims);
  }

  /**
   * The orders of a deleted account stay. They lose the e-mail address at once, and shipping
   * address and billing details when nothing is left to ship. Invoices keep theirs.
   */
  async forget(tx: Tx, deliveries: Delivery<UserEvent>[]): Promise<void> {
    await this.customers.forget(
      tx,
      deliveries.map(({ event }) => event.userId),
    );
  }

  /**
   * Erases what was still needed, or written concurrently, when the account was deleted, and whose
   * unpaid orders were counted.
   */
  async purgeForgotten(): Promise<void> {
    await this.customers.forgetLateOrders();
    await this.customers.forgetAddresses();
    await this.openOrders.deleteEnded();
  }

  /** Verifications that should have claimed guest orders which are still unclaimed. */
  unclaimed(facts: readonly Delivery<UserEvent>[]): Promise<string[]> {
    return this.customers.unclaimed(
      facts.flatMap(({ id, event: { email, at } }) => {
        const emailKey = normaliseEmail(email);
        return emailKey ? [{ id, emailKey, at }] : [];
      }),
    );
  }

  /** Deleted accounts that are not recorded as such. */
  unforgotten(facts: readonly Delivery<UserEvent>[]): Promise<string[]> {
    return this.customers.unforgotten(facts.map(({ event }) => event.userId));
  }
}
