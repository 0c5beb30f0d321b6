import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import {
  type Actor,
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  CreatePaymentSession,
  ExpirePaymentSession,
  GetOrder,
  GetOrderTimeline,
  guest,
  type OrderView,
  RefundPayment,
  type RpcContract,
  type TimelineEntry,
  ValidateProducts,
} from '@orderwire/contracts';
import { startService } from '@orderwire/platform';
import {
  type Caller,
  FakeService,
  openServers,
  type ServiceDefinition,
  ServiceWorld,
  testServiceKey,
  useLongRpcTimeouts,
  WAIT_LIMIT_MS,
} from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersConfig } from '../src/config.js';
import { OrdersModule } from '../src/orders.module.js';
import { acceptRefund, mug, openSession, reserveStock } from './fake-services.js';

// A test waits several times.
jest.setTimeout(4 * WAIT_LIMIT_MS);
useLongRpcTimeouts();

/** The default caller. */
export const staff: Actor = { role: 'staff', id: uuidv7() };

const definition: ServiceDefinition<OrdersConfig> = {
  name: 'orders-ms',
  folder: fileURLToPath(new URL('..', import.meta.url)),
  start: (config) => startService('orders-ms', OrdersModule.with(config), config),
  // The jobs do not run by themselves: tests execute their use cases.
  config: {
    ORDER_TOKEN_SECRET: [testServiceKey],
    SESSION_MINUTES: 60,
    GUEST_SESSION_MINUTES: 35,
    PAY_WITHIN_HOURS: 24,
    SESSIONS_PER_HOUR: 10,
    SESSIONS_PER_ORDER: 20,
    // All tests place orders for one e-mail address and one account.
    OPEN_ORDERS_PER_ACCOUNT: 0,
    OPEN_ORDERS_PER_NETWORK: 0,
    OPEN_ORDERS_PER_EMAIL: 0,
    ORDER_SWEEP_SECONDS: 3_600,
  },
};

/** orders-ms with fakes of products-ms and payments-ms. */
export class OrdersWorld extends ServiceWorld<OrdersConfig> {
  readonly products = new FakeService(this.link).serve(ValidateProducts, reserveStock);
  readonly sessions = new FakeService(this.link).serve(CreatePaymentSession, openSession);
  readonly expiry = new FakeService(this.link).serve(ExpirePaymentSession, () => ({ expired: true }));
  readonly refunds = new FakeService(this.link).serve(RefundPayment, acceptRefund);

  static async create(config?: Partial<OrdersConfig>): Promise<OrdersWorld> {
    const world = new OrdersWorld(await openServers(definition), definition);
    await world.resetFakes();
    await world.start(config);
    return world;
  }

  /** All fakes reply as by default and have no recorded requests. */
  async resetFakes(): Promise<void> {
    await Promise.all([this.products, this.sessions, this.expiry, this.refunds].map((fake) => fake.reset()));
  }

  /** The default actor is staff. */
  override request<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
    caller: Actor | Caller = staff,
  ): Promise<Reply> {
    return super.request(contract, request, 'role' in caller ? caller : { actor: staff, ...caller });
  }

  /** By default an order of two mugs by a guest. */
  place(request: Partial<CreateOrderRequest> = {}, caller: Caller = {}): Promise<CreateOrderReply> {
    const items = [{ productId: mug, quantity: 2 }];
    return this.request(CreateOrder, { items, ...request }, { actor: guest, ...caller });
  }

  order(orderId: string, caller?: Caller): Promise<OrderView> {
    return this.request(GetOrder, { orderId }, caller);
  }

  async timeline(orderId: string): Promise<TimelineEntry[]> {
    return (await this.request(GetOrderTimeline, { orderId })).entries;
  }

  async steps(orderId: string): Promise<string[]> {
    return (await this.timeline(orderId)).map(({ step }) => step);
  }
}
