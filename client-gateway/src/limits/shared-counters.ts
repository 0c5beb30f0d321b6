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
export interface Patience {
  /** A counter that does not answer in this time is done without. */
  answerMs: number;
  /** How long NATS may take to make the stream. */
  makeMs: number;
}

/** When the stream could not be made, the next try comes this much later, however many requests miss it. */
const MAKE_AGAIN_MS = 1_000;

/** More than this and the oldest counters go: addresses cost an attacker nothing, the broker's memory is everybody's. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Other clocks may still count a window that is over here. */
const SLACK_MS = 10_000;

/** NATS said that we may not have a stream of this name as we would like it, because there is one already. */
const NAME_IN_USE = 10_058;

/** What NATS answers to an increment; `val` is a decimal number. */
interface CounterAck {
  val?: string;
  error?: { description?: string };
}

/**
 * Counters that all replicas share: a JetStream stream whose server adds up `Nats-Incr` per subject and answers with the
 * new total (ADR-49 of NATS, server 2.12). They live in memory and end with their window; a lost server loses them, which
 * a limit survives.
 */
export class SharedCounters {
  /** Tests have more of it: they count exactly, on machines that are slow. */
  readonly patience: Patience = { answerMs: 500, makeMs: 2_000 };
  private making: Promise<unknown> | undefined;

  constructor(
    private readonly nats: NatsLink,
    private readonly windowMs: number,
    private readonly replicas: number,
    private readonly log: Logger,
  ) {}

  /** Adds to a counter and returns where it stands. Throws within half a second when nobody counts. */
  async add(subject: string, amount: number): Promise<number> {
    // The client would keep the increment until the connection is back, and count it in a window long over.
    if (!this.nats.isConnected()) throw new Error('NATS is away');
    const increment = headers();
    increment.set(INCREMENT, `+${amount}`);
    const options = { headers: increment, timeout: this.patience.answerMs };
    const answer = await this.nats.connection.request(subject, '', options).catch((error: unknown) => {
      if (error instanceof errors.RequestError && error.isNoResponders()) void this.make();
      throw error;
    });
    const { val, error } = answer.json<CounterAck>();
    const total = Number(val);
    if (!Number.isSafeInteger(total)) throw new Error(error?.description ?? 'the counter gave no number');
    return total;
  }

  /** Makes the stream, or changes it to how it should be. Never throws: limits work without it, each replica alone. */
  async make(): Promise<void> {
    this.making ??= this.create()
      .then(() => (this.making = undefined))
      .catch((error: unknown) => {
        this.log.warn({ err: error }, 'request limits are not shared for now');
        setTimeout(() => (this.making = undefined), MAKE_AGAIN_MS).unref();
      });
    await this.making;
  }

  private async create(): Promise<void> {
    const manager = await jetstreamManager(this.nats.connection, {
      checkAPI: false,
      timeout: this.patience.makeMs,
    });
    const config = {
      subjects: [`${STREAM}.>`],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      storage: StorageType.Memory,
      num_replicas: this.replicas,
      max_age: nanos(this.windowMs + SLACK_MS),
      max_msgs_per_subject: 1,
      max_bytes: MOST_BYTES,
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
