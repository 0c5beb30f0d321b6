import type { Failpoints } from '@orderwire/platform';
import type { IncomingEvent } from '../domain/stripe-event.js';
import { ReceiveStripeEvent } from './receive-stripe-event.js';

/** Has failpoints around the storing of a webhook event. Used only where `CRASH_POINT` is set. */
export class FailpointReceiveStripeEvent extends ReceiveStripeEvent {
  constructor(
    private readonly failpoints: Failpoints,
    ...rest: ConstructorParameters<typeof ReceiveStripeEvent>
  ) {
    super(...rest);
  }

  protected override store(event: IncomingEvent, outcome: string | undefined): Promise<boolean> {
    return this.failpoints.around('webhook.store', () => super.store(event, outcome));
  }
}
