import { Injectable } from '@nestjs/common';
import type { UserEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { CustomerRepository } from '../outbound/customer.repository.js';

/**
 * A deleted account's orders stay, for the books; its e-mail address leaves them at once, and the shipping address as soon as
 * nothing has to be shipped to it any more.
 */
@Injectable()
export class ForgetCustomers {
  constructor(private readonly customers: CustomerRepository) {}

  async execute(tx: Tx, deliveries: Delivery<UserEvent>[]): Promise<void> {
    await this.customers.forget(
      tx,
      deliveries.map(({ event }) => event.userId),
    );
  }
}
