import { Inject, Injectable } from '@nestjs/common';
import { type Contact, isUnavailable, type MailOrder, type OpenSession } from '@orderwire/contracts';
import pMap from 'p-map';
import type { Outgoing } from '../channels/channel.js';
import { accountRecipient, addressKey, defaults, emailRecipient } from '../preferences/categories.js';
import { PreferenceRepository } from '../preferences/preference.repository.js';
import { UnsubscribeLinks } from '../preferences/unsubscribe-links.js';
import { render } from '../templates/render.js';
import { AccountClient } from './account.client.js';
import {
  isAccountMail,
  isOrderKind,
  type MessageDraft,
  payKinds,
  type QueuedMessage,
  tokenKinds,
} from './message.js';
import type { Ended } from './message.repository.js';
import { OrderClient } from './order.client.js';
import { outdatedReason, pageOf, reminderDraft } from './order-mail.js';

export const MAIL_SETTINGS = Symbol('MAIL_SETTINGS');

/** What the texts of all mails need. */
export interface MailSettings {
  readonly shop: string;
  /** Base URL of the shop's pages; without it mails show codes. */
  readonly storefrontUrl?: string;
  /** Milliseconds before the end of a payment session; 0: no reminders. */
  readonly reminderMs: number;
}

/** A message that is ready to be sent. */
export interface Ready {
  readonly kind: 'ready';
  readonly message: QueuedMessage;
  /** With which the message is forgotten. */
  readonly accountId: string | null;
  readonly outgoing: Outgoing;
  /** Queued once this message is sent. */
  readonly next?: MessageDraft & { dueAt: Date };
}

/**
 * What becomes of a claimed message: it is sent, is not sent, is sent later, is erased with its
 * deleted account, or failed to be prepared.
 */
export type Prepared =
  | Ready
  | ({ readonly kind: 'skipped' } & Ended)
  | { readonly kind: 'later'; readonly id: string; readonly dueAt: Date; readonly error?: string }
  | { readonly kind: 'forgotten'; readonly id: string; readonly accountId: string }
  | { readonly kind: 'failed'; readonly message: QueuedMessage; readonly error: unknown };

/** What is known about the messages of one batch. */
interface Facts {
  readonly orders: ReadonlyMap<string, MailOrder>;
  readonly contacts: ReadonlyMap<string, Contact>;
  /** Why no mail is sent to an address, by {@link addressKey}. */
  readonly suppressed: ReadonlyMap<string, string>;
  /** The open payment session of an order. Throws when payments-ms did not tell it. */
  readonly sessionOf: (orderId: string) => OpenSession | undefined;
}

/** Requests to other services at the same time. */
const CONCURRENCY = 5;

/** How long a message waits while the service that it needs is down. */
const OUTAGE_PAUSE_MS = 30_000;

/** Where the button leads, or the code in its place. */
interface Target {
  readonly link?: string;
  /** The link shows the order; otherwise it does what the message is about. */
  readonly toOrder?: boolean;
  readonly code?: string;
  readonly data?: { readonly payUntil: string };
}

