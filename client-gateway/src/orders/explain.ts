import { formatAmount, type StandingCode, type StandingFact } from '@orderwire/contracts';

/** A fact's values as people read them. */
interface Said {
  readonly money: string;
  readonly at: string;
  readonly until: string;
  readonly again: string | undefined;
  readonly because: string;
}

/** In English; amounts and times are in it as the reader's own language writes them. */
const sentences: Readonly<Record<StandingCode, (said: Said) => string>> = {
  awaiting_payment: ({ until }) =>
    `The order waits for its payment: its link can be paid until ${until}. After that it is cancelled.`,
  payment_session_pending: ({ until }) =>
    `The order’s payment link is being made. Without one the order is cancelled after ${until}.`,
  payment_session_missing: ({ at, until, because }) =>
    `The order waits for a payment link: none could be made at ${at}, because “${because}” A new one can be asked for; ` +
    `without one the order is cancelled after ${until}.`,
  payment_processing: ({ again }) =>
    'The order waits for a payment that was made but has not arrived: some methods take days, and news of money can be late. ' +
    'It becomes PAID when the money arrives, and CANCELLED when it does not.' +
    (again ? ` The payment service is asked again, and tells again of money it has, after ${again}.` : ''),
  overdue: ({ until }) =>
    `Nobody has paid, as far as we know, and the time was over at ${until}. The payment provider is about to be asked; ` +
    'if nobody paid, the order is cancelled.',
  payments_unavailable: ({ until, again = 'a while' }) =>
    `Nobody has paid, as far as we know, and the time was over at ${until}. The order is cancelled once the payment service ` +
    `answers; it is asked again after ${again}.`,
  payment_session_not_expirable: ({ until, again = 'a while' }) =>
    `Nobody has paid, as far as we know, and the time was over at ${until}. The order could not be cancelled, because its ` +
    `payment link could not be closed; that is tried again after ${again}. The shop has to look if it stays so.`,
  paid: ({ at, money }) => `The order was paid at ${at} with ${money} and waits to be shipped.`,
  shipped: ({ money }) => `The order is paid (${money}) and was shipped.`,
  delivered: ({ money }) => `The order is paid (${money}) and was delivered: nothing is left to do.`,
  cancelled: ({ at, because }) => `The order was cancelled at ${at}: ${because}`,
  refunded: ({ money }) => `All of the order’s money (${money}) went back to the shopper.`,
  partially_refunded: ({ money }) => `${money} of it went back.`,
  payment_rejected: ({ money }) => `A payment of ${money} does not count and is about to be sent back.`,
  rejected_payment_refunding: ({ money }) => `A payment of ${money} does not count and is on its way back.`,
  rejected_payment_refunded: ({ money, at }) =>
    `A payment of ${money} does not count and went back at ${at}.`,
  rejected_payment_refund_failed: ({ money, at, because }) =>
    `A payment of ${money} does not count, and sending it back failed at ${at}: ${because} The shop has to look.`,
  refund_pending: ({ money, at }) => `A refund of ${money} is under way since ${at}.`,
  refund_failed: ({ money, at, because }) =>
    `A refund of ${money} failed at ${at}: ${because} The shop has to look.`,
  dispute_open: () =>
    'A dispute is open: the shopper’s bank asks for the money back. It is answered in Stripe’s dashboard.',
  dispute_won: () => 'A dispute about its money was won.',
  dispute_lost: () => 'A dispute about its money was lost: the money is gone.',
};

/** Where an order stands and why, in a few plain sentences. What a newer orders-ms says that is unknown here is left out. */
export function explain(standing: readonly StandingFact[], locale: string): string {
  const time = timesIn(locale);
  return standing
    .filter(({ code }) => Object.hasOwn(sentences, code))
    .map(({ code, amount = 0, currency, at, until, again, because }) =>
      sentences[code]({
        money: currency ? formatAmount(amount, currency, locale) : '',
        at: time(at),
        until: time(until),
        again: again && time(again),
        because: sentence(because),
      }),
    )
    .join(' ');
}

/** To the minute, in UTC: nobody knows where the reader is. */
function timesIn(locale: string): (at: string | undefined) => string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
  });
  return (at) => (at === undefined ? 'an unknown time' : format.format(new Date(at)));
}

/** A reason as somebody gave it, with a full stop at its end. */
const sentence = (reason: string | undefined): string =>
  reason === undefined ? 'no reason was given.' : reason.trim().replace(/[.!]?$/, '.');
