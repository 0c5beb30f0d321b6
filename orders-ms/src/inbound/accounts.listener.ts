import { Injectable } from '@nestjs/common';
import { UserDeleted, UserEmailVerified, type UserEvent } from '@orderwire/contracts';
import { type Delivery, Reacts, type Tx } from '@orderwire/platform';
import { ClaimGuestOrders } from '../application/claim-guest-orders.js';
import { ForgetCustomers } from '../application/forget-customers.js';

/** What happens to accounts, as far as it concerns their orders. */
@Injectable()
export class AccountsListener {
  constructor(
    private readonly claimGuestOrders: ClaimGuestOrders,
    private readonly forgetCustomers: ForgetCustomers,
  ) {}

  @Reacts(UserEmailVerified, 'claim_guest_orders')
  verified(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.claimGuestOrders.execute(tx, deliveries);
  }

  @Reacts(UserDeleted, 'forget_customer')
  deleted(deliveries: Delivery<UserEvent>[], tx: Tx): Promise<void> {
    return this.forgetCustomers.execute(tx, deliveries);
  }
}
