import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Category, isCategory } from './categories.js';

/** What a link to unsubscribe names. */
export interface Unsubscription {
  readonly recipient: string;
  readonly category: Category;
}

/**
 * Links with which a recipient unsubscribes from one category. The token names both under a MAC, so
 * that nothing is stored and a recipient unsubscribes no other.
 */
export class UnsubscribeLinks {
  /** The first key makes tokens, all of them are accepted. */
  constructor(
    private readonly baseUrl: string,
    private readonly keys: readonly [Buffer, ...Buffer[]],
  ) {}

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

const mac = (key: Buffer, body: string): Buffer => createHmac('sha256', key).update(body).digest();
