import type { Logger } from '@orderwire/platform';
import type { Stripe } from 'stripe';
import { wordsOf } from './stripe.client.js';

/** How often a lasting refusal is logged. */
const REPEAT_MS = 5 * 60_000;
/** Stripe refuses webhooks and expiry times of a clock that differs by minutes. */
const MAX_CLOCK_DIFFERENCE_MS = 60_000;

/** Failed requests in a row that open the circuit. */
const MAX_FAILURES = 8;
/** Pause before a trial; it doubles with each trial that fails. */
const FIRST_PAUSE_MS = 5_000;
const LAST_PAUSE_MS = 30_000;

/**
 * A circuit breaker. After 8 failures in a row it is open and lets no request pass for 5 s. Then one
 * request is the trial: its success closes the circuit, its failure opens it for longer, up to 30 s.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;
  private trial = false;
  /** 0 while closed. */
  private pauseMs = 0;

  constructor(
    private readonly onChange: (isOpen: boolean) => void,
    private readonly now: () => number = Date.now,
  ) {}

  get isOpen(): boolean {
    return this.pauseMs > 0;
  }

  /** Milliseconds until a request may be sent; 0: now. */
  get waitMs(): number {
    return this.isOpen ? Math.max(0, this.openUntil - this.now()) : 0;
  }

  /**
   * Like {@link waitMs}, for a request that is sent if it is 0. A trial holds up the others for one
   * pause at most, so that a trial without a result is replaced.
   */
  enter(): number {
    const { waitMs } = this;
    if (this.isOpen && waitMs === 0) this.open(this.pauseMs, true);
    return waitMs;
  }

  succeeded(): void {
    this.failures = 0;
    if (!this.isOpen) return;
    this.pauseMs = 0;
    this.onChange(false);
  }

  failed(): void {
    this.failures++;
    if (this.isOpen && this.trial) this.open(Math.min(2 * this.pauseMs, LAST_PAUSE_MS), false);
    if (this.isOpen || this.failures < MAX_FAILURES) return;
    this.open(FIRST_PAUSE_MS, false);
    this.onChange(true);
  }

  private open(pauseMs: number, trial: boolean): void {
    Object.assign(this, { pauseMs, trial, openUntil: this.now() + pauseMs });
  }
}

/**
 * What the responses of Stripe say about our account, our clock, and whether Stripe is available. It
 * costs no request.
 */
export class StripeStatus {
  /**
   * Of the requests that create Checkout Sessions. Others have none: webhooks and refunds are retried
   * by jobs, and a payment must be settled as soon as Stripe answers one of them.
   */
  readonly circuit: CircuitBreaker;
  /** Our clock less Stripe's, in milliseconds, at the last response; precise to a second. */
  clockDifferenceMs = 0;
  private refusal: string | undefined;
  private clockWarned = false;
  private logged = { code: '', at: -Infinity };

  constructor(
    private readonly log: Logger,
    private readonly now: () => number = Date.now,
  ) {
    this.circuit = new CircuitBreaker((isOpen) => this.circuitChanged(isOpen), now);
  }

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
      ...(this.circuit.isOpen && { stripe: CIRCUIT_MESSAGE }),
      ...(this.isClockWrong() && { clock: `${CLOCK_MESSAGE} (${this.clockDifference()})` }),
    };
  }

  private circuitChanged(isOpen: boolean): void {
    if (isOpen) this.log.error({ code: 'stripe.circuit_opened' }, CIRCUIT_MESSAGE);
    else this.log.info({ code: 'stripe.circuit_closed' }, 'Stripe is available again: orders can be placed');
  }

  private isClockWrong(): boolean {
    return Math.abs(this.clockDifferenceMs) > MAX_CLOCK_DIFFERENCE_MS;
  }

  private clockDifference(): string {
    return describeClock(this.clockDifferenceMs);
  }
}

const CIRCUIT_MESSAGE =
  'Stripe fails or does not answer in time: new orders are refused with 503 until a request succeeds, which is tried every 5 to 30 s; ' +
  'see https://status.stripe.com, and whether this machine reaches api.stripe.com';

const CLOCK_MESSAGE = 'the clock of this machine differs from that of Stripe: synchronise it (NTP)';

/** Our clock less another, in words: `14 minutes ahead`. */
export function describeClock(differenceMs: number): string {
  const minutes = Math.abs(differenceMs) / 60_000;
  const rounded = minutes < 10 ? Number(minutes.toFixed(1)) : Math.round(minutes);
  return `${rounded} minute${rounded === 1 ? '' : 's'} ${differenceMs > 0 ? 'ahead' : 'behind'}`;
}
