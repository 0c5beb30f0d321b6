import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type NewAuditEntry, Fault, RecordAudit, system } from '@orderwire/contracts';
import { correlationIdFrom, InjectLogger, type Logger, RpcClient, runInContext } from '@orderwire/platform';
import { AuditBuffer } from './audit-buffer.js';
import type { AuditRecord } from './audit-entry.js';

/** Repeated entries of one kind become one in this time. */
const COALESCE_MS = 60_000;

/** Entries per request; the contract's limit. */
const BATCH_SIZE = 200;

/** Above this, entries are dropped, counted and logged. */
const MAX_ENTRIES = 5_000;

/** In milliseconds. */
export interface ForwarderTimings {
  /** Entries are collected this long before they are sent. */
  intervalMs: number;
  /** Time-out of one batch. */
  timeoutMs: number;
  /** Time for all remaining batches at shutdown. */
  shutdownMs: number;
}

/**
 * Forwards audit entries to auth-ms in the background. While auth-ms is unavailable they wait. A
 * batch whose reply was lost is sent again and may be recorded twice. Entries still waiting when
 * the process is killed are lost; the access log has their requests.
 */
@Injectable()
export class AuditForwarder implements OnApplicationShutdown {
  /** Tests change these: a slow machine must not lose entries. */
  readonly timings: ForwarderTimings = { intervalMs: 1_000, timeoutMs: 2_000, shutdownMs: 3_000 };
  private readonly buffer = new AuditBuffer(MAX_ENTRIES, COALESCE_MS);
  private batch: NewAuditEntry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<boolean> | undefined;
  private failing = false;
  private stopping = false;

  constructor(
    private readonly rpc: RpcClient,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Never throws and never waits. */
  add(record: AuditRecord): void {
    this.buffer.add(record);
    this.schedule();
  }

  /** Sends the remaining entries, for three seconds at most. */
  async onApplicationShutdown(): Promise<void> {
    const deadline = Date.now() + this.timings.shutdownMs;
    this.stopping = true;
    clearTimeout(this.timer);
    await this.sending;
    while (this.remaining > 0 && Date.now() < deadline && (await this.send(deadline)));
    if (this.remaining > 0)
      this.log.error({ entries: this.remaining }, 'audit entries lost: auth-ms did not accept them');
  }

  private get remaining(): number {
    return this.batch.length + this.buffer.size;
  }

  private schedule(): void {
    if (this.sending || this.stopping) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sending = this.send(Date.now() + this.timings.timeoutMs).finally(() => {
        this.sending = undefined;
        if (this.remaining > 0) this.schedule();
      });
    }, this.timings.intervalMs).unref();
  }

  /** Whether the batch is done with. An unacknowledged batch is kept and sent again unchanged. */
  private async send(latest: number): Promise<boolean> {
    const dropped = this.buffer.takeDropped();
    if (dropped > 0) this.log.error({ entries: dropped }, 'audit entries lost: the buffer is full');
    if (this.batch.length === 0) this.batch = this.buffer.take(BATCH_SIZE, this.stopping);
    if (this.batch.length === 0) return true;
    const deadline = Math.min(latest, Date.now() + this.timings.timeoutMs);
    try {
      await runInContext({ correlationId: correlationIdFrom(undefined), actor: system, deadline }, () =>
        this.rpc.request(RecordAudit, { notes: this.batch }),
      );
    } catch (error) {
      return this.onFailure(error);
    }
    if (this.failing) this.log.info('auth-ms accepts audit entries again');
    this.failing = false;
    this.batch = [];
    return true;
  }

  /** A batch that breaks the contract is dropped; any other is retried. */
  private onFailure(error: unknown): boolean {
    const isInvalid = error instanceof Fault && error.kind === 'invalid';
    if (isInvalid) {
      this.log.error(
        { err: error, details: error.details, entries: this.batch.length },
        'audit entries were rejected',
      );
      this.batch = [];
    } else if (!this.failing) this.log.warn({ err: error }, 'audit entries wait for auth-ms');
    this.failing = !isInvalid;
    return isInvalid;
  }
}
