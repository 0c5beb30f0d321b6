import { setTimeout as sleep } from 'node:timers/promises';
import { type Fact, Headers, ListFacts, type Owner } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import type { EventConsumers, RegisteredHandler } from '../events/event-consumers.js';
import { type Delivery, describeParseError } from '../events/event-handler.js';
import { Every, type JobResult } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';
import type { Counter, Metrics } from '../metrics/metrics.js';
import type { RpcClient } from '../rpc/rpc-client.js';

/** Facts whose event a run applies, or tries again, at a time. */
const BATCH = 50;
/** Pause between two pages of one consumer: a comparison that lags behind must not load the owner. */
const PAGE_PAUSE_MS = 1_000;
/** Longer than a run takes for one consumer. */
const LEASE_SECONDS = 60;

const claimCheck = statement<{ position: string | null }, { consumer: string; leaseSeconds: number }>(
  'fact_checks.claim',
  `INSERT INTO messaging.fact_checks AS c (consumer, due_at) VALUES (:consumer, now() + make_interval(secs => :leaseSeconds))
   ON CONFLICT (consumer) DO UPDATE SET due_at = excluded.due_at WHERE c.due_at <= now() RETURNING position`,
);

const endCheck = statement<
  Record<string, never>,
  { consumer: string; position: string | null; pauseSeconds: number }
>(
  'fact_checks.end',
  `UPDATE messaging.fact_checks SET position = coalesce(:position, position),
     due_at = now() + make_interval(secs => :pauseSeconds) WHERE consumer = :consumer`,
);

const dueFacts = statement<{ id: string }, { consumer: string; limit: number }>(
  'refused_facts.due',
  `SELECT fact_id AS id FROM messaging.refused_facts WHERE consumer = :consumer AND due_at <= now() ORDER BY due_at LIMIT :limit`,
);

/** Tried again after 2, 4, … 60 minutes. */
const refuseFact = statement<Record<string, never>, { consumer: string; id: string; error: string }>(
  'refused_facts.add',
  `INSERT INTO messaging.refused_facts AS f (consumer, fact_id, due_at, error)
   VALUES (:consumer, :id, now() + interval '2 minutes', :error)
   ON CONFLICT (consumer, fact_id) DO UPDATE SET tries = f.tries + 1, error = excluded.error,
     due_at = now() + least(60, power(2, least(f.tries + 1, 6))) * interval '1 minute'`,
);

const forgetFacts = statement<Record<string, never>, { consumer: string; ids: readonly string[] }>(
  'refused_facts.delete',
  `DELETE FROM messaging.refused_facts WHERE consumer = :consumer AND fact_id = ANY(:ids::text[])`,
);

const countRefused = statement<{ consumer: string; count: number }>(
  'refused_facts.count',
  `SELECT consumer, count(*)::int AS count FROM messaging.refused_facts GROUP BY consumer`,
);

/** A consumer whose `@EventHandler` says which facts are not applied. */
interface Checked extends RegisteredHandler {
  readonly unapplied: NonNullable<RegisteredHandler['unapplied']>;
  readonly owner: Owner;
}

/** When events count as lost, and how often they are looked for. */
export interface LostEventsOptions {
  readonly intervalMs: number;
  /** Age of a fact from which its event should have been consumed. */
  readonly minAgeSeconds: number;
  /** While the service consumes no events, because it recovers from a restore. */
  readonly isPaused: () => boolean;
  /** While an admin keeps events from this consumer. */
  readonly isConsumerPaused: (consumer: string) => Promise<boolean>;
}

/**
 * The second path of every consumed event. It compares what the owners of the events know (their
 * facts) with what this service has applied, and gives the handlers what is missing: an event that
 * was lost with its stream, was never published, or became a dead letter that was discarded. Each
 * fact is compared once, in the order of its time; one that the handler refuses is tried again until
 * it is applied or no longer true. The place reached is stored with the service's own data: a
 * restored database compares again what it has forgotten.
 */
export class LostEventsJob {
  readonly intervalMs: number;
  private readonly minAgeSeconds: number;
  private readonly isPaused: LostEventsOptions['isPaused'];
  private readonly isConsumerPaused: LostEventsOptions['isConsumerPaused'];
  private readonly repaired: Counter<'consumer'>;

  constructor(
    private readonly database: Database,
    private readonly consumers: Pick<EventConsumers, 'handlers'>,
    private readonly rpc: RpcClient,
    metrics: Metrics,
    private readonly log: Logger,
    { intervalMs, minAgeSeconds, isPaused, isConsumerPaused }: LostEventsOptions,
  ) {
    this.intervalMs = intervalMs;
    this.isPaused = isPaused;
    this.isConsumerPaused = isConsumerPaused;
    this.minAgeSeconds = minAgeSeconds;
    this.repaired = metrics.counter({
      name: 'orderwire_lost_events_repaired_total',
      help: 'Lost events that the comparison with their owner found and applied.',
      labels: ['consumer'],
      // A first increase is seen only after a 0.
      collect: () => {
        for (const [consumer, { unapplied }] of consumers.handlers())
          if (unapplied) this.repaired.inc({ consumer }, 0);
      },
    });
    const refused = metrics.gauge({
      name: 'orderwire_lost_events_refused',
      help: 'Lost events that their handler refuses; they are tried again.',
      labels: ['consumer'],
      collect: async () => {
        refused.reset();
        for (const { consumer, count } of await database.run(countRefused)) refused.set({ consumer }, count);
      },
    });
  }

