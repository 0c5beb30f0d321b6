import { formatAmount, type TimelineEntry } from '@orderwire/contracts';
import type { Order } from './order.js';
import { refundsTold, type ToldRefund } from './told-refunds.js';

/** What an explanation is made of. */
export type Explained = Pick<
  Order,
  | 'status'
  | 'currency'
  | 'totalAmount'
  | 'refundedAmount'
  | 'paymentAttempt'
  | 'sessionExpiresAt'
  | 'paidAt'
  | 'dispute'
  | 'heldUpBy'
  | 'lookAgainAt'
>;

/**
 * Where an order stands and why, in a few plain sentences: what it waits for, until when, and what comes next. Says no more than
 * the timeline it is given, and of disputes only to whoever works here.
 */
export function explain(
  order: Explained,
  entries: readonly TimelineEntry[],
  now: Date,
  insider: boolean,
): string {
  return [
    standing(order, entries, now),
    ...refundsTold(entries).flatMap((refund) => refundSaid(refund, order)),
    ...(insider && order.dispute ? [disputes[order.dispute]] : []),
  ].join(' ');
}

function standing(order: Explained, entries: readonly TimelineEntry[], now: Date): string {
  const { status, currency, totalAmount, refundedAmount, paidAt } = order;
  const total = formatAmount(totalAmount, currency);
  const back = refundedAmount > 0 ? ` ${formatAmount(refundedAmount, currency)} of it went back.` : '';
  switch (status) {
    case 'PENDING':
      return waiting(order, entries, now);
    case 'PAID':
      return `The order was paid at ${time(paidAt)} with ${total} and waits to be shipped.${back}`;
    case 'SHIPPED':
      return `The order is paid (${total}) and was shipped.${back}`;
    case 'DELIVERED':
      return `The order is paid (${total}) and was delivered: nothing is left to do.${back}`;
    case 'REFUNDED':
      return `All of the order’s money (${total}) went back to the shopper.`;
    case 'CANCELLED': {
      const said = entries.findLast(({ step }) => step === 'cancelled');
      return `The order was cancelled${said ? ` at ${time(said.at)}: ${sentence(said.details['reason'])}` : '.'}`;
    }
  }
}

function waiting(order: Explained, entries: readonly TimelineEntry[], now: Date): string {
  const { sessionExpiresAt: end, heldUpBy, lookAgainAt, paymentAttempt } = order;
  const over = now > end;
  if (heldUpBy === 'money_on_its_way')
    return (
      'The order waits for a payment that was made but has not arrived: some methods take days, and news of money can be late. It becomes ' +
      'PAID when the money arrives, and CANCELLED when it does not.' +
      (over
        ? ` The payment service is asked again, and tells again of money it has, after ${time(lookAgainAt)}.`
        : '')
    );
  if (over && heldUpBy === 'payments_away')
    return (
      `Nobody has paid, as far as we know, and the time was over at ${time(end)}. The order is cancelled once the payment service ` +
      `answers; it is asked again after ${time(lookAgainAt)}.`
    );
  if (over && heldUpBy === 'cannot_be_closed')
    return (
      `Nobody has paid, as far as we know, and the time was over at ${time(end)}. The order could not be cancelled, because its payment ` +
      `link could not be closed; that is tried again after ${time(lookAgainAt)}. The shop has to look if it stays so.`
    );
  if (over)
    return (
      `Nobody has paid, as far as we know, and the time was over at ${time(end)}. The payment provider is about to be asked; ` +
      'if nobody paid, the order is cancelled.'
    );
  const link = entries.findLast(
    ({ step, details }) =>
      ['payment_session_opened', 'payment_session_failed'].includes(step) &&
      details['attempt'] === paymentAttempt,
  );
  if (link?.step === 'payment_session_opened')
    return `The order waits for its payment: its link can be paid until ${time(end)}. After that it is cancelled.`;
  if (link)
    return (
      `The order waits for a payment link: none could be made at ${time(link.at)}, because “${sentence(link.details['reason'])}” ` +
      `A new one can be asked for; without one the order is cancelled after ${time(end)}.`
    );
  return `The order’s payment link is being made. Without one the order is cancelled after ${time(end)}.`;
}

function refundSaid(refund: ToldRefund, { currency: usual, status }: Explained): string[] {
  const { amount, currency = usual, automatic, state, failure, at } = refund;
  const money = formatAmount(amount, currency);
  const what = automatic ? `A payment of ${money} does not count` : `A refund of ${money}`;
  if (state === 'rejected') return [`${what} and is about to be sent back.`];
  if (state === 'requested')
    return [automatic ? `${what} and is on its way back.` : `${what} is under way since ${time(at)}.`];
  // Tried again with success: nobody has to look any more.
  if (state === 'failed' && !automatic && status === 'REFUNDED') return [];
  if (state === 'failed')
    return [
      `${automatic ? `${what}, and sending it back` : what} failed at ${time(at)}: ${sentence(failure)} The shop has to look.`,
    ];
  return automatic ? [`${what} and went back at ${time(at)}.`] : [];
}

const disputes = {
  open: 'A dispute is open: the shopper’s bank asks for the money back. It is answered in Stripe’s dashboard.',
  won: 'A dispute about its money was won.',
  lost: 'A dispute about its money was lost: the money is gone.',
};

/** To the minute, in UTC. */
const time = (at: Date | string | null): string =>
  at === null ? 'an unknown time' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A reason as somebody gave it, with a full stop at its end. */
const sentence = (reason: unknown): string =>
  typeof reason === 'string' ? reason.trim().replace(/[.!]?$/, '.') : 'no reason was given.';
