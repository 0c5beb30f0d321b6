import { Injectable } from '@nestjs/common';
import {
  InjectLogger,
  isConnectionError,
  isDatabaseTimeout,
  type Logger,
  type SpanSpec,
  tracing,
} from '@orderwire/platform';
import pMap from 'p-map';
import type { CheckoutSession } from '../checkout/checkout-session.js';
import { CheckoutGateway } from '../checkout/checkout.gateway.js';
import { ApplyRefundAndDisputeEventsUseCase } from './apply-refund-and-dispute-events.use-case.js';
import { type RetrievedEvent, SettleSessionEventsUseCase } from './settle-session-events.use-case.js';
import { type ClaimedEvent, retryDelayMs } from './settlement.js';
import { isSessionEvent } from './stripe-event.js';
import { StripeEventRepository } from './stripe-event.repository.js';

const BATCH = 100;
/** Concurrent requests to Stripe. */
const CONCURRENCY = 16;

/** After so many events that time out alone, each after 3 to 5 s, the rest waits for its lease's end. */
const MAX_TIMEOUTS = 2;

/** A ledger trigger refuses a movement: PostgreSQL's check_violation. */
const CHECK_VIOLATION = '23514';

/** Each order's part of a batch is in the trace of the order. */
const processSpan: SpanSpec = {
  name: 'process stripe events',
  kind: 'consumer',
  attributes: {
    'messaging.system': 'stripe',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
  },
};

/**
 * Processes stored events: claims a batch, retrieves each session from Stripe, settles all sessions
 * in one transaction, then applies refund and dispute events.
 */
@Injectable()
export class ProcessStripeEventsUseCase {
  private listener: () => void = () => undefined;

  constructor(
    private readonly events: StripeEventRepository,
    private readonly checkout: CheckoutGateway,
    private readonly settle: SettleSessionEventsUseCase,
    private readonly applyOthers: ApplyRefundAndDisputeEventsUseCase,
    @InjectLogger() private readonly log: Logger,
    private readonly leaseMs: number,
  ) {}

  /** Calls back after each stored event. */
  onWake(listener: () => void): void {
    this.listener = listener;
  }

  /** Starts processing now instead of at the next poll. */
  wake(): void {
    this.listener();
  }

  /**
   * Processes one batch. Returns true when there may be more. Failed retrievals are retried later.
   */
  async execute(): Promise<boolean> {
    const claimed = await this.events.claim(this.leaseMs, BATCH);
    if (claimed.length === 0) return false;
    const ofSessions = claimed.filter(({ type }) => isSessionEvent(type));
    await tracing.forEach(
      () => processSpan,
      ofSessions.flatMap(({ session }) => session ?? []),
      async () => {
        const retrieved = await this.retrieve(ofSessions);
        if (retrieved.length > 0) await this.settleAll(retrieved);
      },
    );
    if (ofSessions.length < claimed.length)
      await this.applyOthers.execute(claimed.filter(({ type }) => !isSessionEvent(type)));
    return claimed.length === BATCH;
  }

  /** Retrieves each session once for all its events. Events without a stored session need none. */
  private async retrieve(claimed: ClaimedEvent[]): Promise<RetrievedEvent[]> {
    const ids = new Map(
      claimed.flatMap(({ session, objectId }) =>
        session && objectId ? [[objectId, session.correlationId] as const] : [],
      ),
    );
    const found = new Map<string | null, CheckoutSession | null>();
    const failed = new Map<string | null, Error>();
    const retrieveOne = async ([id, correlationId]: readonly [string, string]) => {
      try {
        found.set(id, await tracing.forItem(correlationId, () => this.checkout.retrieve(id)));
      } catch (error) {
        failed.set(id, error as Error);
      }
    };
    await pMap(ids, retrieveOne, { concurrency: CONCURRENCY });
    if (failed.size > 0) {
      const waiting = claimed.filter(({ objectId }) => failed.has(objectId));
      this.log.warn(
        { err: [...failed.values()][0], events: waiting.length },
        'sessions could not be retrieved from Stripe',
      );
      await this.postpone(waiting, ({ objectId }) => failed.get(objectId) as Error);
    }
    return claimed
      .filter(({ objectId }) => !failed.has(objectId))
      .map((event) => ({ event, found: found.get(event.objectId) ?? null }));
  }

  /**
   * A batch that fails is settled event by event, so that one bad event does not block the others.
   */
  private async settleAll(retrieved: RetrievedEvent[]): Promise<void> {
    try {
      await this.settle.execute(retrieved);
    } catch (error) {
      if (isConnectionError(error)) throw error;
      let timeouts = 0;
      for (const one of retrieved) {
        const failure = await this.settleAlone(one);
        if (isDatabaseTimeout(failure) && ++timeouts === MAX_TIMEOUTS) throw failure;
      }
    }
  }

  /** Resolves with the error of an event that is retried later. */
  private async settleAlone(one: RetrievedEvent): Promise<unknown> {
    try {
      await this.settle.execute([one]).catch((error: unknown) => {
        if (!isLedgerConflict(error) || !one.found?.intent?.charge?.balance) throw error;
        this.log.error(
          { err: error, eventId: one.event.id },
          'the ledger has other entries for this payment’s balance transaction',
        );
        return this.settle.execute([withoutBalance(one)]);
      });
    } catch (error) {
      if (isConnectionError(error)) throw error;
      this.log.error(
        { err: error, eventId: one.event.id },
        'a Stripe event could not be settled and is retried',
      );
      await this.postpone([one.event], () => error as Error);
      return error;
    }
    return undefined;
  }

  private async postpone(events: ClaimedEvent[], reason: (event: ClaimedEvent) => Error): Promise<void> {
    await this.events.postpone(
      events.map((event) => ({
        id: event.id,
        delayMs: retryDelayMs(event.attempts),
        error: reason(event).message.slice(0, 1_000),
      })),
    );
  }
}

const isLedgerConflict = (error: unknown): boolean => (error as { code?: unknown }).code === CHECK_VIOLATION;

/** Leaves out the balance transaction: a ledger conflict must not keep a payment from its order. */
function withoutBalance({ event, found }: RetrievedEvent): RetrievedEvent {
  if (!found?.intent?.charge) return { event, found };
  const { intent } = found;
  return {
    event,
    found: { ...found, intent: { ...intent, charge: { ...found.intent.charge, balance: null } } },
  };
}
