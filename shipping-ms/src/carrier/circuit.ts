import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  wrap,
} from 'cockatiel';
import { CarrierOutage } from './carrier-errors.js';

/** Outages in a row that open the circuit. */
const MAX_OUTAGES = 6;

export interface CircuitOptions {
  /** For so long no request passes once the circuit is open. */
  readonly pauseMs: number;
  /** First pause before a request is sent again; it grows, with jitter. */
  readonly retryAfterMs: number;
  readonly onChange: (isOpen: boolean) => void;
}

/**
 * Retries and a circuit breaker around the requests to the carrier. After 6 outages in a row no
 * request passes for a while. Then one does: its success closes the circuit, an outage opens it again.
 */
export class Circuit {
  private openUntil = 0;
  private readonly breaker;
  private readonly repeated;

  constructor({ pauseMs, retryAfterMs, onChange }: CircuitOptions) {
    const outage = handleWhen((error) => error instanceof CarrierOutage);
    this.breaker = circuitBreaker(outage, {
      halfOpenAfter: pauseMs,
      breaker: new ConsecutiveBreaker(MAX_OUTAGES),
    });
    this.breaker.onBreak(() => {
      this.openUntil = Date.now() + pauseMs;
      onChange(true);
    });
    this.breaker.onReset(() => onChange(false));
    const again = retry(outage, {
      maxAttempts: 2,
      backoff: new ExponentialBackoff({ initialDelay: retryAfterMs, maxDelay: 10 * retryAfterMs }),
    });
    this.repeated = wrap(again, this.breaker);
  }

  /** Whether no request passes now. */
  get isOpen(): boolean {
    return this.breaker.state === CircuitState.Open && Date.now() < this.openUntil;
  }

  /** `repeatable`: it is tried up to 3 times. Throws CarrierOutage while no request passes. */
  async run<T>(work: () => Promise<T>, repeatable: boolean): Promise<T> {
    try {
      return await (repeatable ? this.repeated : this.breaker).execute(work);
    } catch (error) {
      if (isBrokenCircuitError(error)) throw new CarrierOutage('the carrier is not asked for a while');
      throw error;
    }
  }
}
