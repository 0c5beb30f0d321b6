import { Database, type KeyEncryption, type Logger } from '@orderwire/platform';
import { type Answer, type Attempt, type ClaimedDelivery, disabledReason, verdictOf } from './attempt.js';
import type { DeliveryRepository } from './delivery.repository.js';
import type { DisableEndpointUseCase } from './disable-endpoint.use-case.js';
import type { ReceiverGateway } from './receiver.gateway.js';
import { signWebhook } from './signature.js';

export interface DeliveryOptions {
  /** Requests in flight in this process. */
  readonly concurrency: number;
  /** Of them, to one endpoint. */
  readonly perEndpoint: number;
  readonly timeoutMs: number;
  /** Seconds between attempts. */
  readonly schedule: readonly number[];
}

/** Added to the time-out of a request: after it another replica takes the delivery. */
const LEASE_MARGIN_MS = 45_000;

/** At shutdown requests in flight may take this long. */
const SHUTDOWN_MS = 5_000;

const unsigned: Answer = {
  ...{ outcome: 'unsigned', status: null, headers: {}, body: '' },
  error: 'The secret cannot be read with NOTIFICATION_TOKEN_SECRET. Rotate it.',
};

/**
 * Sends due webhooks. Requests run beside each other and beside the claims of further ones: a
 * receiver that is slow uses its own requests up, and delays no other receiver.
 */
export class DeliverDueUseCase {
  /** Requests, and the claim of further ones. */
  private readonly running = new Set<Promise<void>>();
  private readonly busy = new Map<string, number>();
  private readonly stop = new AbortController();
  private closing = false;
  private wakeJob: () => void = () => undefined;
  private attempted: (outcome: Attempt['outcome']) => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly receiver: ReceiverGateway,
    private readonly disable: DisableEndpointUseCase,
    private readonly encryption: KeyEncryption,
    private readonly log: Logger,
    private readonly options: DeliveryOptions,
  ) {}

  /** Calls back when a delivery may have become due, or a request has ended. */
  onWake(listener: () => void): void {
    this.wakeJob = listener;
  }

  /** Calls back with the outcome of each attempt of this process. */
  onAttempt(listener: (outcome: Attempt['outcome']) => void): void {
    this.attempted = listener;
  }

  wake(): void {
    this.wakeJob();
  }

  /** Starts what is due, as far as requests are free. True when more may be due. */
  async execute(): Promise<boolean> {
    const free = this.options.concurrency - this.running.size;
    if (free <= 0 || this.closing) return false;
    const work = this.startDue(free);
    const ended = work
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => this.running.delete(ended));
    this.running.add(ended);
    return work;
  }

  /** Waits for a claim and requests in flight, then aborts them: their deliveries are sent again. */
  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    const timer = setTimeout(() => this.stop.abort(), SHUTDOWN_MS);
    while (this.running.size > 0) await Promise.all(this.running);
    clearTimeout(timer);
  }

  private async startDue(free: number): Promise<boolean> {
    const { perEndpoint, timeoutMs } = this.options;
    const claimed = await this.deliveries.claim(free, perEndpoint, this.busy, timeoutMs + LEASE_MARGIN_MS);
    for (const delivery of claimed) this.start(delivery);
    return claimed.length > 0;
  }

  private start(delivery: ClaimedDelivery): void {
    const { endpointId, id } = delivery;
    this.busy.set(endpointId, (this.busy.get(endpointId) ?? 0) + 1);
    const work = this.deliver(delivery)
      .catch((err: unknown) => {
        if (!this.stop.signal.aborted)
          this.log.error({ err, delivery: id }, 'the result of a webhook was not stored; it is sent again');
      })
      .finally(() => {
        this.running.delete(work);
        const left = (this.busy.get(endpointId) ?? 1) - 1;
        if (left > 0) this.busy.set(endpointId, left);
        else this.busy.delete(endpointId);
        this.wake();
      });
    this.running.add(work);
  }

  private async deliver(delivery: ClaimedDelivery): Promise<void> {
    const attempt = await this.attempt(delivery);
    this.attempted(attempt.outcome);
    const verdict = verdictOf(attempt, delivery.tries, this.options.schedule);
    await this.database.transaction(async (tx) => {
      const failing = await this.deliveries.record(tx, delivery, attempt, verdict);
      const reason = failing && disabledReason(attempt, verdict, failing);
      if (reason) await this.disable.execute(tx, delivery, reason, attempt.error);
    });
  }

  private async attempt(delivery: ClaimedDelivery): Promise<Attempt> {
    const { eventId, body, url } = delivery;
    const at = new Date();
    const started = performance.now();
    const secrets = this.secretsOf(delivery);
    const requestHeaders: Record<string, string> = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Orderwire-Webhooks/1.0',
      ...(secrets && signWebhook(eventId, at, body, secrets)),
    };
    const answer = secrets ? await this.receiver.post(url, requestHeaders, body, this.stop.signal) : unsigned;
    return { ...answer, at, durationMs: Math.round(performance.now() - started), requestHeaders };
  }

  /** Undefined without the current one. A previous one that cannot be read does not sign. */
  private secretsOf({ endpointId, secret, previousSecret }: ClaimedDelivery): Buffer[] | undefined {
    const current = this.decrypt(endpointId, secret);
    const previous = previousSecret && this.decrypt(endpointId, previousSecret);
    return current && (previous ? [current, previous] : [current]);
  }

  /** Undefined when the key that encrypted it is no longer configured. */
  private decrypt(endpointId: string, secret: Buffer): Buffer | undefined {
    try {
      return this.encryption.decrypt(endpointId, secret).content;
    } catch (err) {
      this.log.error({ err, endpoint: endpointId }, 'the secret of a webhook endpoint cannot be decrypted');
      return undefined;
    }
  }
}
