import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { OrderDocuments, OrderShipmentView } from '@orderwire/contracts';
import type { ShopClient } from '@orderwire/test-kit/shop-client';

/** How long each result of a payment may take. */
const TIMEOUT_MS = 15_000;
const POLL_MS = 200;

const done = styleText('green', '✔');
const missing = styleText('yellow', '!');

/** What `read` finds; undefined when it finds nothing in time. */
async function found<Found>(
  read: () => Promise<Found | undefined>,
  timeoutMs: number,
): Promise<Found | undefined> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(POLL_MS)) {
    const one = await read().catch(() => undefined);
    if (one !== undefined) return one;
  }
  return undefined;
}

/** One line about the mail that tells of the payment, once it has arrived in the mailbox. */
export async function describeMail(
  mailbox: string,
  orderId: string,
  timeoutMs = TIMEOUT_MS,
): Promise<string> {
  // Subjects name the order by the end of its id. The first mail confirms it, the second one the payment.
  const url = `${mailbox}/api/messages?subject=${orderId.slice(-8)}`;
  const mail = await found(async () => {
    const { data = [] } = (await (await fetch(url)).json()) as { data?: { id: string; subject: string }[] };
    return data.length > 1 ? data[0] : undefined;
  }, timeoutMs);
  return mail
    ? `${done} mail “${mail.subject}”  ${styleText('cyan', `${mailbox}/messages/${mail.id}`)}`
    : `${missing} no mail about the payment arrived within ${timeoutMs / 1_000} s: see ${mailbox}`;
}

/** One line about the invoice of the order, once it is saved in the folder. */
export async function saveInvoice(
  shopper: Pick<ShopClient, 'request' | 'download'>,
  orderId: string,
  folder: string,
  timeoutMs = TIMEOUT_MS,
): Promise<string> {
  const invoice = await found(async () => {
    const { data } = (await shopper.request<OrderDocuments>('GET', `/orders/${orderId}/invoices`)).orThrow();
    return data.find(({ kind, ready }) => kind === 'invoice' && ready);
  }, timeoutMs);
  if (!invoice) return `${missing} the invoice was not issued within ${timeoutMs / 1_000} s`;
  const file = join(folder, `${invoice.number}.pdf`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, await shopper.download(`/orders/${orderId}/invoice.pdf`));
  return `${done} invoice ${invoice.number}  ${styleText('cyan', file)}`;
}

/** One line about the parcel of the order, once its label is bought. */
export async function describeParcel(
  shopper: Pick<ShopClient, 'request'>,
  orderId: string,
  timeoutMs = TIMEOUT_MS,
): Promise<string> {
  const tracking = await found(async () => {
    const shipment = await shopper.request<OrderShipmentView>('GET', `/orders/${orderId}/shipment`);
    return shipment.orThrow().tracking ?? undefined;
  }, timeoutMs);
  return tracking
    ? `${done} parcel ${tracking.trackingNumber} with ${tracking.carrier}  ${styleText('cyan', tracking.trackingUrl ?? '')}`
    : `${missing} no label was bought within ${timeoutMs / 1_000} s`;
}
