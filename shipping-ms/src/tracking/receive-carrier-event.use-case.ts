import { Inject, Injectable } from '@nestjs/common';
import { isSigned } from '../carrier/webhook-signature.js';
import { type CarrierEvent, readCarrierEvent } from './carrier-event.js';
import { CarrierEventRepository } from './carrier-event.repository.js';

export const WEBHOOK_SECRETS = Symbol('WEBHOOK_SECRETS');

/** Stores a signed event of the carrier. What it says is not believed: the carrier is asked. */
@Injectable()
export class ReceiveCarrierEventUseCase {
  constructor(
    private readonly events: CarrierEventRepository,
    @Inject(WEBHOOK_SECRETS) private readonly secrets: readonly string[],
  ) {}

  /** Why the event was refused; undefined when it is stored. */
  async execute(body: Buffer, signature: string | undefined): Promise<string | undefined> {
    const read = this.read(body, signature);
    if ('refused' in read) return read.refused;
    await this.events.store(read);
    return undefined;
  }

  private read(body: Buffer, signature: string | undefined): CarrierEvent | { readonly refused: string } {
    if (!signature)
      return { refused: 'the header X-Hmac-Signature is missing: set the webhook_secret of the webhook' };
    if (!isSigned(body, signature, this.secrets))
      return { refused: 'the signature is wrong: the webhook_secret is not CARRIER_WEBHOOK_SECRET' };
    return readCarrierEvent(body);
  }
}
