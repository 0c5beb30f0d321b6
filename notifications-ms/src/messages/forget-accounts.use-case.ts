import { Injectable } from '@nestjs/common';
import type { UserEvent } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import { PreferenceRepository } from '../preferences/preference.repository.js';
import { PushSubscriptionRepository } from '../preferences/push-subscription.repository.js';
import { accountMail } from './drafts.js';
import { ForgottenAccountRepository } from './forgotten-account.repository.js';
import { QueueMessagesUseCase } from './queue-messages.use-case.js';

/** Erases what the delivery log knows of deleted accounts, after a last mail to their owners. */
@Injectable()
export class ForgetAccountsUseCase {
  constructor(
    private readonly forgotten: ForgottenAccountRepository,
    private readonly preferences: PreferenceRepository,
    private readonly subscriptions: PushSubscriptionRepository,
    private readonly queueMessages: QueueMessagesUseCase,
  ) {}

  async execute(tx: Tx, deliveries: Delivery<UserEvent>[]): Promise<void> {
    const userIds = deliveries.map(({ event }) => event.userId);
    await this.forgotten.forget(
      tx,
      deliveries.map(({ event }) => event),
    );
    await this.subscriptions.forget(tx, userIds);
    await this.preferences.forget(
      tx,
      deliveries.map(({ event }) => event),
    );
    // A fact of the deletion has no address any more.
    const reachable = deliveries.filter(({ event }) => event.email !== '');
    await this.queueMessages.execute(
      tx,
      reachable.map((one) => accountMail(one, 'account_deleted', { subjectId: one.event.userId })),
    );
  }

  /** Deleted accounts of which something is left. */
  unapplied(facts: readonly Delivery<UserEvent>[]): Promise<string[]> {
    return this.forgotten.remembered(facts.map(({ event }) => event.userId));
  }
}
