import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DocumentIssued,
  type DocumentKind,
  GetInvoiceFile,
  ListOrderDocuments,
  OrderPaid,
} from '@orderwire/contracts';
import { Database } from '@orderwire/platform';
import { waitUntil } from '@orderwire/test-kit';
import { DocumentRepository } from '../src/documents/document.repository.js';
import { InvoicesWorld, paidEvent } from './invoices-world.js';

let world: InvoicesWorld;
beforeAll(async () => {
  world = await InvoicesWorld.create();
});
afterAll(() => world.close());

const year = new Date().getUTCFullYear();

/** The numbers of a series, which must be 1, 2, 3, … */
async function positions(series: string): Promise<number[]> {
  const rows = await world.rows<{ position: number }>(
    'SELECT position FROM documents WHERE series = $1 ORDER BY position',
    [`${series}-${year}`],
  );
  return rows.map(({ position }) => position);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

describe('a paid order', () => {
  it('gets one invoice with a number, an event and a stored PDF', async () => {
    const order = world.order();
    await world.paid(order);
    await world.process();
    const [invoice, ...others] = await world.documents(order.id);
    expect(others).toEqual([]);
    expect(invoice).toMatchObject({
      ...{ kind: 'invoice', total_amount: 14_040, refers_to: null, due_at: null, last_error: null },
      number: expect.stringMatching(new RegExp(`^INV-${year}-\\d{6}$`)),
      pdf_sha256: expect.stringMatching(/^[\da-f]{64}$/),
    });
    expect(await world.published(DocumentIssued, order.id)).toMatchObject([
      { kind: 'invoice', number: invoice?.number, totalAmount: 14_040, taxAmount: 2_040, refundId: null },
    ]);
  });

  it('gets no second invoice when its event is delivered again, or replayed under another id', async () => {
    const order = world.order();
    await world.paid(order);
    await world.paid(order);
    await world.process();
    await world.paid(order);
    await world.process();
    expect(await world.documents(order.id)).toHaveLength(1);
  });

  it('that was paid before the installation gets none', async () => {
    const order = world.order({ paidAt: '2026-01-01T00:00:00.000Z' });
    await world.paid(order);
    expect(await world.documents(order.id)).toEqual([]);
  });
});

describe('the credit note of a refund', () => {
  it('refers to the invoice, and the credit notes of a refunded order add up to it', async () => {
    const order = world.order();
    await world.paid(order);
    await world.refunded(order, 4_000);
    await world.refunded(order, 10_040);
    await world.process();
    await world.whenDue();
    await world.process();
    const [invoice, first, second] = await world.documents(order.id);
    expect([first?.kind, first?.refers_to, first?.total_amount]).toEqual([
      'credit_note',
      invoice?.number,
      4_000,
    ]);
    expect([second?.kind, second?.refers_to, second?.total_amount]).toEqual([
      ...['credit_note', invoice?.number, 10_040],
    ]);
    const [{ tax = 0 } = {}] = await world.rows<{ tax: number }>(
      `SELECT sum(tax_amount)::int AS tax FROM documents WHERE order_id = $1 AND kind = 'credit_note'`,
      [order.id],
    );
    expect(tax).toBe(2_040);
  });

  it('waits for the invoice, also when the event of the payment was lost', async () => {
    const order = world.order();
    await world.refunded(order, 1_000);
    await world.process();
    await world.whenDue();
    await world.process();
    const kinds = (await world.documents(order.id)).filter(({ number }) => number).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['credit_note', 'invoice']);
  });

  it('of an order from before the installation is never issued', async () => {
    const order = world.order({ paidAt: '2026-01-01T00:00:00.000Z' });
    await world.refunded(order, 1_000);
    await world.process();
    expect(await world.documents(order.id)).toMatchObject([
      {
        kind: 'credit_note',
        number: null,
        due_at: null,
        last_error: 'the order was paid before invoices were issued',
      },
    ]);
  });
});

