import { invalid } from '../api/api-error.js';
import { chargeStep, formatMoney, maximumCharge, minimumCharge } from '../money/currency.js';

/**
 * Refuses the total of a session that cannot be charged. A total of 0 needs no payment.
 *
 * @throws ApiError `amount_too_small`, `amount_too_large`
 */
export function checkTotal(amount: number, currency: string): void {
  const [minimum, maximum] = [minimumCharge(currency), maximumCharge(currency)];
  const money = (value: number): string => `${formatMoney(value, currency)} ${currency}`;
  const total = "The Checkout Session's total amount due must";
  if (amount > 0 && amount < minimum)
    throw invalid(`${total} add up to at least ${money(minimum)}`, undefined, 'amount_too_small');
  if (amount > maximum)
    throw invalid(`${total} be no more than ${money(maximum)}`, undefined, 'amount_too_large');
}

/** Refuses an amount of which the currency has no coin: fractions of isk and ugx, a third decimal. */
export function checkStep(amount: number, currency: string, param: string): void {
  const step = chargeStep(currency);
  if (amount % step === 0) return;
  throw invalid(
    `Invalid amount: ${amount}. Amounts in ${currency} must be evenly divisible by ${step}. See https://stripe.com/docs/currencies#special-cases`,
    param,
    'parameter_invalid_integer',
  );
}

/**
 * Refuses an amount to capture that Stripe could not charge.
 *
 * @throws ApiError that names `amount`
 */
export function checkCharge(amount: number, currency: string): void {
  const [minimum, maximum] = [minimumCharge(currency), maximumCharge(currency)];
  if (amount < minimum)
    throw invalid(
      `Amount must be at least ${formatMoney(minimum, currency)} ${currency}`,
      'amount',
      'amount_too_small',
    );
  if (amount > maximum)
    throw invalid(
      `Amount must be no more than ${formatMoney(maximum, currency)} ${currency}`,
      'amount',
      'amount_too_large',
    );
  checkStep(amount, currency, 'amount');
}
