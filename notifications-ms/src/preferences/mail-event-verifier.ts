import { Webhook } from 'standardwebhooks';
import type { Suppression } from './categories.js';

/** The addresses that an event suppresses; none for an event that is not about them. */
export interface MailEvent {
  readonly emails: readonly string[];
  readonly reason: Suppression;
  readonly detail: string | null;
}

const reasons: Readonly<Record<string, Suppression>> = {
  'email.bounced': 'bounce',
  'email.complained': 'complaint',
};

/** Reads the mail provider's events and checks that they are signed with the secret of the webhook. */
export class MailEventVerifier {
  private readonly webhook: Webhook | undefined;

  /** `whsec_…`; without it there is no webhook. */
  constructor(secret: string | undefined) {
    this.webhook = secret ? new Webhook(secret) : undefined;
  }

  get isConfigured(): boolean {
    return this.webhook !== undefined;
  }

  /** Resend names its headers `svix-…`, the standard `webhook-…`. */
  read(body: Buffer, headers: Readonly<Record<string, string>>): MailEvent | { readonly refused: string } {
    const signed = Object.fromEntries(
      ['id', 'timestamp', 'signature'].map((name) => [
        `webhook-${name}`,
        headers[`webhook-${name}`] ?? headers[`svix-${name}`] ?? '',
      ]),
    );
    try {
      return eventOf(this.webhook?.verify(body, signed));
    } catch (error) {
      return { refused: error instanceof SyntaxError ? 'the body is not JSON' : (error as Error).message };
    }
  }
}

/** A temporary bounce says nothing about the next mail. */
function eventOf(value: unknown): MailEvent {
  const { type, data } = (value ?? {}) as {
    type?: unknown;
    data?: { to?: unknown; bounce?: { type?: unknown; message?: unknown } };
  };
  const reason = typeof type === 'string' ? reasons[type] : undefined;
  const bounce = data?.bounce;
  const temporary = typeof bounce?.type === 'string' && bounce.type.toLowerCase() !== 'permanent';
  const to = Array.isArray(data?.to) ? data.to : [];
  return {
    emails:
      reason && !temporary
        ? to.filter((email): email is string => typeof email === 'string' && email.length <= 320)
        : [],
    reason: reason ?? 'bounce',
    detail: typeof bounce?.message === 'string' ? bounce.message : null,
  };
}
