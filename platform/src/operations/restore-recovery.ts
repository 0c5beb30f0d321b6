import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Fault, ServiceUnavailable } from '@orderwire/contracts';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { Job } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';
import { decoratedMethods } from '../service/decorated-methods.js';
import type { EventReplay } from './event-replay.js';

/** The restore of a service's database from a backup. */
export interface Restore {
  readonly id: string;
  /** The service whose database was restored, such as `orders-ms`. */
  readonly service: string;
  /** What happened later is missing in that database. */
  readonly recoveredTo: Date;
  readonly restoredAt: Date;
  /** Events that the restored service published after `recoveredTo`, oldest first, if needed. */
  readonly lostEvents: readonly { readonly subject: string; readonly payload: object }[];
  /** Whether `lostEvents` has all of them. */
  readonly eventsComplete: boolean;
}

/** `own`: for restores of this service's own database, before it serves; `later`: afterwards. */
type Phase = 'own' | 'later';

const RestoreMetadata = DiscoveryService.createDecorator<Phase>();

/**
 * Runs this method once for each restore. A run that throws is logged and repeated, so the method
 * must be repeatable.
 *
 * - `own`: for restores of the database of this service. Until all of them have ended, the service
 *   handles no request and consumes no event.
 * - `later`: for restores of any service, while this service works as usual.
 */
export function AfterRestore(phase: Phase) {
  return <Method extends (restore: Restore, signal: AbortSignal) => Promise<void>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    RestoreMetadata(phase)(target, key, descriptor);
  };
}

type Row = { [Field in keyof Restore]: Restore[Field] } & { recovered: boolean };

const pending = statement<Row>(
  'restores.pending',
  `SELECT id, service, recovered_to AS "recoveredTo", restored_at AS "restoredAt", lost_events AS "lostEvents",
     events_complete AS "eventsComplete", recovered_at IS NOT NULL AS recovered
   FROM messaging.restores WHERE completed_at IS NULL ORDER BY restored_at, service`,
);
/** One replica at a time works on all restores. */
const lease = statement<{ id: string }, { holds: boolean }>(
  'restores.lease',
  `UPDATE messaging.restores SET leased_until = now() + interval '1 minute'
   WHERE completed_at IS NULL AND (:holds::boolean OR leased_until IS NULL OR leased_until < now()) RETURNING id`,
);
/** For the next try, of whatever replica. */
const release = statement<Record<string, never>>(
  'restores.release',
  'UPDATE messaging.restores SET leased_until = NULL WHERE completed_at IS NULL',
);
const markRecovered = statement<Record<string, never>, { id: string; service: string }>(
  'restores.mark_recovered',
  `UPDATE messaging.restores SET recovered_at = now() WHERE id = :id AND service = :service`,
);
/** The events are personal data, and no longer needed. */
const markCompleted = statement<Record<string, never>, { id: string; service: string }>(
  'restores.mark_completed',
  `UPDATE messaging.restores SET completed_at = now(), lost_events = '[]' WHERE id = :id AND service = :service`,
);

/** When a refused caller may try again, and how often the work is looked for while there is some. */
const RETRY_MS = 1_000;
const RENEW_LEASE_MS = 20_000;
/**
 * Events are replayed from so long before the restored time, because a backup of one database is
 * not of the same moment as the others.
 */
const MARGIN_MS = 3_600_000;

/** Brings a service back in step with the others after a restore of its database, or of theirs. */
export class RestoreRecovery {
  private isPending = false;
  private recoversItself = false;
  private opened: () => void = () => undefined;
  private readonly open = new Promise<void>((resolve) => (this.opened = resolve));
  private job: Job | undefined;

  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly log: Logger,
  ) {}

  /** Reads the restores. Call it before the service handles requests. */
  async load(): Promise<this> {
    const restores = await this.database.run(pending);
    this.isPending = restores.length > 0;
    this.recoversItself = restores.some(this.isOwn);
    if (!this.recoversItself) this.opened();
    return this;
  }

  /** Why requests are refused; undefined when the service works as usual. */
  readonly refusal = (): Fault | undefined =>
    this.recoversItself
      ? ServiceUnavailable({ retryAfterMs: RETRY_MS, part: 'restored database' })
      : undefined;

  /** For the readiness report. Requests are answered again without a change of the report's status. */
  readonly warnings = (): Record<string, string> =>
    this.recoversItself
      ? { restore: 'the database was restored: requests are refused until what it lacks is recovered' }
      : this.isPending
        ? { restore: 'a database was restored: what this service knows of it is being compared' }
        : {};

  /** Resolves when the service may consume events. */
  whenOpen(): Promise<void> {
    return this.open;
  }

  /** Begins the work, if there is any. `replay`: absent for a service whose events have no replay. */
  start(replay: EventReplay | undefined): void {
    if (!this.isPending) return;
    this.job = new Job((signal) => this.round(replay, signal), {
      intervalMs: RETRY_MS,
      onError: (err) => this.log.error({ err }, 'the recovery after a restore failed and is tried again'),
    });
    this.job.start();
  }

  async stop(): Promise<void> {
    await this.job?.stop();
  }

  private async round(replay: EventReplay | undefined, signal: AbortSignal): Promise<void> {
    if (!this.isPending) return;
    // Another replica may have finished the work, or hold it.
    if ((await this.database.run(lease, { holds: false })).length === 0) await this.load();
    else await this.recover(replay, signal);
  }

  private async recover(replay: EventReplay | undefined, signal: AbortSignal): Promise<void> {
    const renew = () => void this.database.run(lease, { holds: true }).catch(() => undefined);
    const renewal = setInterval(renew, RENEW_LEASE_MS);
    try {
      const restores = await this.database.run(pending);
      for (const restore of restores.filter(this.isOwn)) {
        this.log.warn({ restore: about(restore) }, 'this database was restored; recovering what is missing');
        await this.run('own', restore, signal);
        await this.database.run(markRecovered, restore);
      }
      await this.load();
      for (const restore of restores) {
        await this.replaySince(restore, replay, signal);
        await this.run('later', restore, signal);
        signal.throwIfAborted();
        await this.database.run(markCompleted, restore);
        this.log.info({ restore: about(restore) }, 'recovered from the restore of a database');
      }
      this.isPending = false;
    } finally {
      clearInterval(renewal);
      await this.database.run(release).catch(() => undefined);
    }
  }

  private readonly isOwn = ({ service, recovered }: Row): boolean => service === this.service && !recovered;

  private async run(phase: Phase, restore: Restore, signal: AbortSignal): Promise<void> {
    for (const { method, metadata } of decoratedMethods(this.discovery, this.scanner, RestoreMetadata))
      if (metadata === phase)
        await (method as (restore: Restore, signal: AbortSignal) => Promise<void>)(restore, signal);
  }

  /** The restored service consumes what its inbox lacks; for the others a replay changes nothing. */
  private async replaySince(
    { recoveredTo }: Restore,
    replay: EventReplay | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const from = new Date(recoveredTo.getTime() - MARGIN_MS).toISOString();
    let cursor: string | null | undefined;
    while (replay && cursor !== null && !signal.aborted)
      ({ cursor } = await replay.execute({ from, ...(cursor && { cursor }) }));
  }
}

const about = ({ id, service, recoveredTo, eventsComplete }: Restore) => ({
  ...{ id, service, recoveredTo, eventsComplete },
});
