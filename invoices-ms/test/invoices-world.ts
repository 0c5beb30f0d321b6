import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  type EventContract,
  GetOrder,
  ListFacts,
  OrderNotFound,
  OrderPaid,
  OrderRefunded,
  type OrderView,
  RefundFailed,
} from '@orderwire/contracts';
import { type RunningService, startService } from '@orderwire/platform';
import {
  FakeService,
  openServers,
  replyWithFacts,
  type ServiceDefinition,
  ServiceWorld,
  useLongRpcTimeouts,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { InvoicesConfig } from '../src/config.js';
import { ProcessDocumentsUseCase } from '../src/documents/process-documents.use-case.js';
import { InvoicesModule } from '../src/invoices.module.js';
import { paidOrder, seller, type TaxOf } from './documents.js';

jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

const definition: ServiceDefinition<InvoicesConfig> = {
  name: 'invoices-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('invoices-ms', InvoicesModule.with(config), config),
  // The job does not run by itself: InvoicesWorld.process() runs it.
  config: {
    SELLER_NAME: seller.name,
    SELLER_LINE1: seller.line1,
    SELLER_POSTAL_CODE: seller.postalCode,
    SELLER_CITY: seller.city,
    SELLER_COUNTRY: seller.country,
    SELLER_VAT_ID: 'DE123456788',
    SELLER_CONTACT: seller.contact,
    SELLER_PHONE: seller.phone,
    SELLER_EMAIL: seller.email,
    SELLER_TIME_ZONE: 'UTC',
    SELLER_ID: 'default',
    INVOICE_SERIES: 'INV',
    CREDIT_NOTE_SERIES: 'CN',
    INVOICE_FOLDER: '',
    S3_REGION: 'us-east-1',
    S3_PREFIX: 'invoices/',
    S3_TIMEOUT_MS: 10_000,
    DOCUMENT_INTERVAL_MS: 3_600_000,
  },
};

const taxed: TaxOf[] = [
  ['standard_rated', 19, 10_000, 1_900],
  ['reduced_rated', 7, 2_000, 140],
];

/** A row of the documents. */
export interface DocumentRow {
  id: string;
  kind: string;
  number: string | null;
  total_amount: number | null;
  refers_to: string | null;
  pdf_sha256: string | null;
  attempts: number;
  due_at: Date | null;
  last_error: string | null;
}

/** invoices-ms with a folder for its files, and a fake of orders-ms. */
export class InvoicesWorld extends ServiceWorld<InvoicesConfig> {
  readonly folder = mkdtempSync(join(tmpdir(), 'orderwire-invoices-'));
  /** What orders-ms knows, by order id. */
  readonly orders = new Map<string, OrderView>();
  /** What orders-ms and payments-ms tell about their events, by subject. */
  readonly facts = new Map<string, { id: string; event: Record<string, unknown> }[]>();
  readonly owners = new FakeService(this.link)
    .serve(GetOrder, ({ orderId }, { context: { actor } }) => {
      const order = this.orders.get(orderId);
      const sees = ['system', 'staff', 'admin'].includes(actor.role) || actor.id === order?.customerId;
      if (!order || !sees) throw OrderNotFound({ orderId });
      return order;
    })
    .serve(ListFacts.orders, (request) => replyWithFacts(this.facts)(request))
    .serve(ListFacts.payments, (request) => replyWithFacts(this.facts)(request));

  static async create(config: Partial<InvoicesConfig> = {}): Promise<InvoicesWorld> {
    const world = new InvoicesWorld(await openServers(definition), definition);
    await world.owners.start();
    await world.start(config);
    return world;
  }

  override config(changes: Partial<InvoicesConfig> = {}): InvoicesConfig {
    return super.config({ INVOICE_FOLDER: this.folder, ...changes });
  }

  override async close(): Promise<void> {
    await super.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An order that orders-ms knows: paid just now, of 140.40 euros. */
  order(changes: Partial<OrderView> = {}): OrderView {
    const now = new Date().toISOString();
    const order = paidOrder(taxed, {
      id: uuidv7(),
      createdAt: now,
      paidAt: now,
      customerId: uuidv7(),
      ...changes,
    });
    this.orders.set(order.id, order);
    return order;
  }

  /** Publishes an event and waits until its handler has consumed it. */
  async consume<Payload extends object>(
    contract: EventContract<Payload>,
    handler: string,
    payload: Payload,
  ): Promise<string> {
    const id = await this.publish(contract, payload);
    await this.consumed(handler, id);
    return id;
  }

  async paid(order: OrderView): Promise<void> {
    await this.consume(OrderPaid, 'issue_invoice', paidEvent(order));
  }

  /** A refund of this order succeeds. Resolves with its id. */
  async refunded(order: OrderView, amount: number, refundId: string = uuidv7()): Promise<string> {
    await this.consume(OrderRefunded, 'issue_credit_note', refundedEvent(order, amount, refundId));
    return refundId;
  }

  /** The refund fails after all. */
  async refundFailed(order: OrderView, amount: number, refundId: string): Promise<void> {
    await this.consume(RefundFailed, 'issue_debit_note', failedEvent(order, amount, refundId));
  }

  /** Works on all due documents, by the first replica. */
  process(): Promise<void> {
    return this.processBy(this.first);
  }

  async processBy({ app }: RunningService): Promise<void> {
    while (await app.get(ProcessDocumentsUseCase, { strict: false }).execute());
  }

  /** Makes waiting documents due, as if their time had come. */
  async whenDue(): Promise<void> {
    await this.rows('UPDATE documents SET due_at = to_timestamp(0) WHERE due_at IS NOT NULL');
  }

  /** The documents of an order, oldest first. */
  documents(orderId: string): Promise<DocumentRow[]> {
    const columns =
      'id, kind, number, refers_to, pdf_sha256, attempts, due_at, last_error, total_amount::int';
    const text = `SELECT ${columns} FROM documents WHERE order_id = $1 ORDER BY created_at, id`;
    return this.rows<DocumentRow>(text, [orderId]);
  }
}

export const paidEvent = ({ id, currency, totalAmount, paidAt }: OrderView) => ({
  ...{ orderId: id, currency, totalAmount, paymentId: 'pi_1', paidAt: paidAt ?? new Date().toISOString() },
});

export const refundedEvent = (
  { id, currency, totalAmount }: OrderView,
  amount: number,
  refundId: string,
) => ({
  ...{ orderId: id, refundId, currency, amount, refundedAmount: amount, totalAmount, restock: [] },
  refundedAt: new Date().toISOString(),
});

export const failedEvent = ({ id, currency }: OrderView, amount: number, refundId: string) => ({
  ...{ orderId: id, refundId, paymentId: 'pi_1', amount, currency, reason: 'requested_by_customer' },
  ...{ automatic: false, failure: 'expired_or_canceled_card', at: new Date().toISOString() },
});
