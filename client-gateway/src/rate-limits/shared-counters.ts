import { errors, headers } from '@nats-io/transport-node';
import { type Logger, type NatsLink, RATE_LIMITS } from '@orderwire/platform';

const INCREMENT = 'Nats-Incr';

/** In milliseconds. */
export interface CounterTimeouts {
  /** For the reply to one increment. */
  replyMs: number;
}

/** A stream that stays missing is logged this often. */
const REPORT_MS = 60_000;

/** The reply to an increment; `val` is a decimal number. */
interface CounterAck {
  val?: string;
  error?: { description?: string };
}

/**
 * Counters that all replicas share: a JetStream stream whose server adds up `Nats-Incr` per subject
 * and replies with the new total (NATS ADR-49, server 2.12). Counters are kept in memory and expire
 * after their window. A NATS server that restarts loses them; replicas then go on from their own
 * counts.
 */
export class SharedCounters {
  /** Tests raise these: they count exactly, also on slow machines. */
  readonly timeouts: CounterTimeouts = { replyMs: 500 };
  private reportedAt = -Infinity;

  constructor(
    private readonly nats: NatsLink,
    private readonly log: Logger,
  ) {}

  /**
   * Adds to a counter and returns its value. Throws within half a second when NATS does not reply.
   */
  async add(subject: string, amount: number): Promise<number> {
    // Disconnected, the client would buffer the increment and send it after its window has ended.
    if (!this.nats.isConnected()) throw new Error('NATS is unavailable');
    const increment = headers();
    increment.set(INCREMENT, `+${amount}`);
    const options = { headers: increment, timeout: this.timeouts.replyMs };
    const response = await this.nats.connection.request(subject, '', options).catch((error: unknown) => {
      if (error instanceof errors.RequestError && error.isNoResponders()) this.reportMissing();
      throw error;
    });
    const { val, error } = response.json<CounterAck>();
    const total = Number(val);
    if (!Number.isSafeInteger(total))
      throw new Error(error?.description ?? 'the counter did not reply with a number');
    return total;
  }

  private reportMissing(): void {
    if (performance.now() - this.reportedAt < REPORT_MS) return;
    this.reportedAt = performance.now();
    this.log.warn(
      `rate limits are not shared between replicas: the stream ${RATE_LIMITS.stream} is missing; run the provisioning step`,
    );
  }
}
