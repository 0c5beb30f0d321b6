import { Inject, Injectable } from '@nestjs/common';
import {
  CreateOrder,
  type Fault,
  hasStaffAccess,
  normaliseEmail,
  OrderCreated,
  OrderPaid,
  TooManyOpenOrders,
} from '@orderwire/contracts';
import {
  Batcher,
  contextOrSystem,
  Database,
  NETWORK_FACTORS,
  networksOf,
  Outbox,
  runInContext,
  type Tx,
} from '@orderwire/platform';
import { OrderTokens } from '../customers/order-tokens.js';
import { lineViews, type Order } from '../lifecycle/order.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { created, paidFree, timelineEntry } from '../timeline/timeline.js';
import { type NewOrder, NewOrderRepository, type OpenOrderLimit } from './new-order.repository.js';
import { OpenOrderRepository } from './open-order.repository.js';

/** How many unpaid orders there may be at once: of an account, and of guests; 0: any number. */
export interface OpenOrderLimits {
  perAccount: number;
  /** An IPv4 address or the /64 of an IPv6 address; a /56 may have 4 times as many, a /48 16 times. */
  perNetwork: number;
  perEmail: number;
}

export const OPEN_ORDER_LIMITS = Symbol('OPEN_ORDER_LIMITS');

interface Placing extends NewOrder {
  /** Publishes the events of the order in the context of its request. */
  publish: (tx: Tx) => void;
}

/** What became of an order: stored, there already (neither), or refused; `alone`: without another of its placer. */
interface Stored {
  order?: Order | undefined;
  refused?: OpenOrderLimit | undefined;
  alone?: boolean;
}

/** Rolls a transaction back in which someone has too many unpaid orders. */
class TooManyOpen extends Error {
  constructor(readonly placers: ReadonlySet<string>) {
    super('too many unpaid orders');
  }
}

/** Orders in one transaction: 4 placers of each are looked up among those of all. */
const MAX_TOGETHER = 50;

/**
 * Stores new orders and publishes their events. Orders that arrive while others are stored share a
 * transaction.
 */
@Injectable()
export class StoreOrderUseCase {
  private readonly placings = new Batcher(
    (placings: Placing[]) => this.storeTogether(placings),
    MAX_TOGETHER,
  );

  constructor(
    private readonly orders: OrderRepository,
    private readonly newOrders: NewOrderRepository,
    private readonly openOrders: OpenOrderRepository,
    private readonly tokens: OrderTokens,
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(OPEN_ORDER_LIMITS) private readonly maxOpen: OpenOrderLimits,
  ) {}

  /** Returns the order as it is stored. Throws orders.too_many_open. */
  async execute(order: Order): Promise<Order> {
    const placing = this.placingOf(order);
    const together = await this.placings.add(placing);
    // Other orders of the same placer were refused with it: alone there may be a place for it.
    const isFinal = !together.refused || together.alone;
    const { order: stored, refused } = isFinal ? together : await this.storeAlone(placing);
    if (refused) throw await this.tooManyOpen(refused);
    // An earlier, slow attempt with the same key may have stored the order meanwhile.
    return stored ?? (await this.orders.find(order.id)) ?? order;
  }

  private async storeAlone(placing: Placing): Promise<Stored> {
    return (await this.storeTogether([placing]))[0] ?? {};
  }

  private placingOf(order: Order): Placing {
    const context = contextOrSystem();
    const { id, currency, totalAmount, createdAt } = order;
    const free = totalAmount === 0;
    const { correlationId } = context;
    const entries = [created(order), ...(free ? [paidFree(order)] : [])].map((event) =>
      timelineEntry(id, { at: createdAt, cause: CreateOrder.subject, correlationId }, event),
    );
    const at = createdAt.toISOString();
    const event = { orderId: id, currency, totalAmount };
    const publish = (tx: Tx): void => {
      this.outbox.add(tx, OrderCreated, { ...event, items: lineViews(order.lines), createdAt: at });
      if (free)
        this.outbox.add(tx, OrderPaid, {
          ...event,
          paymentId: '',
          paidAt: at,
          recordedAt: at,
          ships: order.shippingAddress !== null,
        });
    };
    return {
      order,
      actor: context.actor,
      entries,
      limits: free ? [] : this.limitsOf(order),
      publish: (tx) => runInContext(context, () => publish(tx)),
    };
  }

  /** All but those of placers with too many unpaid orders. */
  private async storeTogether(placings: readonly Placing[]): Promise<Stored[]> {
    if (placings.length === 0) return [];
    try {
      const stored = await this.database.transaction((tx) => this.storeIn(tx, placings));
      return placings.map(({ order }) => ({ order: stored.get(order.id) }));
    } catch (error) {
      if (!(error instanceof TooManyOpen)) throw error;
      const refusalOf = ({ limits }: Placing) => limits.find(({ placedBy }) => error.placers.has(placedBy));
      const others = await this.storeTogether(placings.filter((one) => !refusalOf(one)));
      return placings.map((one): Stored => {
        const refused = refusalOf(one);
        if (!refused) return others.shift() ?? {};
        const ofPlacer = placings.filter(({ limits }) =>
          limits.some(({ placedBy }) => placedBy === refused.placedBy),
        );
        return { refused, alone: ofPlacer.length === 1 };
      });
    }
  }

  private async storeIn(tx: Tx, placings: readonly Placing[]): Promise<ReadonlyMap<string, Order>> {
    const { stored, refused } = await this.newOrders.insert(tx, placings);
    if (refused.size > 0) throw new TooManyOpen(refused);
    for (const { order, publish } of placings) if (stored.has(order.id)) publish(tx);
    return stored;
  }

  /**
   * Who this order is counted for: its account, or the network and the e-mail address of a guest.
   * None for staff, who may order for any number of shoppers.
   */
  private limitsOf({ customerId, email }: Order): OpenOrderLimit[] {
    const { actor, origin } = contextOrSystem();
    if (hasStaffAccess(actor)) return [];
    const { perAccount, perNetwork, perEmail } = this.maxOpen;
    const limit = (kind: string, value: string | undefined, max: number): OpenOrderLimit[] =>
      value && max > 0 ? [{ placedBy: `${kind}:${value}`, max }] : [];
    if (customerId) return limit('account', customerId, perAccount);
    const hashed = (kind: string, value: string | undefined, max: number) =>
      limit(kind, value && max > 0 ? this.tokens.pseudonym(`${kind}:${value}`) : undefined, max);
    return [
      ...hashed('email', normaliseEmail(email ?? ''), perEmail),
      ...networksOf(origin?.ip).flatMap((network, n) =>
        hashed('network', network, perNetwork * (NETWORK_FACTORS[n] ?? 1)),
      ),
    ];
  }

  private async tooManyOpen({ placedBy, max }: OpenOrderLimit): Promise<Fault> {
    const endsAt = await this.openOrders.nextEnd(placedBy);
    const retryAfterMs = endsAt && Math.max(0, endsAt.getTime() - Date.now());
    return TooManyOpenOrders({
      per: placedBy.split(':')[0],
      max,
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  }
}
