import { describe, expect, it } from '@jest/globals';
import { checkCard, checkEmail, type TypedCard } from './card-form.js';

const NOW = Date.UTC(2026, 5, 15);
const GOOD: TypedCard = {
  email: 'a@b.co',
  number: '4242 4242 4242 4242',
  expiry: '06 / 26',
  cvc: '123',
  name: 'Ada',
};
const problems = (change: Partial<TypedCard>): object => checkCard({ ...GOOD, ...change }, NOW).problems;

describe('the card form', () => {
  it('accepts a card until the end of its month', () => {
    expect(checkCard(GOOD, NOW)).toEqual({
      card: { number: '4242424242424242', expMonth: 6, expYear: 2026 },
      problems: {},
    });
  });

  it.each([
    ['4242 4242 4242 4241', 'Your card number is invalid.'],
    ['4242 4242', 'Your card number is incomplete.'],
    ['4242 4242 4242 424x', 'Your card number is invalid.'],
    ['', 'Required'],
  ])('refuses the number "%s": %s', (number, message) => {
    expect(problems({ number })).toEqual({ number: message });
  });

  it.each([
    ['05/26', "Your card's expiration date is in the past."],
    ['12/25', "Your card's expiration year is in the past."],
    ['13/30', "Your card's expiration date is incomplete."],
    ['1', "Your card's expiration date is incomplete."],
    ['', 'Required'],
  ])('refuses the expiry "%s": %s', (expiry, message) => {
    expect(problems({ expiry })).toEqual({ expiry: message });
  });

  it.each(['1230', '01/2030', '1 / 30', '12/30'])('reads the expiry "%s"', (expiry) => {
    expect(problems({ expiry })).toEqual({});
  });

  it('wants three digits of CVC, of American Express four', () => {
    expect(problems({ cvc: '12' })).toEqual({ cvc: "Your card's security code is incomplete." });
    expect(problems({ number: '378282246310005', cvc: '123' })).toHaveProperty('cvc');
    expect(problems({ number: '378282246310005', cvc: '1234' })).toEqual({});
  });

  it('wants a name and an e-mail address', () => {
    expect(problems({ name: ' ' })).toEqual({ name: 'Required' });
    expect([checkEmail(''), checkEmail('foo@bar'), checkEmail('foo@bar.com')]).toEqual([
      'Required',
      'Your email is incomplete.',
      undefined,
    ]);
  });
});
