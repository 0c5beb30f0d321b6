import { GetOrder, Headers, OrderNotFound } from '@orderwire/contracts';
import { type NatsLink, ServiceTokens } from '@orderwire/platform';
import { testServiceKey } from '@orderwire/test-kit';

type NatsConnection = NatsLink['connection'];

/** orders-ms as products-ms sees it. Orders that are not in `known` do not exist. */
export class FakeOrders {
  /** Status by order id, or a whole reply packet. */
  readonly known = new Map<string, string | object>();
  readonly asked: { orderId: string; identity: string; service: string }[] = [];
  /** Awaited before each reply. */
  before: () => Promise<unknown> = () => Promise.resolve();
  private readonly tokens = new ServiceTokens('fake-orders', testServiceKey);
  private subscription: ReturnType<NatsConnection['subscribe']> | undefined;

  constructor(private readonly nats: NatsConnection) {}

  async up(): Promise<void> {
    this.subscription ??= this.nats.subscribe(GetOrder.subject, {
      callback: (_error, message) => {
        const { orderId } = message.json<{ data: { orderId: string } }>().data;
        const shown = (name: string): string => message.headers?.get(name) ?? '';
        // Recorded before the reply: a test that has the reply finds the request.
        void this.tokens
          .verify(shown(Headers.service))
          .catch(() => 'unknown')
          .then((service) => this.asked.push({ orderId, identity: shown(Headers.identity), service }))
          .then(() => this.before())
          .then(() => message.respond(JSON.stringify(this.packet(orderId))));
      },
    });
    await this.nats.flush();
  }

  /** Stops replying, as if orders-ms were not running. */
  async down(): Promise<void> {
    this.subscription?.unsubscribe();
    this.subscription = undefined;
    await this.nats.flush();
  }

  private packet(orderId: string): object {
    const known = this.known.get(orderId);
    if (known === undefined) return { err: OrderNotFound({ orderId }).toWire(), isDisposed: true };
    return typeof known === 'string' ? { response: { id: orderId, status: known }, isDisposed: true } : known;
  }
}
