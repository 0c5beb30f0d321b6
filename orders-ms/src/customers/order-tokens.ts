import { createHmac, timingSafeEqual } from 'node:crypto';

const PURPOSE = 'order-token:v1:';
const PSEUDONYM_PURPOSE = 'pseudonym:v1:';

/**
 * The order token gives a guest access to their order. It is a MAC of the order id under a key
 * that only this service has: it is computed for every reply, verified without a query, and not
 * stored anywhere.
 */
export class OrderTokens {
  private readonly keys: readonly [Buffer, ...Buffer[]];

  /** `keys` are base64: the first one makes tokens, all of them are accepted. */
  constructor([first, ...others]: readonly [string, ...string[]]) {
    const bytes = (key: string): Buffer => Buffer.from(key, 'base64');
    this.keys = [bytes(first), ...others.map(bytes)];
  }

  /** 256 bits in base64url. */
  make(orderId: string): string {
    return mac(this.keys[0], orderId).toString('base64url');
  }

  /**
   * A text that stands for a network or an e-mail address: 128 bits in base64url that only this
   * service can compute. Another first key makes other ones.
   */
  pseudonym(text: string): string {
    return mac(this.keys[0], text, PSEUDONYM_PURPOSE).subarray(0, 16).toString('base64url');
  }

  /** Whether a token belongs to an order. The duration does not depend on the token. */
  verify(orderId: string, token: string | undefined): boolean {
    const given = Buffer.from(token ?? '', 'base64url');
    // Only the canonical base64url text is accepted.
    const canonical = given.toString('base64url') === token;
    const matches = this.keys.map((key) => equal(mac(key, orderId), given));
    return canonical && matches.includes(true);
  }
}

const mac = (key: Buffer, text: string, purpose = PURPOSE): Buffer =>
  createHmac('sha256', key).update(purpose).update(text).digest();

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
