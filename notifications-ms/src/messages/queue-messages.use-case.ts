import { Inject, Injectable } from '@nestjs/common';
import type { Delivery, Tx } from '@orderwire/platform';
import {
  type ChannelName,
  isStaffKind,
  type MessageDraft,
  type MessageKind,
  parcelKinds,
} from './message.js';
import { MessageRepository } from './message.repository.js';

export const STAFF_EMAILS = Symbol('STAFF_EMAILS');

/** The configured channels besides e-mail. */
export const MORE_CHANNELS = Symbol('MORE_CHANNELS');

/** After these an order needs no payment, and its shopper no reminder. */
const endsPayment: readonly MessageKind[] = ['payment_received', 'order_cancelled'];

/** Queues messages in the transaction of the event that asks for them. */
@Injectable()
export class QueueMessagesUseCase {
  constructor(
    private readonly messages: MessageRepository,
    @Inject(STAFF_EMAILS) private readonly staffEmails: readonly string[],
    @Inject(MORE_CHANNELS) private readonly moreChannels: readonly ChannelName[],
  ) {}

  /** A message that exists is not queued again. Messages to staff go to each of their addresses. */
  async execute(tx: Tx, drafts: readonly MessageDraft[]): Promise<void> {
    const all = drafts.flatMap((draft) => this.perRecipient(draft));
    await this.messages.add(tx, all);
    const settled = drafts.flatMap(({ kind, orderId }) =>
      orderId && endsPayment.includes(kind) ? [orderId] : [],
    );
    if (settled.length > 0) await this.messages.endReminders(tx, settled);
  }

  /**
   * Facts whose message does not exist, by id, except those from before the installation of this
   * service: a shop that adds it does not write to all its old customers. Without an address of staff
   * there is no message to miss.
   */
  unapplied(kind: MessageKind, facts: readonly Delivery<object>[]): Promise<string[]> {
    if (isStaffKind(kind) && this.staffEmails.length === 0) return Promise.resolve([]);
    // A fact changes with its later stages; its event has the time at which it began.
    const since = facts.map(({ id, occurredAt, event }) => ({
      id,
      occurredAt: 'at' in event && typeof event.at === 'string' ? event.at : occurredAt,
    }));
    return this.messages.unknown(kind, since);
  }

  private perRecipient(draft: MessageDraft): (MessageDraft & { audience?: string })[] {
    if (isStaffKind(draft.kind))
      return this.staffEmails.map((email) => ({ ...draft, email, audience: email }));
    if (!parcelKinds.includes(draft.kind)) return [draft];
    return [draft, ...this.moreChannels.map((channel) => ({ ...draft, channel }))];
  }
}
