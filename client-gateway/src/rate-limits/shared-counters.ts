import {
  DiscardPolicy,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { errors, headers, nanos } from '@nats-io/transport-node';
import type { Logger, NatsLink } from '@orderwire/platform';

const STREAM = 'limits';
const INCREMENT = 'Nats-Incr';

/** In milliseconds. */
export interface CounterTimeouts {
  /** For the reply to one increment. */
  replyMs: number;
  /** For creating the stream. */
  createMs: number;
}

/** Pause between attempts to create the stream, however many requests find it missing. */
const RETRY_MS = 1_000;

/** Above this the oldest counters go: an attacker has many addresses, and the memory is shared. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Replicas with slower clocks may still count in a window that has ended here. */
const CLOCK_SKEW_MS = 10_000;

/** A stream of this name exists with another configuration. */
const NAME_IN_USE = 10_058;

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
  readonly timeouts: CounterTimeouts = { replyMs: 500, createMs: 2_000 };
  private creating: Promise<unknown> | undefined;

  constructor(
    private readonly nats: NatsLink,
    private readonly windowMs: number,
    private readonly replicas: number,
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
      if (error instanceof errors.RequestError && error.isNoResponders()) void this.ensureStream();
      throw error;
    });
    const { val, error } = response.json<CounterAck>();
    const total = Number(val);
    if (!Number.isSafeInteger(total))
      throw new Error(error?.description ?? 'the counter did not reply with a number');
    return total;
  }

  /** Creates or updates the stream. Never throws: without it each replica counts for itself. */
  async ensureStream(): Promise<void> {
    this.creating ??= this.create()
      .then(() => (this.creating = undefined))
      .catch((error: unknown) => {
        this.log.warn({ err: error }, 'rate limits are not shared between replicas');
        setTimeout(() => (this.creating = undefined), RETRY_MS).unref();
      });
    await this.creating;
  }

  private async create(): Promise<void> {
    const manager = await jetstreamManager(this.nats.connection, {
      checkAPI: false,
      timeout: this.timeouts.createMs,
    });
    const config = {
      subjects: [`${STREAM}.>`],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      storage: StorageType.Memory,
      num_replicas: this.replicas,
      max_age: nanos(this.windowMs + CLOCK_SKEW_MS),
      max_msgs_per_subject: 1,
      max_bytes: MAX_BYTES,
      duplicate_window: nanos(1_000),
      allow_direct: true,
      allow_msg_counter: true,
    };
    try {
      await manager.streams.add({ name: STREAM, ...config });
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== NAME_IN_USE) throw error;
      await manager.streams.update(STREAM, config);
    }
  }
}
