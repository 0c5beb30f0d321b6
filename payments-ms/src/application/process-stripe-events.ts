import { Injectable } from '@nestjs/common';
import { InjectLogger, isConnectionError, type Logger } from '@orderwire/platform';
import type { CheckoutSession } from '../domain/checkout-session.js';
import { retryDelayMs, type TakenEvent } from '../domain/settlement.js';
import { isAboutSession } from '../domain/stripe-event.js';
import { StripeEventRepository } from '../outbound/stripe-event.repository.js';
import { StripeGateway } from '../outbound/stripe.gateway.js';
import { bounded } from './bounded.js';
import { type LookedUp, SettleEvents } from './settle-events.js';
import { SettleMoneyEvents } from './settle-money-events.js';

/** Events one pass takes. */
const BATCH = 100;
/** Sessions looked up at Stripe at once. */
const LOOK_UPS = 16;

/** Works off stored events: takes a batch, asks Stripe how each session stands, and settles all of them together; then refunds and disputes. */
@Injectable()
export class ProcessStripeEvents {
  private listener: () => void = () => undefined;

  constructor(
    private readonly events: StripeEventRepository,
    private readonly stripe: StripeGateway,
    private readonly settle: SettleEvents,
    private readonly money: SettleMoneyEvents,
    @InjectLogger() private readonly log: Logger,
    private readonly leaseMs: number,
  ) {}

  /** Calls back whenever there is something to do. */
  onNudge(listener: () => void): void {
    this.listener = listener;
  }

  /** Says that an event was stored. */
  nudge(): void {
    this.listener();
  }

  /** One pass. True when there may be more to do at once. An event whose look-up failed waits and is tried again. */
  async execute(): Promise<boolean> {
    const taken = await this.events.take(this.leaseMs, BATCH);
    if (taken.length === 0) return false;
    const ofSessions = taken.filter(({ type }) => isAboutSession(type));
    const ready = await this.lookUp(ofSessions);
    if (ready.length > 0) await this.settleAll(ready);
    if (ofSessions.length < taken.length)
      await this.money.execute(taken.filter(({ type }) => !isAboutSession(type)));
    return taken.length === BATCH;
  }

  /** Asks for each session once, however many events speak of it; events that are not about an order of ours need no answer. */
  private async lookUp(taken: TakenEvent[]): Promise<LookedUp[]> {
    const ids = [
      ...new Set(taken.flatMap(({ session, objectId }) => (session && objectId ? [objectId] : []))),
    ];
    const answers = await bounded(ids, LOOK_UPS, (id) => this.stripe.retrieve(id));
    const found = new Map<string | null, PromiseSettledResult<CheckoutSession | null>>(
      ids.map((id, index) => [id, answers[index] as PromiseSettledResult<CheckoutSession | null>]),
    );
    const failed = taken.filter(({ objectId }) => found.get(objectId)?.status === 'rejected');
    if (failed.length > 0) {
      const reason = (event: TakenEvent) =>
        (found.get(event.objectId) as PromiseRejectedResult).reason as Error;
      this.log.warn(
        { err: reason(failed[0] as TakenEvent), events: failed.length },
        'Stripe could not be asked',
      );
      await this.postpone(failed, reason);
    }
    return taken.flatMap((event) => {
      const answer = found.get(event.objectId);
      if (answer?.status === 'rejected') return [];
      return [{ event, found: answer?.value ?? null }];
    });
  }

  /** Settles the batch; if it fails for another reason than a lost database, each event alone, so that one cannot hold up the others. */
  private async settleAll(ready: LookedUp[]): Promise<void> {
    try {
      await this.settle.execute(ready);
    } catch (error) {
      if (isConnectionError(error)) throw error;
      for (const one of ready) await this.settleAlone(one);
    }
  }

  private async settleAlone(one: LookedUp): Promise<void> {
    try {
      await this.settle.execute([one]).catch((error: unknown) => {
        if (!isUnbooked(error) || !one.found?.intent?.charge?.balance) throw error;
        this.log.error({ err: error, eventId: one.event.id }, 'the account book has a payment otherwise');
        return this.settle.execute([untold(one)]);
      });
    } catch (error) {
      if (isConnectionError(error)) throw error;
      this.log.error({ err: error, eventId: one.event.id }, 'a Stripe event could not be settled; it waits');
      await this.postpone([one.event], () => error as Error);
    }
  }

  private async postpone(events: TakenEvent[], reason: (event: TakenEvent) => Error): Promise<void> {
    await this.events.postpone(
      events.map((event) => ({
        id: event.id,
        delayMs: retryDelayMs(event.tries),
        error: reason(event).message.slice(0, 1_000),
      })),
    );
  }
}

/** The account book refuses what Stripe's balance transaction came to: it stands there with other entries. */
const isUnbooked = (error: unknown): boolean => (error as { code?: unknown }).code === '23514';

/** As if Stripe had not told yet what the charge came to: a difference in the books never keeps money from paying its order. */
function untold({ event, found }: LookedUp): LookedUp {
  if (!found?.intent?.charge) return { event, found };
  const { intent } = found;
  return {
    event,
    found: { ...found, intent: { ...intent, charge: { ...found.intent.charge, balance: null } } },
  };
}
