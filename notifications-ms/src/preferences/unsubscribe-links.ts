import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Category, isCategory } from './categories.js';

/** What a link to unsubscribe names. */
export interface Unsubscription {
  readonly recipient: string;
  readonly category: Category;
}

const PURPOSE = 'unsubscribe:v1:';

/**
 * Links with which a recipient unsubscribes from one category. The token names both under a MAC, so
 * that nothing is stored and nobody unsubscribes others.
 */
export class UnsubscribeLinks {
  private readonly keys: readonly [Buffer, ...Buffer[]];

  /** `keys` are base64: the first one makes tokens, all of them are accepted. */
  constructor(
    private readonly baseUrl: string,
    [first, ...others]: readonly [string, ...string[]],
  ) {
    const bytes = (key: string): Buffer => Buffer.from(key, 'base64');
    this.keys = [bytes(first), ...others.map(bytes)];
  }

  urlFor(unsubscription: Unsubscription): string {
    return `${this.baseUrl}/unsubscribe?token=${this.tokenFor(unsubscription)}`;
  }

  tokenFor({ recipient, category }: Unsubscription): string {
    const body = Buffer.from(`${category} ${recipient}`).toString('base64url');
    return `${body}.${mac(this.keys[0], body).toString('base64url')}`;
  }

  /** Undefined for a token that was not made with one of the keys. */
  parse(token: string): Unsubscription | undefined {
    const [body = '', given = ''] = token.split('.', 2);
    const signature = Buffer.from(given, 'base64url');
    const signed = this.keys
      .map((key) => mac(key, body))
      .map((own) => own.length === signature.length && timingSafeEqual(own, signature));
    if (!signed.includes(true)) return undefined;
    const text = Buffer.from(body, 'base64url').toString();
    const [category = '', recipient = ''] = [
      text.slice(0, text.indexOf(' ')),
      text.slice(text.indexOf(' ') + 1),
    ];
    return isCategory(category) ? { category, recipient } : undefined;
  }
}

const mac = (key: Buffer, body: string): Buffer =>
  createHmac('sha256', key).update(PURPOSE).update(body).digest();
