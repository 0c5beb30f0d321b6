import type { MailOrder, OrderStatus } from '@orderwire/contracts';
import type { MessageDraft, MessageKind, QueuedMessage } from './message.js';

/** Why a mail about an order is pointless by now; undefined if it is not. */
export function outdatedReason(kind: MessageKind, status: OrderStatus): string | undefined {
  const is = `the order is ${status}`;
  if (kind === 'order_confirmation') return status === 'CANCELLED' ? is : undefined;
  if (kind === 'payment_failed' || kind === 'payment_reminder') return status === 'PENDING' ? undefined : is;
  if (kind === 'order_cancelled') return status === 'CANCELLED' ? undefined : is;
  return undefined;
}

/** The pages of the shop that mails link to. */
const pages: Readonly<Record<string, string>> = {
  order: 'orders',
  verify_email: 'verify-email',
  password_reset: 'reset-password',
  email_change: 'confirm-email',
};

/**
 * A page of the shop; undefined without a shop front. The token stands in the fragment, which browsers
 * send to no server.
 */
export function pageOf(
  storefrontUrl: string | undefined,
  page: string,
  token: string | null,
  id?: string,
): string | undefined {
  if (!storefrontUrl || !pages[page]) return undefined;
  return [storefrontUrl, pages[page], ...(id ? [id] : [])].join('/') + (token ? `#token=${token}` : '');
}

/** After the confirmation of an unpaid order: a reminder before its payment session ends. */
export function reminderDraft(
  { kind, correlationId, occurredAt }: QueuedMessage,
  { order, payUntil }: MailOrder,
  reminderMs: number,
): (MessageDraft & { dueAt: Date }) | undefined {
  const dueAt = new Date(Date.parse(payUntil) - reminderMs);
  if (
    kind !== 'order_confirmation' ||
    order.status !== 'PENDING' ||
    reminderMs === 0 ||
    dueAt.getTime() <= Date.now()
  )
    return undefined;
  const origin = { id: `reminder:${order.id}`, correlationId, occurredAt: occurredAt.toISOString() };
  return { kind: 'payment_reminder', subjectId: order.id, orderId: order.id, origin, dueAt };
}
