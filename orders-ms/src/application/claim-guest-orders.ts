import { Injectable } from '@nestjs/common';
import { normaliseEmail, type UserEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { CustomerRepository } from '../outbound/customer.repository.js';

/**
 * Guest orders go to the account that has shown that their e-mail address is its own, each time it shows it: those that were placed
 * until then. Their tokens end with that.
 */
@Injectable()
export class ClaimGuestOrders {
  constructor(private readonly customers: CustomerRepository) {}

  async execute(tx: Tx, deliveries: Delivery<UserEvent>[]): Promise<void> {
    const claims = deliveries.flatMap(({ event: { userId, email, at }, subject: cause, correlationId }) => {
      const emailKey = normaliseEmail(email);
      return emailKey ? [{ userId, emailKey, at, cause, correlationId }] : [];
    });
    if (claims.length > 0) await this.customers.claim(tx, claims);
  }
}
