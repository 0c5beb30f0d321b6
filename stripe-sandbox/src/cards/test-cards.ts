import type { AfterCharge, FailureRecord } from '../store/records.js';

/** The outcome of a card payment: immediate, after a 3-D Secure challenge, or declined. */
export interface CardBehaviour {
  brand: string;
  funding?: 'credit' | 'debit' | 'prepaid';
  country?: string;
  /** The shopper has to pass a 3-D Secure challenge first. */
  challenge?: boolean;
  decline?: FailureRecord;
  /** Behaviour after the charge. */
  afterCharge?: AfterCharge;
}

const declined = (code: string, declineCode: string | null, message: string): FailureRecord => ({
  code,
  declineCode,
  message,
});

const GENERIC = declined('card_declined', 'generic_decline', 'Your card was declined.');

/**
 * Stripe's published test cards, https://docs.stripe.com/testing. Any other valid number is
 * declined as a live card.
 */
const CARDS = new Map<string, CardBehaviour>([
  ['4242424242424242', { brand: 'visa' }],
  ['4000056655665556', { brand: 'visa', funding: 'debit' }],
  ['5555555555554444', { brand: 'mastercard' }],
  ['2223003122003222', { brand: 'mastercard' }],
  ['5200828282828210', { brand: 'mastercard', funding: 'debit' }],
  ['5105105105105100', { brand: 'mastercard', funding: 'prepaid' }],
  ['378282246310005', { brand: 'amex' }],
  ['371449635398431', { brand: 'amex' }],
  ['6011111111111117', { brand: 'discover' }],
  ['3056930009020004', { brand: 'diners' }],
  ['3566002020360505', { brand: 'jcb', country: 'JP' }],
  ['6200000000000005', { brand: 'unionpay', country: 'CN' }],
  ['4000000000000002', { brand: 'visa', decline: GENERIC }],
  [
    '4000000000009995',
    {
      brand: 'visa',
      decline: declined('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
    },
  ],
  [
    '4000000000009987',
    { brand: 'visa', decline: declined('card_declined', 'lost_card', 'Your card was declined.') },
  ],
  [
    '4000000000009979',
    { brand: 'visa', decline: declined('card_declined', 'stolen_card', 'Your card was declined.') },
  ],
  ['4000000000000069', { brand: 'visa', decline: declined('expired_card', null, 'Your card has expired.') }],
  [
    '4000000000000127',
    { brand: 'visa', decline: declined('incorrect_cvc', null, "Your card's security code is incorrect.") },
  ],
  [
    '4000000000000119',
    {
      brand: 'visa',
      decline: declined(
        'processing_error',
        null,
        'An error occurred while processing your card. Try again in a little bit.',
      ),
    },
  ],
  ['4000002500003155', { brand: 'visa', challenge: true }],
  ['4000002760003184', { brand: 'visa', challenge: true }],
  [
    '4000008260003178',
    {
      brand: 'visa',
      challenge: true,
      decline: declined('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
    },
  ],
  ['4000000000005126', { brand: 'visa', afterCharge: { refund: 'fails' } }],
  ['4000000000007726', { brand: 'visa', afterCharge: { refund: 'pending' } }],
  ['4000000000000259', { brand: 'visa', afterCharge: { dispute: 'chargeback' } }],
  ['4000000000001976', { brand: 'visa', afterCharge: { dispute: 'inquiry' } }],
  ['4000000000005423', { brand: 'visa', afterCharge: { radar: 'warning' } }],
  ['4000000000009235', { brand: 'visa', afterCharge: { radar: 'review' } }],
  ['4000008400001629', { brand: 'visa', challenge: true, decline: GENERIC }],
]);

const LIVE_CARD = declined(
  'card_declined',
  'test_mode_live_card',
  'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
);

/** The behaviour of a card number (digits only, already checked with Luhn). */
export function behaviourOf(number: string): CardBehaviour {
  return CARDS.get(number) ?? { brand: brandOf(number), decline: LIVE_CARD };
}

/** The brand a number belongs to by its first digits; `unknown` for numbers of no known network. */
export function brandOf(number: string): string {
  if (/^4/.test(number)) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard';
  if (/^3[47]/.test(number)) return 'amex';
  if (/^(6011|64[4-9]|65)/.test(number)) return 'discover';
  if (/^35/.test(number)) return 'jcb';
  if (/^3[068]/.test(number)) return 'diners';
  return /^62/.test(number) ? 'unionpay' : 'unknown';
}

/** The cards offered for a click on the hosted page, in the order of their use. */
export const SHOWCASE = [
  { name: 'success', number: '4242 4242 4242 4242', label: 'Succeeds' },
  { name: 'decline', number: '4000 0000 0000 0002', label: 'Declined' },
  { name: 'funds', number: '4000 0000 0000 9995', label: 'Insufficient funds' },
  { name: 'expired', number: '4000 0000 0000 0069', label: 'Expired card' },
  { name: 'cvc', number: '4000 0000 0000 0127', label: 'Incorrect CVC' },
  { name: '3ds', number: '4000 0025 0000 3155', label: '3-D Secure challenge' },
] as const;