/** Finds out to whom claimed messages go and what they say, as it is now. */
@Injectable()
export class PrepareMessagesUseCase {
  constructor(
    private readonly orders: OrderClient,
    private readonly accounts: AccountClient,
    private readonly preferences: PreferenceRepository,
    private readonly links: UnsubscribeLinks,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /** At most 50 messages. Throws when orders-ms or auth-ms does not tell their details. */
  async execute(claimed: readonly QueuedMessage[]): Promise<Prepared[]> {
    const facts = await this.factsOf(claimed);
    return pMap(claimed, (message) => this.prepare(message, facts).catch(failed(message)), {
      concurrency: CONCURRENCY,
    });
  }

  private async factsOf(claimed: readonly QueuedMessage[]): Promise<Facts> {
    const orderIds = claimed.flatMap(({ kind, orderId }) => (isOrderKind(kind) && orderId ? [orderId] : []));
    const orders = await this.orders.details([...new Set(orderIds)]);
    const bySms = new Set(claimed.flatMap(({ channel, orderId }) => (channel === 'sms' ? [orderId] : [])));
    const customers = [...orders.values()].flatMap(({ order, customerId }) =>
      customerId && (!order.email || bySms.has(order.id)) ? [customerId] : [],
    );
    const owners = claimed.flatMap(({ kind, accountId }) =>
      isAccountMail(kind) && accountId ? [accountId] : [],
    );
    const [contacts, sessionOf] = await Promise.all([
      this.accounts.contacts([...new Set([...customers, ...owners])]),
      this.sessionsFor(claimed, orders),
    ]);
    const addresses = claimed.flatMap((message) =>
      message.channel === 'email' ? (recipientOf(message, { orders, contacts }) ?? []) : [],
    );
    return { orders, contacts, sessionOf, suppressed: await this.preferences.suppressed(addresses) };
  }

  /** While payments-ms is down, only the messages wait that show how to pay. */
  private async sessionsFor(
    claimed: readonly QueuedMessage[],
    orders: Facts['orders'],
  ): Promise<Facts['sessionOf']> {
    const unpaid = claimed.flatMap(({ kind, orderId }) =>
      orderId && payKinds.includes(kind) && orders.get(orderId)?.order.status === 'PENDING' ? [orderId] : [],
    );
    try {
      const sessions = await this.orders.openSessions([...new Set(unpaid)]);
      return (orderId) => sessions.get(orderId);
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  private async prepare(message: QueuedMessage, facts: Facts): Promise<Prepared> {
    const { orders, contacts } = facts;
    const { id, kind, orderId, expiresAt, data } = message;
    const found = isOrderKind(kind) && orderId ? orders.get(orderId) : undefined;
    const accountId = found?.customerId ?? message.accountId;
    const skip = (error: string, recipient: string | null = null): Prepared => ({
      ...{ kind: 'skipped', id, error, recipient, accountId },
    });
    // Its event came after the deletion: nothing is left to tell, and nothing may stay.
    if (isAccountMail(kind) && accountId && !contacts.has(accountId))
      return { kind: 'forgotten', id, accountId };
    if (expiresAt && expiresAt.getTime() <= Date.now()) return skip('it expired before it could be sent');
    if (isOrderKind(kind) && !found) return skip('the order does not exist');
    const outdated = found && outdatedReason(kind, found.order.status);
    if (outdated) return skip(outdated);
    const contact = found?.customerId ? contacts.get(found.customerId) : undefined;
    const recipient = recipientOf(message, facts);
    if (!recipient) return skip('no recipient is known');
    const unwanted = await this.unwantedReason(message, recipient, found?.customerId ?? null, facts);
    if (unwanted) return skip(unwanted, recipient);
    const target = await this.targetOf(message, found, facts);
    if ('prepared' in target) return target.prepared;
    const unsubscribeUrl =
      kind === 'payment_reminder'
        ? this.links.urlFor({ recipient: emailRecipient(recipient), category: 'paymentReminders' })
        : undefined;
    const { shop } = this.settings;
    const rendered = render({
      ...{ kind, shop, orderId, data: { ...data, ...target.data } },
      locale: found?.locale ?? contact?.locale ?? textOf(data['locale']),
      name: greetable(found?.order.shippingAddress?.name ?? contact?.name ?? textOf(data['name'])),
      ...(found && { order: found.order }),
      ...(target.link && { link: target.link, toOrder: target.toOrder ?? false }),
      ...(target.code && { code: target.code }),
      ...(unsubscribeUrl && { unsubscribeUrl }),
    });
    const outgoing = {
      ...rendered,
      id: message.resends > 0 ? `${id}.${message.resends}` : id,
      recipient,
      ...(target.link && { link: target.link }),
      ...(unsubscribeUrl && { unsubscribeUrl }),
    };
    const next = found && reminderDraft(message, found, this.settings.reminderMs);
    return { kind: 'ready', message, accountId, outgoing, ...(next && { next }) };
  }

  /** Why the recipient is not to get it; undefined if it is. */
  private async unwantedReason(
    { kind, channel }: QueuedMessage,
    recipient: string,
    customerId: string | null,
    { suppressed }: Facts,
  ): Promise<string | undefined> {
    if (channel === 'email') {
      const reason = suppressed.get(addressKey(recipient));
      // Who complained may still want a new password.
      if (reason && (reason !== 'complaint' || !tokenKinds.includes(kind)))
        return `the address is suppressed: ${reason}`;
    }
    const category =
      channel === 'email'
        ? kind === 'payment_reminder'
          ? 'paymentReminders'
          : undefined
        : byChannel[channel];
    if (!category) return undefined;
    // An account chooses for all its addresses, an address for itself.
    const choosers = [
      ...(customerId ? [accountRecipient(customerId)] : []),
      ...(channel === 'email' ? [emailRecipient(recipient)] : []),
    ];
    const chosen = await this.preferences.of(choosers);
    const wanted = choosers.every((chooser) => chosen.get(chooser)?.get(category) ?? defaults[category]);
    return wanted && choosers.length > 0 ? undefined : 'the recipient does not want it';
  }

  /** Where the button leads, or the code in its place; or what becomes of a message without one. */
  private async targetOf(
    message: QueuedMessage,
    found: MailOrder | undefined,
    { sessionOf }: Facts,
  ): Promise<Target | { prepared: Prepared }> {
    const { id, kind, data } = message;
    if (tokenKinds.includes(kind)) {
      const token = await this.accounts.emailToken(String(data['tokenId'] ?? message.subjectId));
      if (!token)
        return {
          prepared: { kind: 'skipped', id, error: 'its one-time token was used, replaced or expired' },
        };
      const link = pageOf(this.settings.storefrontUrl, kind, token);
      return link ? { link } : { code: token };
    }
    if (!found) return {};
    if (!payKinds.includes(kind) || found.order.status !== 'PENDING') {
      const link = pageOf(this.settings.storefrontUrl, 'order', found.orderToken, found.order.id);
      return link ? { link, toOrder: true } : {};
    }
    const session = sessionOf(found.order.id);
    if (kind === 'payment_reminder') {
      if (!session)
        return { prepared: { kind: 'skipped', id, error: 'the order has no open payment session' } };
      const dueAt = new Date(Date.parse(session.expiresAt) - this.settings.reminderMs);
      // A new session was opened since: the reminder waits for its end.
      if (dueAt.getTime() > Date.now() + this.settings.reminderMs / 10)
        return { prepared: { kind: 'later', id, dueAt } };
    }
    return session ? { link: session.url, data: { payUntil: session.expiresAt } } : {};
  }
}

const byChannel = { sms: 'orderSms', push: 'orderPush' } as const;

/** Push messages go to the browsers of an account. */
function recipientOf(
  { channel, kind, orderId, recipient }: QueuedMessage,
  { orders, contacts }: Pick<Facts, 'orders' | 'contacts'>,
): string | null | undefined {
  const found = isOrderKind(kind) && orderId ? orders.get(orderId) : undefined;
  if (!found) return recipient;
  const contact = found.customerId ? contacts.get(found.customerId) : undefined;
  if (channel === 'sms') return contact?.phone;
  if (channel === 'push') return found.customerId;
  return found.order.email ?? contact?.email;
}

/** While Stripe or a service is down, a message waits. Any other error is its own. */
const failed =
  (message: QueuedMessage) =>
  (error: unknown): Prepared =>
    isUnavailable(error)
      ? { kind: 'later', id: message.id, dueAt: new Date(Date.now() + OUTAGE_PAUSE_MS), error: error.message }
      : { kind: 'failed', message, error };

/** A name to greet: not one with which a stranger writes an address of a page into our mails. */
const greetable = (name: string | null): string | null =>
  name !== null && name.length <= 60 && !/:\/\/|www\.|\.\p{L}{2}/iu.test(name) ? name : null;

const textOf = (value: string | number | null | undefined): string | null =>
  typeof value === 'string' ? value : null;
