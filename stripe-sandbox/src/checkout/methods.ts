import type { MethodRecord } from '../store/records.js';
import { newId } from '../store/ids.js';
import type { CheckedCard } from '../cards/card-form.js';
import type { CardBehaviour } from '../cards/test-cards.js';

/** The payment method types the sandbox knows. */
export const METHOD_TYPES = ['card', 'us_bank_account', 'sepa_debit'];

/** The delayed (bank debit) methods for a currency, as Stripe offers them. */
export function delayedTypes(currency: string): string[] {
  if (currency === 'usd') return ['us_bank_account'];
  return currency === 'eur' ? ['sepa_debit'] : [];
}

/** The stored part of a card: brand, last four digits and expiry, never its number. */
export function cardMethod(card: CheckedCard, behaviour: CardBehaviour): MethodRecord {
  return {
    id: newId.method(),
    type: 'card',
    brand: behaviour.brand,
    last4: card.number.slice(-4),
    funding: behaviour.funding ?? 'credit',
    country: behaviour.country ?? 'US',
    expMonth: card.expMonth,
    expYear: card.expYear,
    ...(behaviour.afterCharge && { afterCharge: behaviour.afterCharge }),
  };
}

/** A bank account to be debited. */
export function bankMethod(currency: string): MethodRecord {
  const sepa = currency === 'eur';
  return {
    id: newId.method(),
    type: sepa ? 'sepa_debit' : 'us_bank_account',
    brand: 'bank',
    last4: sepa ? '3201' : '6789',
    funding: 'debit',
    country: sepa ? 'DE' : 'US',
    expMonth: 0,
    expYear: 0,
  };
}
