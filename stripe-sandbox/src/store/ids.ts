import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const pool = Buffer.alloc(8192);
let used = pool.length;

/** Random letters and digits; bytes that would make some letters likelier are skipped. */
export function randomLetters(length: number): string {
  const letters = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used++]!;
    if (byte < 248) letters[filled++] = ALPHABET.charCodeAt(byte % 62);
  }
  return letters.toString('latin1');
}

/** An id in Stripe's format, e.g. `pi_3…`. */
export const newId = {
  session: () => `cs_test_a1${randomLetters(56)}`,
  intent: () => `pi_3${randomLetters(23)}`,
  charge: () => `ch_3${randomLetters(23)}`,
  refund: () => `re_3${randomLetters(23)}`,
  customer: () => `cus_${randomLetters(14)}`,
  event: () => `evt_1${randomLetters(23)}`,
  line: () => `li_1${randomLetters(23)}`,
  price: () => `price_1${randomLetters(23)}`,
  product: () => `prod_${randomLetters(14)}`,
  method: () => `pm_1${randomLetters(23)}`,
  balanceTransaction: () => `txn_3${randomLetters(23)}`,
  fraudWarning: () => `issfr_1${randomLetters(23)}`,
  review: () => `prv_1${randomLetters(23)}`,
  dispute: () => `dp_1${randomLetters(23)}`,
  request: () => `req_${randomLetters(14)}`,
};
