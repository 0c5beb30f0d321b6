import { createHmac, timingSafeEqual } from 'node:crypto';

const PURPOSE = 'order-token:v1:';

/**
 * What lets a guest get at their order: a MAC of the order's id under a key that only this service knows. It can be made again
 * for every answer and checked without looking anything up, and nothing in the database gives it away.
 */
export class OrderTokens {
  private readonly keys: readonly [Buffer, ...Buffer[]];

  /** `keys` are base64: the first one makes tokens, all of them are accepted. */
  constructor([first, ...others]: readonly [string, ...string[]]) {
    const bytes = (key: string): Buffer => Buffer.from(key, 'base64');
    this.keys = [bytes(first), ...others.map(bytes)];
  }

  /** The token of an order: 256 bits in base64url. */
  make(orderId: string): string {
    return mac(this.keys[0], orderId).toString('base64url');
  }

  /** Whether a token is this order's. Takes the same time whatever is wrong with it. */
  opens(orderId: string, token: string | undefined): boolean {
    const shown = Buffer.from(token ?? '', 'base64url');
    // Another spelling of the same bytes is another token.
    const plain = shown.toString('base64url') === token;
    const matches = this.keys.map((key) => equal(mac(key, orderId), shown));
    return plain && matches.includes(true);
  }
}

const mac = (key: Buffer, orderId: string): Buffer =>
  createHmac('sha256', key).update(PURPOSE).update(orderId).digest();

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
