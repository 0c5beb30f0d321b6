import { Inject, Injectable } from '@nestjs/common';
import {
  PushUnavailable,
  type PushKeyView,
  type SessionEnd,
  type SessionRevokedEvent,
  type SubscribePushRequest,
} from '@orderwire/contracts';
import { contextOrSystem, type Tx } from '@orderwire/platform';
import { requireAccountId } from './caller.js';
import { PushSubscriptionRepository } from './push-subscription.repository.js';

/** The public key of Web Push; null while it is not configured. */
export const PUSH_KEY = Symbol('PUSH_KEY');

/** Ends of sessions that concern all browsers of the account. */
const endsPush: ReadonlySet<SessionEnd> = new Set<SessionEnd>([
  'logout_everywhere',
  'password_changed',
  'password_reset',
  'token_reuse',
  'account_disabled',
]);

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

  /**
   * No browser shows messages of an account whose owner has signed out everywhere, or whose sessions were
   * ended for safety. The one that changed a password subscribes again when its preferences are opened.
   */
  async end(tx: Tx, ends: readonly SessionRevokedEvent[]): Promise<void> {
    const all = ends.filter(({ reason }) => endsPush.has(reason));
    if (all.length > 0) await this.subscriptions.end(tx, all);
  }

  async unsubscribe(endpoint: string): Promise<void> {
    await this.subscriptions.delete(endpoint, requireAccountId(contextOrSystem().actor));
  }
}
