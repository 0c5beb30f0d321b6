import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type NewAuditEntry, Fault, RecordAudit, system } from '@orderwire/contracts';
import { correlationIdFrom, InjectLogger, type Logger, RpcClient, runInContext } from '@orderwire/platform';
import type { Noted } from './note-of.js';
import { NoteQueue } from './note-queue.js';

/** The same refusal, again and again, becomes one note in this time. */
const REST_MS = 60_000;

/** As many as one request may carry. */
const BATCH = 200;

/** More do not wait: they are counted and logged. */
const MOST = 5_000;

/** In milliseconds. */
export interface NoteTimes {
  /** Notes gather this long, so that a flood becomes few. */
  everyMs: number;
  /** How long auth-ms may take for a batch. */
  answerMs: number;
  /** How long the end of the process may take for all that is left. */
  lastMs: number;
}

/**
 * Brings notes to the audit log of auth-ms, in the background. While auth-ms is away they wait; a batch whose answer was
 * lost is sent again and may then stand there twice. What waits when the process is killed is lost: it stands in the
 * access log alone.
 */
@Injectable()
export class AuditNotes implements OnApplicationShutdown {
  /** Tests have others: a machine that is slow loses no note then. */
  readonly times: NoteTimes = { everyMs: 1_000, answerMs: 2_000, lastMs: 3_000 };
  private readonly queue = new NoteQueue(MOST, REST_MS);
  private batch: NewAuditEntry[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<boolean> | undefined;
  private failing = false;
  private stopping = false;

  constructor(
    private readonly rpc: RpcClient,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** Costs the caller nothing and never throws. */
  add(noted: Noted): void {
    this.queue.add(noted);
    this.wait();
  }

  /** Sends what is left while auth-ms answers, for three seconds at most. */
  async onApplicationShutdown(): Promise<void> {
    const end = Date.now() + this.times.lastMs;
    this.stopping = true;
    clearTimeout(this.timer);
    await this.sending;
    while (this.left > 0 && Date.now() < end && (await this.send(end)));
    if (this.left > 0)
      this.log.error({ notes: this.left }, 'audit notes are lost: auth-ms did not take them');
  }

  private get left(): number {
    return this.batch.length + this.queue.size;
  }

  private wait(): void {
    if (this.sending || this.stopping) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sending = this.send(Date.now() + this.times.answerMs).finally(() => {
        this.sending = undefined;
        if (this.left > 0) this.wait();
      });
    }, this.times.everyMs).unref();
  }

  /** Whether auth-ms took it. A batch stays the same until it does. */
  private async send(end: number): Promise<boolean> {
    const lost = this.queue.takeLost();
    if (lost > 0) this.log.error({ notes: lost }, 'audit notes are lost: too many wait');
    if (this.batch.length === 0) this.batch = this.queue.take(BATCH, this.stopping);
    if (this.batch.length === 0) return true;
    const deadline = Math.min(end, Date.now() + this.times.answerMs);
    const ask = () => this.rpc.ask(RecordAudit, { notes: this.batch });
    try {
      await runInContext({ correlationId: correlationIdFrom(undefined), actor: system, deadline }, ask);
    } catch (error) {
      return this.failed(error);
    }
    if (this.failing) this.log.info('audit notes are taken again');
    this.failing = false;
    this.batch = [];
    return true;
  }

  private failed(error: unknown): boolean {
    const hopeless = error instanceof Fault && error.kind === 'invalid';
    if (hopeless) {
      this.log.error(
        { err: error, details: error.details, notes: this.batch.length },
        'audit notes were refused',
      );
      this.batch = [];
    } else if (!this.failing) this.log.warn({ err: error }, 'audit notes wait for auth-ms');
    this.failing = !hopeless;
    return hopeless;
  }
}
