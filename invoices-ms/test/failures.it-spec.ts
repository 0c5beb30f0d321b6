import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DocumentIssued,
  GetInvoiceFile,
  GetOrder,
  OrderNotFound,
  OrderPaid,
  OrderRefunded,
  RefundFailed,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { deadLetterPoisonMessages, sample, waitUntil } from '@orderwire/test-kit';
import { DiskGateway } from '../src/storage/disk.gateway.js';
import { sha256Of } from '../src/storage/sha256.js';
import { failedEvent, InvoicesWorld, paidEvent, refundedEvent } from './invoices-world.js';

let world: InvoicesWorld;
beforeAll(async () => {
  world = await InvoicesWorld.create();
});
afterAll(() => world.close());

it('unreadable events become dead letters at once, and the next event is consumed', async () => {
  const order = world.order();
  const refundId = '019a0000-0000-7000-8000-0000000000aa';
  expect(
    await deadLetterPoisonMessages(world.first, world.link.connection, [
      sample(OrderPaid, paidEvent(order)),
      sample(OrderRefunded, refundedEvent(order, 1_000, refundId)),
      sample(RefundFailed, failedEvent(order, 1_000, refundId)),
    ]),
  ).toEqual(
    ['issue_credit_note', 'issue_debit_note', 'issue_invoice'].map((handler) => `invoices_ms_${handler}`),
  );
});

describe('a lost event is closed by the comparison with its owner', () => {
  it('order.paid, order.refunded and refund.failed: each document is issued, once', async () => {
    const order = world.order();
    const refundId = '019a0000-0000-7000-8000-0000000000bb';
    world.facts.set(OrderPaid.subject, [{ id: order.id, event: paidEvent(order) }]);
    world.facts.set(OrderRefunded.subject, [{ id: refundId, event: refundedEvent(order, 1_000, refundId) }]);
    world.facts.set(RefundFailed.subject, [{ id: refundId, event: failedEvent(order, 1_000, refundId) }]);
    await world.findLostEvents();
    await world.findLostEvents();
    world.facts.clear();
    await world.process();
    await world.whenDue();
    await world.process();
    await world.whenDue();
    await world.process();
    const documents = await world.documents(order.id);
    expect(documents.every(({ number }) => number !== null)).toBe(true);
    expect(documents.map(({ kind }) => kind).sort()).toEqual(['credit_note', 'debit_note', 'invoice']);
  });
});

describe('after a restore', () => {
  const restores = (service: string, events: object[]) =>
    world.rows(
      `INSERT INTO messaging.restores (id, service, recovered_to, lost_events, events_complete)
       VALUES (gen_random_uuid(), $1, now() - interval '1 hour', $2, true)`,
      [service, JSON.stringify(events)],
    );

  it('of this database a lost document gets its id, number and date again, and no other does', async () => {
    const [lost, later] = [world.order(), world.order()];
    await world.paid(lost);
    await world.process();
    const [event] = await world.published(DocumentIssued, lost.id);
    if (!event) throw new Error('no document was issued');
    const [before] = await world.documents(lost.id);
    await world.stop();
    // The backup is older than every document.
    await world.rows('TRUNCATE documents, counters');
    await restores('invoices-ms', [{ subject: DocumentIssued.subject, payload: event }]);
    await world.start();
    await waitUntil(
      () => world.count('messaging.restores WHERE completed_at IS NULL'),
      (open) => open === 0,
    );
    await world.paid(later);
    await world.process();
    await world.paid(lost);
    await world.process();
    const [again] = await world.documents(lost.id);
    expect([again?.id, again?.number]).toEqual([before?.id, before?.number]);
    expect((await world.published(DocumentIssued, lost.id)).at(-1)).toEqual(event);
    expect((await world.documents(later.id))[0]?.number).not.toBe(before?.number);
  });

  it('of orders-ms the invoice of a lost order is credited, and staff can read both', async () => {
    const order = world.order();
    await world.paid(order);
    await world.process();
    // The credit note of an earlier refund is not issued when the order is lost.
    await world.refunded(order, 1_000);
    world.orders.delete(order.id);
    await world.stop();
    await restores('orders-ms', []);
    await world.start();
    await waitUntil(
      () => world.documents(order.id),
      ({ length }) => length === 3,
    );
    await world.process();
    const documents = await world.documents(order.id);
    expect(documents.map(({ kind, total_amount }) => [kind, total_amount])).toEqual([
      ['invoice', 14_040],
      ['credit_note', 1_000],
      ['credit_note', 13_040],
    ]);
    const request = { orderId: order.id, format: 'pdf' } as const;
    const staff = { role: 'staff', id: '019a0000-0000-7000-8000-0000000000cc' } as const;
    expect((await world.request(GetInvoiceFile, request, staff)).content).not.toBe('');
    await expect(
      world.request(GetInvoiceFile, request, { role: 'customer', id: order.customerId ?? null }),
    ).rejects.toMatchObject({ code: OrderNotFound.code });
  });
});

