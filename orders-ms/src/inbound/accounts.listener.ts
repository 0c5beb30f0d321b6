import { Injectable } from '@nestjs/common';
import { UserDeleted, UserEmailVerified, type UserEvent } from '@orderwire/contracts';
import { type Delivery, EventHandler, type Tx } from '@orderwire/platform';
import { ClaimGuestOrders } from '../application/claim-guest-orders.js';
import { ForgetCustomers } from '../application/forget-customers.js';

/** What happens to accounts, as far as it concerns their orders. */
@Injectable()
export class AccountsListener {
  constructor(
    private readonly claimGuestOrders: ClaimGuestOrders,
    private readonly forgetCustomers: ForgetCustomers,
  ) {}

  @EventHandler(UserEmailVerified, 'claim_guest_orders')
  verified(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.claimGuestOrders.execute(tx, deliveries);
  }

  @EventHandler(UserDeleted, 'forget_customer')
  deleted(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.forgetCustomers.execute(tx, deliveries);
  }
}