  /** Compares one page per consumer. */
  @Every((job: LostEventsJob) => job.intervalMs, { runAtStart: false })
  async check(signal?: AbortSignal): Promise<JobResult> {
    if (this.isPaused()) return 'idle';
    let more = false;
    for (const [consumer, registered] of this.consumers.handlers()) {
      const { unapplied, options } = registered;
      const owner = options.contract.owner?.replace(/-ms$/, '') as Owner | undefined;
      if (!unapplied || !owner || signal?.aborted) continue;
      more = (await this.checkConsumer(consumer, { ...registered, unapplied, owner })) || more;
    }
    if (!more) return 'idle';
    await sleep(PAGE_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    return 'more';
  }

  /** True when there may be another page. A check that fails is logged and due again. */
  private async checkConsumer(consumer: string, checked: Checked): Promise<boolean> {
    const [claimed] = await this.database.run(claimCheck, { consumer, leaseSeconds: LEASE_SECONDS });
    if (!claimed) return false;
    // Half an interval: the next run of this job, on whatever replica, finds it due.
    let [position, pauseSeconds]: [string | null, number] = [null, this.intervalMs / 2_000];
    try {
      if (await this.isConsumerPaused(consumer)) return false;
      const due = await this.database.run(dueFacts, { consumer, limit: BATCH });
      await this.apply(
        consumer,
        checked,
        due.map(({ id }) => id),
      );
      const page = await this.rpc.request(ListFacts[checked.owner], {
        subject: checked.options.contract.subject,
        minAgeSeconds: this.minAgeSeconds,
        ...(claimed.position !== null && { cursor: claimed.position }),
      });
      const missing = await this.unappliedOf(checked, page.facts);
      for (let start = 0; start < missing.length; start += BATCH)
        await this.apply(consumer, checked, missing.slice(start, start + BATCH));
      position = page.cursor;
      if (page.more) pauseSeconds = 0;
      return page.more;
    } catch (err) {
      this.log.warn({ err, consumer }, 'lost events could not be looked for; the next check does it again');
      return false;
    } finally {
      await this.database.run(endCheck, { consumer, position, pauseSeconds });
    }
  }

  /** Reads the facts again, and gives the handler those that are still true and not applied. */
  private async apply(consumer: string, checked: Checked, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { subject } = checked.options.contract;
    const { facts } = await this.rpc.request(ListFacts[checked.owner], { subject, ids: [...ids] });
    const missing = new Set(await this.unappliedOf(checked, facts));
    const refused = new Set<string>();
    for (const fact of facts.filter(({ id }) => missing.has(id)))
      if (!(await this.handle(consumer, checked, fact))) refused.add(fact.id);
    await this.database.run(forgetFacts, { consumer, ids: ids.filter((id) => !refused.has(id)) });
  }

  private async handle(consumer: string, { handler, options }: Checked, fact: Fact): Promise<boolean> {
    const about = { consumer, subject: options.contract.subject, fact: fact.id };
    try {
      // A new event id: the inbox may have that of the lost event, which was discarded.
      await handler.commit([{ ...deliveryOf(handler, fact), id: uuidv7() }]);
      this.repaired.inc({ consumer });
      this.log.warn(about, 'a lost event was found and applied');
      return true;
    } catch (err) {
      await this.database.run(refuseFact, {
        ...{ consumer, id: fact.id },
        error: describeParseError(err).slice(0, 1_000),
      });
      this.log.error({ ...about, err }, 'a lost event was found and cannot be applied; it is tried again');
      return false;
    }
  }

  /** A fact that cannot be read counts as not applied: {@link handle} then names the reason. */
  private async unappliedOf({ handler, unapplied }: Checked, facts: readonly Fact[]): Promise<string[]> {
    const [readable, unreadable]: [Delivery<object>[], string[]] = [[], []];
    for (const fact of facts)
      try {
        readable.push(deliveryOf(handler, fact));
      } catch {
        unreadable.push(fact.id);
      }
    return [...unreadable, ...(readable.length > 0 ? await unapplied(readable) : [])];
  }
}

/** Throws when the fact is no event of the handler's contract. */
function deliveryOf(handler: RegisteredHandler['handler'], fact: Fact): Delivery<object> {
  const { id, at, correlationId, event } = fact;
  return handler.read({
    ...{ id, payload: JSON.stringify(event), storedAt: new Date(at) },
    subject: handler.subject,
    header: (name) => (name === Headers.correlationId ? (correlationId ?? undefined) : undefined),
  });
}