describe('the order of a document that is not issued', () => {
  it('was lost: the document is removed, and queued again when the order comes back', async () => {
    const order = world.order();
    const refundId = await world.refunded(order, 1_000);
    await world.paid(order);
    world.orders.delete(order.id);
    await world.process();
    await world.whenDue();
    await world.process();
    expect(await world.documents(order.id)).toEqual([]);
    world.orders.set(order.id, order);
    world.facts.set(OrderPaid.subject, [{ id: order.id, event: paidEvent(order) }]);
    world.facts.set(OrderRefunded.subject, [{ id: refundId, event: refundedEvent(order, 1_000, refundId) }]);
    await world.findLostEvents();
    world.facts.clear();
    await world.process();
    expect((await world.documents(order.id)).map(({ number }) => typeof number)).toEqual([
      'string',
      'string',
    ]);
  });
});

describe('while orders-ms is down', () => {
  it('documents wait without a failed attempt, and are issued afterwards', async () => {
    const order = world.order();
    await world.paid(order);
    world.owners.on(GetOrder, () => {
      throw ServiceUnavailable({ subject: GetOrder.subject });
    });
    await world.process();
    expect(await world.documents(order.id)).toMatchObject([{ number: null, attempts: 0 }]);
    await world.owners.reset();
    await world.whenDue();
    await world.process();
    expect(await world.documents(order.id)).toMatchObject([{ due_at: null }]);
  });
});

describe('when files cannot be stored', () => {
  it('the document keeps its number, nothing is half-written, and it is finished later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-invoices-'));
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const other = await world.start({ INVOICE_FOLDER: blocked });
    const order = world.order();
    await world.paid(order);
    await world.processBy(other);
    const [before] = await world.documents(order.id);
    expect(before).toMatchObject({
      pdf_sha256: null,
      attempts: 0,
      last_error: expect.stringContaining('ENOTDIR'),
    });
    expect(before?.number).not.toBeNull();
    rmSync(blocked);
    await world.whenDue();
    await world.processBy(other);
    await world.stop(other);
    expect(await world.documents(order.id)).toMatchObject([{ number: before?.number, due_at: null }]);
    rmSync(folder, { recursive: true });
  });

  it('a file that cannot get its name leaves no part of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orderwire-invoices-'));
    const bytes = Buffer.from('document');
    const sha256 = sha256Of(bytes);
    const store = new DiskGateway(folder);
    await store.put(sha256, bytes);
    const shard = join(folder, sha256.slice(0, 2));
    rmSync(join(shard, sha256));
    // A folder in its place: the file cannot be renamed to it.
    const inTheWay = mkdtempSync(join(shard, 'x'));
    chmodSync(inTheWay, 0o755);
    const { renameSync } = await import('node:fs');
    renameSync(inTheWay, join(shard, sha256));
    writeFileSync(join(shard, sha256, 'keep'), '');
    await expect(store.put(sha256, bytes)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(shard)).toEqual([sha256]);
    rmSync(folder, { recursive: true });
  });
});
