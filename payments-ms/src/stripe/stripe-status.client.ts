import type { Logger } from '@orderwire/platform';
import type { Stripe } from 'stripe';
import { wordsOf } from './stripe.client.js';

/** How often a lasting refusal is logged. */
const REPEAT_MS = 5 * 60_000;
/** Stripe refuses webhooks and expiry times of a clock that differs by minutes. */
const MAX_CLOCK_DIFFERENCE_MS = 60_000;

/** What the responses of Stripe say about our account and our clock. It costs no request. */
export class StripeStatus {
  /** Our clock less Stripe's, in milliseconds, at the last response; precise to a second. */
  clockDifferenceMs = 0;
  private refusal: string | undefined;
  private clockWarned = false;
  private logged = { code: '', at: -Infinity };

  constructor(
    private readonly log: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  get accountRefused(): boolean {
    return this.refusal !== undefined;
  }

  /** Reads the Date header of a response. */
  sawDate(date: string): void {
    const difference = this.now() - Date.parse(date);
    // The header is in whole seconds.
    if (Number.isFinite(difference)) this.clockDifferenceMs = Math.abs(difference) < 2_000 ? 0 : difference;
    const wrong = this.isClockWrong();
    if (wrong && !this.clockWarned)
      this.log.error({ code: 'stripe.clock_differs', difference: this.clockDifference() }, CLOCK_MESSAGE);
    this.clockWarned = wrong;
  }

  /** Stripe refused to create a session because of the account. Logged once, then every 5 minutes. */
  refused(error: Stripe.errors.StripeError): void {
    const { code } = wordsOf(error);
    this.refusal = code;
    if (this.logged.code === code && this.now() - this.logged.at < REPEAT_MS) return;
    this.logged = { code, at: this.now() };
    this.log.error(
      { code: 'stripe.account_refused', stripe: wordsOf(error) },
      'Stripe refuses payments of this account; orders wait. Correct it in https://dashboard.stripe.com, or STRIPE_SECRET',
    );
  }

  /** Stripe created a session. */
  accepted(): void {
    if (!this.refusal) return;
    this.refusal = undefined;
    this.log.info({ code: 'stripe.account_accepted' }, 'Stripe accepts payments of this account again');
  }

  /** For operators: a name and what to do. Stripe's words are in the log only. Empty when all is well. */
  warnings(): Record<string, string> {
    return {
      ...(this.refusal && {
        'stripe account': `Stripe refuses payments (${this.refusal}; the log has its words): correct the account in https://dashboard.stripe.com, or STRIPE_SECRET`,
      }),
      ...(this.isClockWrong() && { clock: `${CLOCK_MESSAGE} (${this.clockDifference()})` }),
    };
  }

  private isClockWrong(): boolean {
    return Math.abs(this.clockDifferenceMs) > MAX_CLOCK_DIFFERENCE_MS;
  }

  private clockDifference(): string {
    return describeClock(this.clockDifferenceMs);
  }
}

const CLOCK_MESSAGE = 'the clock of this machine differs from that of Stripe: synchronise it (NTP)';

/** Our clock less another, in words: `14 minutes ahead`. */
export function describeClock(differenceMs: number): string {
  const minutes = Math.abs(differenceMs) / 60_000;
  const rounded = minutes < 10 ? Number(minutes.toFixed(1)) : Math.round(minutes);
  return `${rounded} minute${rounded === 1 ? '' : 's'} ${differenceMs > 0 ? 'ahead' : 'behind'}`;
}