describe('a refund that fails after it succeeded', () => {
  it('gets a debit note in the series of the invoices, and its amount can be refunded again', async () => {
    const order = world.order();
    await world.paid(order);
    const refundId = await world.refunded(order, 14_040);
    await world.process();
    await world.refundFailed(order, 14_040, refundId);
    await world.refunded(order, 14_040);
    await world.process();
    await world.whenDue();
    await world.process();
    const documents = await world.documents(order.id);
    expect(documents.map(({ kind, total_amount }) => [kind, total_amount])).toEqual([
      ['invoice', 14_040],
      ['credit_note', 14_040],
      ['debit_note', 14_040],
      ['credit_note', 14_040],
    ]);
    expect(documents[2]).toMatchObject({
      refers_to: documents[1]?.number,
      number: expect.stringMatching(new RegExp(`^INV-${year}-`)),
    });
  });

  it('is known before its success: both documents are issued', async () => {
    const order = world.order();
    const refundId = '019a0000-0000-7000-8000-0000000000fe';
    await world.paid(order);
    await world.refundFailed(order, 1_000, refundId);
    await world.process();
    await world.refunded(order, 1_000, refundId);
    for (let round = 0; round < 3; round++) {
      await world.process();
      await world.whenDue();
    }
    const documents = await world.documents(order.id);
    expect(
      documents
        .filter(({ number }) => number)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([...['credit_note', 'debit_note', 'invoice']]);
  });

  it('is recorded at the same moment as its success: the debit note is due', async () => {
    const { app } = world.first;
    const documents = app.get(DocumentRepository, { strict: false });
    const database = app.get(Database, { strict: false });
    const [orderId, subjectId] = [randomUUID(), randomUUID()];
    const draftOf = (kind: DocumentKind) => ({
      ...{ kind, subjectId, orderId, refundAmount: 1_000, correlationId: 'test' },
      occurredAt: new Date().toISOString(),
    });
    let credited: Promise<void> | undefined;
    let ended = false;
    await database.transaction(async (tx) => {
      await documents.add(tx, [draftOf('debit_note')]);
      credited = database
        .transaction((other) => documents.add(other, [draftOf('credit_note')]))
        .finally(() => (ended = true));
      // It has ended, or waits for this transaction.
      const waiting = () => world.rows('SELECT FROM pg_locks WHERE NOT granted');
      await waitUntil(waiting, (locks) => ended || locks.length > 0);
    });
    await credited;
    const due = (await world.documents(orderId)).filter(({ due_at }) => due_at !== null);
    expect(due.map(({ kind }) => kind).sort()).toEqual(['credit_note', 'debit_note']);
    await world.rows('DELETE FROM documents WHERE order_id = $1', [orderId]);
  });

  it('never succeeded: there is no debit note', async () => {
    const order = world.order();
    await world.paid(order);
    await world.refundFailed(order, 1_000, '019a0000-0000-7000-8000-0000000000ff');
    await world.process();
    await world.whenDue();
    await world.process();
    const issued = (await world.documents(order.id)).filter(({ number }) => number);
    expect(issued.map(({ kind }) => kind)).toEqual(['invoice']);
  });
});

describe('the numbers of a series', () => {
  it('have no gap and no double under two replicas, and each order has one invoice', async () => {
    const other = await world.start();
    const orders = Array.from({ length: 30 }, () => world.order());
    const ids = await Promise.all(orders.map((order) => world.publish(OrderPaid, paidEvent(order))));
    await world.consumed('issue_invoice', ...ids);
    await Promise.all([world.process(), world.processBy(other)]);
    await world.stop(other);
    for (const { id } of orders) expect(await world.documents(id)).toMatchObject([{ due_at: null }]);
    const numbers = await positions('INV');
    expect(numbers.length).toBeGreaterThan(30);
    expect(numbers).toEqual(upTo(numbers.length));
    expect(await positions('CN')).toEqual(upTo((await positions('CN')).length));
  });

  it('have no gap after a transaction that was rolled back', async () => {
    await world.rows(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no'; END $$`);
    await world.rows(`CREATE TRIGGER refuse BEFORE INSERT ON messaging.outbox EXECUTE FUNCTION refuse()`);
    const order = world.order();
    await world.paid(order);
    await world.process();
    expect(await world.documents(order.id)).toMatchObject([{ number: null, attempts: 1, last_error: 'no' }]);
    await world.rows('DROP TRIGGER refuse ON messaging.outbox; DROP FUNCTION refuse()');
    await world.whenDue();
    await world.process();
    const numbers = await positions('INV');
    expect(numbers).toEqual(upTo(numbers.length));
  });
});

describe('an issued document', () => {
  it('cannot be changed or deleted in the database', async () => {
    const order = world.order();
    await world.paid(order);
    await world.process();
    const [{ id = '' } = {}] = await world.documents(order.id);
    for (const change of [`total_amount = 1`, `content = '{}'`, `number = 'INV-1'`, `pdf_sha256 = 'x'`])
      await expect(world.rows(`UPDATE documents SET ${change} WHERE id = $1`, [id])).rejects.toThrow(
        /cannot be/,
      );
    await expect(world.rows('DELETE FROM documents WHERE id = $1', [id])).rejects.toThrow(
      /cannot be deleted/,
    );
  });

  it('says the same when the order changes afterwards', async () => {
    const order = world.order();
    await world.paid(order);
    await world.process();
    const caller = { role: 'customer', id: order.customerId ?? null } as const;
    const request = { orderId: order.id, format: 'pdf' } as const;
    const before = await world.request(GetInvoiceFile, request, caller);
    world.orders.set(order.id, { ...order, billing: null, shippingAddress: null, email: null });
    await world.paid(order);
    await world.process();
    expect(await world.request(GetInvoiceFile, request, caller)).toEqual(before);
    const { data } = await world.request(ListOrderDocuments, { orderId: order.id }, caller);
    expect(data).toMatchObject([{ ready: true, eInvoice: true }]);
  });

  it('leaves complete files only', () => {
    const files = readdirSync(world.folder, { recursive: true, withFileTypes: true });
    const names = files.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !/^[\da-f]{64}$/.test(name))).toEqual([]);
  });
});
