import { brandOf } from './test-cards.js';

/** The submitted fields of the card form. */
export interface TypedCard {
  email: string;
  number: string;
  expiry: string;
  cvc: string;
  name: string;
}

/** A card that passed the form's checks. The number stays in memory for the one request only. */
export interface CheckedCard {
  number: string;
  expMonth: number;
  expYear: number;
}

/** One message per wrong field, in Stripe's wording. */
export type CardProblems = Partial<Record<keyof TypedCard, string>>;

const MAILBOX = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+([a-z]{2,63}|xn--[a-z\d-]{1,59})$/i;

/**
 * Whether Stripe takes the text as an e-mail address: ASCII only, no quotes, no spaces, a domain
 * with a dot, at most 512 characters.
 */
export function isEmail(text: string): boolean {
  const at = text.indexOf('@');
  const [mailbox, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return text.length <= 512 && mailbox.length <= 64 && MAILBOX.test(mailbox) && DOMAIN.test(domain);
}

/** Checks number (length, Luhn), expiry against `now` (Unix ms), CVC and name. */
export function checkCard(typed: TypedCard, now: number): { card: CheckedCard; problems: CardProblems } {
  const problems: CardProblems = {};
  const number = typed.number.replace(/[\s-]/g, '');
  const numberProblem = checkNumber(number);
  if (numberProblem) problems.number = numberProblem;
  const { month, year, problem } = checkExpiry(typed.expiry, now);
  if (problem) problems.expiry = problem;
  const length = brandOf(number) === 'amex' ? 4 : 3;
  if (!new RegExp(`^\\d{${length}}$`).test(typed.cvc.trim())) {
    problems.cvc = typed.cvc.trim() === '' ? 'Required' : "Your card's security code is incomplete.";
  }
  if (typed.name.trim() === '') problems.name = 'Required';
  return { card: { number, expMonth: month, expYear: year }, problems };
}

/** The message for an e-mail address that cannot be used, or undefined. */
export function checkEmail(email: string): string | undefined {
  if (email.trim() === '') return 'Required';
  return isEmail(email.trim()) ? undefined : 'Your email is incomplete.';
}

function checkNumber(number: string): string | undefined {
  if (number === '') return 'Required';
  if (!/^\d*$/.test(number)) return 'Your card number is invalid.';
  const expected = { amex: 15, diners: number.startsWith('36') ? 14 : 16 }[brandOf(number)] ?? 16;
  if (number.length < expected) return 'Your card number is incomplete.';
  return number.length <= 19 && luhn(number) ? undefined : 'Your card number is invalid.';
}

function checkExpiry(typed: string, now: number): { month: number; year: number; problem?: string } {
  const match = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|20\d{2})\s*$/.exec(typed);
  const month = Number(match?.[1]);
  const year = 2000 + (Number(match?.[2]) % 100);
  if (typed.trim() === '') return { month, year, problem: 'Required' };
  if (!match || month < 1 || month > 12) {
    return { month, year, problem: "Your card's expiration date is incomplete." };
  }
  const today = new Date(now);
  const [thisYear, thisMonth] = [today.getUTCFullYear(), today.getUTCMonth() + 1];
  if (year < thisYear) return { month, year, problem: "Your card's expiration year is in the past." };
  if (year === thisYear && month < thisMonth) {
    return { month, year, problem: "Your card's expiration date is in the past." };
  }
  return { month, year };
}

/** The check digit of card numbers (ISO/IEC 7812). */
export function luhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i++) {
    let digit = Number(number[number.length - 1 - i]);
    if (i % 2 === 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return number.length > 0 && sum % 10 === 0;
}
