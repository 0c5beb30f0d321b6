import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  type Contact,
  type EventContract,
  GetContacts,
  GetEmailToken,
  GetMailDetails,
  GetOpenSessions,
  type MailOrder,
  OneTimeTokenInvalid,
  type OrderView,
} from '@orderwire/contracts';
import { type FaultRule, type Message, type RunningMailbox, startMailbox } from '@orderwire/mailbox';
import { publicHttp, type RunningService, startService } from '@orderwire/platform';
import {
  FakeService,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  testServiceKey,
  useLongRpcTimeouts,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { NotificationsConfig } from '../src/config.js';
import { SendMessagesUseCase } from '../src/messages/send-messages.use-case.js';
import { NotificationsModule } from '../src/notifications.module.js';

jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

export const definition: ServiceDefinition<NotificationsConfig> = {
  name: 'notifications-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) =>
    startService('notifications-ms', NotificationsModule.with(config), config, publicHttp(config)),
  // The sender does not run by itself: NotificationsWorld.send() runs it.
  config: {
    SMTP_URL: 'smtp://127.0.0.1:1',
    SMTP_TIMEOUT_SECONDS: 10,
    MAIL_FROM: 'Test Shop <shop@example.com>',
    SHOP_NAME: 'Test Shop',
    STAFF_EMAILS: ['staff@example.com', 'boss@example.com'],
    PUBLIC_URL: 'https://notify.example',
    NOTIFICATION_TOKEN_SECRET: [testServiceKey],
    PAYMENT_REMINDER_MINUTES: 15,
    MESSAGE_DAYS: 90,
    SMS_API_URL: 'https://sms.invalid',
    SEND_INTERVAL_MS: 3_600_000,
    SEND_CONCURRENCY: 5,
    TRUST_PROXY: false,
    WEBHOOK_PRIVATE_NETWORKS: true,
    WEBHOOK_INTERVAL_MS: 50,
    WEBHOOK_TIMEOUT_MS: WAIT_LIMIT_MS,
    WEBHOOK_CONCURRENCY: 20,
    WEBHOOK_ENDPOINT_CONCURRENCY: 4,
    WEBHOOK_RETRY_SECONDS: [0, 0],
    WEBHOOK_DAYS: 30,
  },
};

/** A row of the delivery log. */
interface LogRow {
  id: string;
  kind: string;
  channel: string;
  recipient: string | null;
  status: string;
  attempts: number;
  last_error: string | null;
  due_at: Date | null;
}

/** notifications-ms with a mailbox, and fakes of orders-ms, payments-ms and auth-ms. */
export class NotificationsWorld extends ServiceWorld<NotificationsConfig> {
  mailbox!: RunningMailbox;
  /** What orders-ms knows, by order id. */
  readonly orders = new Map<string, MailOrder>();
  /** Orders without an open payment session, although they are PENDING. */
  readonly withoutSession = new Set<string>();
  /** Valid one-time tokens by id. */
  readonly tokens = new Map<string, string>();
  readonly contacts = new Map<string, Contact>();
  /** Accounts that auth-ms does not know any more. */
  readonly deleted = new Set<string>();

  readonly ordersService = new FakeService(this.link)
    .serve(GetMailDetails, ({ orderIds }) => ({
      orders: orderIds.flatMap((id) => this.orders.get(id) ?? []),
    }))
    .serve(GetOpenSessions, ({ orderIds }) => ({
      sessions: orderIds.flatMap((id) => this.sessionOf(id) ?? []),
    }));
  readonly authService = new FakeService(this.link)
    .serve(GetContacts, ({ userIds }) => ({
      contacts: userIds
        .filter((id) => !this.deleted.has(id))
        .map(
          (userId) => this.contacts.get(userId) ?? { userId, email: '', name: '', phone: null, locale: null },
        ),
    }))
    .serve(GetEmailToken, ({ tokenId }) => {
      const token = this.tokens.get(tokenId);
      if (!token) throw OneTimeTokenInvalid();
      return { token };
    });

  static async create(config: Partial<NotificationsConfig> = {}): Promise<NotificationsWorld> {
    return new NotificationsWorld(await openServers(definition), definition).begin(config);
  }

  /** Starts the mailbox, the fakes and one replica. */
  protected async begin(config: Partial<NotificationsConfig>): Promise<this> {
    this.mailbox = await startMailbox();
    await Promise.all([this.ordersService.start(), this.authService.start()]);
    await this.start({ SMTP_URL: this.mailbox.smtpUrl, ...config });
    return this;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.mailbox.close();
  }

  /** An order that orders-ms knows: of a guest, PENDING for another hour, with one line of 25 euros. */
  order(changes: Partial<OrderView> = {}, more: Partial<MailOrder> = {}): MailOrder {
    const id: string = uuidv7();
    const order: OrderView = {
      ...{ id, status: 'PENDING', currency: 'eur', totalAmount: 2_500, totalItems: 2, refundedAmount: 0 },
      ...{ taxAmount: 0, taxes: [], billing: null },
      items: [{ productId: uuidv7(), name: 'Mug', unitAmount: 1_250, quantity: 2, amount: 2_500 }],
      email: `shopper-${id}@example.com`,
      shippingAddress: null,
      createdAt: new Date().toISOString(),
      ...{ paidAt: null, paymentId: null, receiptUrl: null, tracking: null },
      ...changes,
    };
    const payUntil = new Date(Date.now() + 3_600_000).toISOString();
    const known = { order, customerId: null, locale: null, orderToken: `token-of-${id}`, payUntil, ...more };
    this.orders.set(id, known);
    return known;
  }

  /** The order changes at orders-ms. */
  change({ order: { id } }: MailOrder, changes: Partial<OrderView>): void {
    const known = this.orders.get(id);
    if (known) this.orders.set(id, { ...known, order: { ...known.order, ...changes } });
  }

  /** Publishes an event and waits until this handler has consumed it. */
  async consume<Payload extends object>(
    contract: EventContract<Payload>,
    handler: string,
    payload: Payload,
  ): Promise<string> {
    const id = await this.publish(contract, payload);
    await this.consumed(handler, id);
    return id;
  }

  /** Sends all due messages, by the first replica. */
  send(): Promise<void> {
    return this.sendBy(this.first);
  }

  async sendBy({ app }: RunningService): Promise<void> {
    while (await app.get(SendMessagesUseCase, { strict: false }).execute());
  }

  /** A new process, which knows of no pause. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start({ SMTP_URL: this.mailbox.smtpUrl });
  }

  /** Makes waiting messages due, as if their time had come. */
  async whenDue(): Promise<void> {
    await this.rows('UPDATE messages SET due_at = to_timestamp(0) WHERE due_at IS NOT NULL');
  }

  /** The mails to this address, oldest first. */
  async mails(to: string): Promise<Message[]> {
    return (await this.mailbox.messages({ to })).reverse();
  }

  /** The delivery log of an order, oldest first. */
  log(orderId: string): Promise<LogRow[]> {
    return this.rows<LogRow>('SELECT * FROM messages WHERE order_id = $1 ORDER BY id', [orderId]);
  }

  /** Makes the mail server fail by these rules until {@link repair}. */
  async breakMailbox(...rules: Partial<FaultRule>[]): Promise<void> {
    await this.faults('PUT', JSON.stringify({ rules }));
  }

  async repair(): Promise<void> {
    await this.faults('DELETE');
  }

  private async faults(method: string, body?: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.mailbox.url}/api/faults`, {
      method,
      ...(body && { body, headers }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  private sessionOf(orderId: string) {
    const known = this.orders.get(orderId);
    if (known?.order.status !== 'PENDING' || this.withoutSession.has(orderId)) return null;
    return { orderId, url: `https://checkout.example/${orderId}`, expiresAt: known.payUntil };
  }
}
