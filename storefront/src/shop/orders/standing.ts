import type { StandingCode, StandingFact } from '@orderwire/contracts';
import { formatDateTime, formatMoney } from '../../i18n/format';
import type { Tone } from '../../ui/states';
import { m } from '../messages';
import type { FactValues } from './fact-values';

/** A fact of an order for its shopper. */
export interface Explanation {
  readonly code: StandingCode;
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

const tones: Readonly<Record<StandingCode, Tone>> = {
  awaiting_payment: 'info',
  payment_session_pending: 'info',
  payment_session_missing: 'warn',
  payment_processing: 'info',
  payment_failed: 'bad',
  overdue: 'warn',
  payments_unavailable: 'warn',
  payment_session_not_expirable: 'warn',
  paid: 'good',
  shipped: 'good',
  delivered: 'good',
  cancelled: 'neutral',
  payment_refunded_on_arrival: 'info',
  refunded: 'neutral',
  partially_refunded: 'info',
  payment_rejected: 'warn',
  rejected_payment_refunding: 'warn',
  rejected_payment_refunded: 'info',
  rejected_payment_refund_failed: 'bad',
  refund_pending: 'info',
  refund_failed: 'warn',
  dispute_open: 'warn',
  dispute_won: 'info',
  dispute_lost: 'warn',
  fraud_warning: 'warn',
  review_open: 'warn',
};

/** What only staff see stands in the console. */
const staffCodes: readonly StandingCode[] = [
  'dispute_open',
  'dispute_won',
  'dispute_lost',
  'fraud_warning',
  'review_open',
];

/** In words; codes that a newer server adds are skipped. The first one explains the status. */
export const explain = (standing: readonly StandingFact[]): Explanation[] =>
  standing
    .filter(({ code }) => Object.hasOwn(tones, code) && !staffCodes.includes(code))
    .map((fact) => {
      const { title, text } = m.order.standing[fact.code as ShopperCode];
      const values = valuesOf(fact);
      return { code: fact.code, tone: tones[fact.code], title, text: text(values) };
    });

/** The facts that shoppers see. */
export type ShopperCode = Exclude<
  StandingCode,
  'dispute_open' | 'dispute_won' | 'dispute_lost' | 'fraud_warning' | 'review_open'
>;

const valuesOf = ({ amount, currency, at, until, because }: StandingFact): FactValues => ({
  amount: amount === undefined || !currency ? '' : formatMoney(amount, currency),
  at: at ? formatDateTime(at) : '',
  until: until ? formatDateTime(until) : '',
  because: because && (m.order.reasons[because] ?? because),
});

/** Facts in which a new payment session helps. */
export const isPayable = (code: StandingCode | undefined): boolean =>
  ['awaiting_payment', 'payment_session_missing', 'payment_failed', 'overdue'].includes(code ?? '');
