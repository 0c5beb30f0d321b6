import { Injectable } from '@nestjs/common';
import { UserDeleted, UserEmailVerified, type UserEvent } from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { CustomerOrdersUseCase } from './customer-orders.use-case.js';

@Injectable()
export class AccountsListener {
  constructor(private readonly customerOrders: CustomerOrdersUseCase) {}

  @EventHandler(UserEmailVerified, 'claim_guest_orders', (self: AccountsListener, facts) =>
    self.customerOrders.unclaimed(facts),
  )
  emailVerified(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.customerOrders.claimGuestOrders(tx, deliveries);
  }

  @EventHandler(UserDeleted, 'forget_customer', (self: AccountsListener, facts) =>
    self.customerOrders.unforgotten(facts),
  )
  deleted(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.customerOrders.forget(tx, deliveries);
  }
}
