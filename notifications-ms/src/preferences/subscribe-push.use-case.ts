import { Inject, Injectable } from '@nestjs/common';
import { PushUnavailable, type PushKeyView, type SubscribePushRequest } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { requireAccountId } from './caller.js';
import { PushSubscriptionRepository } from './push-subscription.repository.js';

/** The public key of Web Push; null while it is not configured. */
export const PUSH_KEY = Symbol('PUSH_KEY');

/** Subscribes and unsubscribes the caller's browsers. */
@Injectable()
export class SubscribePushUseCase {
  constructor(
    private readonly subscriptions: PushSubscriptionRepository,
    @Inject(PUSH_KEY) private readonly publicKey: string | null,
  ) {}

  /** Throws notifications.push_unavailable. */
  key(): PushKeyView {
    if (!this.publicKey) throw PushUnavailable();
    return { publicKey: this.publicKey };
  }

  /** Throws notifications.push_unavailable. */
  async subscribe(request: SubscribePushRequest): Promise<PushKeyView> {
    const key = this.key();
    await this.subscriptions.add(requireAccountId(contextOrSystem().actor), request);
    return key;
  }

  async unsubscribe(endpoint: string): Promise<void> {
    await this.subscriptions.delete(endpoint, requireAccountId(contextOrSystem().actor));
  }
}
