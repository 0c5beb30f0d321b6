import {
  dateFormat,
  formatAmount,
  OrderTimeline,
  type StandingCode,
  type StandingFact,
} from '@orderwire/contracts';
import { IsString } from 'class-validator';
import { languagesOf } from './accept-language.js';

/** A timeline with its `standing` in words. */
export class TimelineResponse extends OrderTimeline {
  /** English; amounts and times in the format of the first known language of `Accept-Language`. */
  @IsString()
  summary!: string;
}

export const withSummary = (
  timeline: OrderTimeline,
  acceptLanguage: string | undefined,
): TimelineResponse => ({
  ...timeline,
  summary: summarize(timeline.standing, preferredLocale(acceptLanguage)),
});

/** The values of a fact, formatted. */
interface Formatted {
  readonly amount: string;
  readonly at: string;
  readonly until: string;
  readonly again: string | undefined;
  readonly because: string;
  /** The end of a sentence: with the reason if there is one that the reader may see. */
  readonly ending: string;
}

const sentences: Readonly<Record<StandingCode, (fact: Formatted) => string>> = {
  awaiting_payment: ({ until }) =>
    `The order is awaiting payment: its payment session is open until ${until}. After that it is cancelled.`,
  payment_session_pending: ({ until }) =>
    `The order’s payment session is being created. Without one the order is cancelled after ${until}.`,
  payment_session_missing: ({ at, until, because }) =>
    `The order has no payment session: creating one failed at ${at}, because “${because}” A new one can be requested; ` +
    `without one the order is cancelled after ${until}.`,
  payment_processing: ({ again }) =>
    'A payment was made and is being processed, which can take some days with some payment methods. ' +
    'The order becomes PAID when the payment arrives; if it fails, a new payment link or a new order is ' +
    'possible. There is nothing to do meanwhile.' +
    (again ? ` The payment service is asked again after ${again}, and republishes payments it has.` : ''),
  payment_failed: ({ at, until, ending }) =>
    `The payment failed at ${at}${ending} A new payment link can be requested now; without a payment the order is cancelled after ${until}.`,
  overdue: ({ until }) =>
    `No payment is known, and the time to pay ended at ${until}. The payment provider is about to be asked; ` +
    'without a payment the order is cancelled.',
  payments_unavailable: ({ until, again = 'a while' }) =>
    `No payment is known, and the time to pay ended at ${until}. The payment service is unavailable: the order is ` +
    `cancelled once it replies; it is asked again after ${again}.`,
  payment_session_not_expirable: ({ until, again = 'a while' }) =>
    `No payment is known, and the time to pay ended at ${until}. The order could not be cancelled, because its ` +
    `payment session could not be expired; the next attempt is after ${again}. If this persists, the shop must act.`,
  paid: ({ at, amount }) => `The order was paid at ${at} with ${amount} and is waiting to be shipped.`,
  shipped: ({ amount }) => `The order is paid (${amount}) and was shipped.`,
  delivered: ({ amount }) => `The order is paid (${amount}) and was delivered: nothing is left to do.`,
  cancelled: ({ at, ending }) => `The order was cancelled at ${at}${ending}`,
  payment_refunded_on_arrival: () =>
    'A payment was being processed when it was cancelled: it is refunded in full when it arrives.',
  refunded: ({ amount }) => `The order was refunded in full (${amount}).`,
  partially_refunded: ({ amount }) => `${amount} of it was refunded.`,
  payment_rejected: ({ amount }) => `A payment of ${amount} was rejected and is about to be refunded.`,
  rejected_payment_refunding: ({ amount }) => `A payment of ${amount} was rejected; its refund is pending.`,
  rejected_payment_refunded: ({ amount, at }) => `A payment of ${amount} was rejected and refunded at ${at}.`,
  rejected_payment_refund_failed: ({ amount, at, ending }) =>
    `A payment of ${amount} was rejected, and its refund failed at ${at}${ending} The shop must act.`,
  refund_pending: ({ amount, at }) => `A refund of ${amount} is pending since ${at}.`,
  refund_failed: ({ amount, at, ending }) =>
    `A refund of ${amount} failed at ${at}${ending} The shop must act.`,
  dispute_open: () =>
    'A dispute is open: the shopper’s bank demands the payment back. Respond to it in Stripe’s dashboard.',
  dispute_won: () => 'A dispute about its payment was won.',
  dispute_lost: () => 'A dispute about its payment was lost: the payment was returned to the shopper.',
  fraud_warning: () =>
    'The card network warned that its payment is probably fraudulent: check it in Stripe’s dashboard before the order is shipped.',
  review_open: () => 'Its payment is under review: approve or refund it in Stripe’s dashboard.',
};

/** One sentence per fact. Codes that a newer orders-ms adds are skipped. */
export function summarize(standing: readonly StandingFact[], locale: string): string {
  const time = timeFormat(locale);
  return standing
    .filter(({ code }) => Object.hasOwn(sentences, code))
    .map(({ code, amount = 0, currency, at, until, again, because }) =>
      sentences[code]({
        amount: currency ? formatAmount(amount, currency, locale) : '',
        at: time(at),
        until: time(until),
        again: again && time(again),
        because: sentence(because),
        ending: because === undefined ? '.' : `: ${sentence(because)}`,
      }),
    )
    .join(' ');
}

/** Minutes in UTC: the reader's time zone is unknown. */
function timeFormat(locale: string): (at: string | undefined) => string {
  const format = dateFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  });
  return (at) => (at === undefined ? 'an unknown time' : format.format(new Date(at)));
}

/** A given reason, ended with a full stop. */
const sentence = (reason: string | undefined): string =>
  reason === undefined ? 'no reason was given.' : reason.trim().replace(/[.!]?$/, '.');

const DEFAULT_LOCALE = 'en-US';

/** The first language of `Accept-Language` whose formats this runtime knows. */
export const preferredLocale = (acceptLanguage: string | undefined): string =>
  languagesOf(acceptLanguage).find(isKnown) ?? DEFAULT_LOCALE;

function isKnown(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    // `*` and malformed tags.
    return false;
  }
}
