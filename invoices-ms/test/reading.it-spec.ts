import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DocumentNotFound,
  GetInvoiceFile,
  InvoiceNotReady,
  ListDocuments,
  ListOrderDocuments,
  NoEInvoice,
  NoInvoice,
  OrderNotFound,
  type OrderView,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { InvoicesWorld } from './invoices-world.js';

let world: InvoicesWorld;
beforeAll(async () => {
  world = await InvoicesWorld.create();
});
afterAll(() => world.close());

const owner = ({ customerId = null }: OrderView) => ({ role: 'customer', id: customerId }) as const;
const staff = { role: 'staff', id: uuidv7() } as const;

async function issued(changes: Partial<OrderView> = {}): Promise<OrderView> {
  const order = world.order(changes);
  await world.paid(order);
  await world.process();
  return order;
}

const file = (
  order: OrderView,
  format: 'pdf' | 'xml' = 'pdf',
  documentId?: string,
  caller: object = owner(order),
) => world.request(GetInvoiceFile, { orderId: order.id, format, ...(documentId && { documentId }) }, caller);

describe('the invoice of an order', () => {
  it('is a PDF with the number as its name, and the XRechnung file of an order with a VAT id', async () => {
    const order = await issued();
    const pdf = await file(order);
    expect(pdf).toMatchObject({
      contentType: 'application/pdf',
      filename: expect.stringMatching(/^INV-.*\.pdf$/),
    });
    expect(Buffer.from(pdf.content, 'base64').subarray(0, 8).toString()).toBe('%PDF-1.7');
    const xml = Buffer.from((await file(order, 'xml')).content, 'base64').toString();
    expect(xml).toContain('xrechnung_3.0');
  });

  it('without a VAT id has no XML', async () => {
    const order = await issued({ billing: null });
    await expect(file(order, 'xml')).rejects.toMatchObject({ code: NoEInvoice.code });
    expect((await file(order)).content).not.toBe('');
  });

  it('is for its customer and for staff: another customer does not find the order', async () => {
    const order = await issued();
    const stranger = { role: 'customer', id: uuidv7() } as const;
    await expect(file(order, 'pdf', undefined, stranger)).rejects.toMatchObject({ code: OrderNotFound.code });
    await expect(world.request(ListOrderDocuments, { orderId: order.id }, stranger)).rejects.toMatchObject({
      code: OrderNotFound.code,
    });
    expect((await file(order, 'pdf', undefined, staff)).content).not.toBe('');
  });

  it('is not ready until it is stored; a payment without its event counts as well', async () => {
    const order = world.order();
    await expect(file(order)).rejects.toMatchObject({
      code: InvoiceNotReady.code,
      details: { retryAfterMs: 2_000 },
    });
    await world.paid(order);
    await expect(file(order)).rejects.toMatchObject({ code: InvoiceNotReady.code });
  });

  it('does not exist for an order that is not paid, or was paid before the installation', async () => {
    for (const paidAt of [null, '2026-01-01T00:00:00.000Z'])
      await expect(file(world.order({ paidAt }))).rejects.toMatchObject({ code: NoInvoice.code });
  });

  it('that is damaged or missing on the disk is not sent', async () => {
    const order = await issued();
    const [{ pdf_sha256: sha256 } = {}] = await world.documents(order.id);
    rmSync(join(world.folder, String(sha256).slice(0, 2), String(sha256)));
    await expect(file(order)).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a document of an order', () => {
  it('is found by its id within the order only', async () => {
    const [one, other] = [await issued(), await issued()];
    await world.refunded(one, 1_000);
    await world.process();
    const { data } = await world.request(ListOrderDocuments, { orderId: one.id }, owner(one));
    expect(data.map(({ kind }) => kind)).toEqual(['invoice', 'credit_note']);
    const creditNote = data[1]?.id ?? '';
    expect((await file(one, 'pdf', creditNote)).filename).toMatch(/^CN-/);
    await expect(file(other, 'pdf', creditNote)).rejects.toMatchObject({ code: DocumentNotFound.code });
  });
});

describe('the list of documents', () => {
  it('is for staff, newest first, in pages, by kind, number and time', async () => {
    const order = await issued();
    await world.refunded(order, 500);
    await world.process();
    const first = await world.request(ListDocuments, { limit: 1 }, staff);
    expect(first.data).toMatchObject([{ kind: 'credit_note', orderId: order.id, totalAmount: 500 }]);
    const cursor = first.meta.nextCursor ?? '';
    const second = await world.request(ListDocuments, { limit: 1, cursor }, staff);
    expect(second.data).toMatchObject([{ kind: 'invoice', orderId: order.id }]);
    const [invoice] = second.data;
    const found = async (filter: object) => (await world.request(ListDocuments, filter, staff)).data;
    expect(await found({ number: invoice?.number })).toEqual([invoice]);
    expect((await found({ kind: 'credit_note' })).every(({ kind }) => kind === 'credit_note')).toBe(true);
    expect(await found({ to: '2026-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await found({ from: invoice?.issuedAt, limit: 2 })).toMatchObject([
      { kind: 'credit_note' },
      invoice,
    ]);
    await expect(world.request(ListDocuments, {}, owner(order))).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
