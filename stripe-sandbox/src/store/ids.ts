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

/** Seconds since 1970 in six letters, which sort by time. */
function timeLetters(): string {
  let seconds = Math.floor(Date.now() / 1_000);
  let letters = '';
  for (let digit = 0; digit < 6; digit++, seconds = Math.floor(seconds / 62))
    letters = ALPHABET.charAt(seconds % 62) + letters;
  return letters;
}

/** As Stripe's: ids of one second begin alike, and a later one is greater. An index of them grows at its end. */
const timed = () => timeLetters() + randomLetters(17);

/** An id in Stripe's format, e.g. `pi_3…`. */
export const newId = {
  session: () => `cs_test_a1${randomLetters(56)}`,
  intent: () => `pi_3${timed()}`,
  charge: () => `ch_3${timed()}`,
  refund: () => `re_3${timed()}`,
  customer: () => `cus_${randomLetters(14)}`,
  event: () => `evt_1${timed()}`,
  line: () => `li_1${timed()}`,
  price: () => `price_1${timed()}`,
  product: () => `prod_${randomLetters(14)}`,
  method: () => `pm_1${timed()}`,
  balanceTransaction: () => `txn_3${timed()}`,
  fraudWarning: () => `issfr_1${timed()}`,
  review: () => `prv_1${timed()}`,
  dispute: () => `dp_1${timed()}`,
  request: () => `req_${randomLetters(14)}`,
};
