import { Injectable } from '@nestjs/common';
import { normaliseEmail, type UserEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { CustomerRepository } from '../outbound/customer.repository.js';

/** Guest orders go to the account that has shown that their e-mail address is its own. Their tokens end with that. */
@Injectable()
export class ClaimGuestOrders {
  constructor(private readonly customers: CustomerRepository) {}

  async execute(tx: Tx, deliveries: Delivery<UserEvent>[]): Promise<void> {
    const claims = deliveries.flatMap(({ event: { userId, email }, subject: cause, correlationId }) => {
      const emailKey = normaliseEmail(email);
      return emailKey ? [{ userId, emailKey, cause, correlationId }] : [];
    });
    if (claims.length > 0) await this.customers.claim(tx, claims);
  }
}
