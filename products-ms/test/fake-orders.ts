import { GetOrder, Headers, OrderNotFound } from '@orderwire/contracts';
import type { NatsLink } from '@orderwire/platform';

type NatsConnection = NatsLink['connection'];

/** orders-ms as products-ms sees it: an order that nobody named does not exist. */
export class FakeOrders {
  /** Status by order id, or a whole packet as it goes over the wire. */
  readonly known = new Map<string, string | object>();
  readonly asked: { orderId: string; actor: string | undefined }[] = [];
  /** Waited for before each answer. */
  before: () => Promise<unknown> = () => Promise.resolve();
  private subscription: ReturnType<NatsConnection['subscribe']> | undefined;

  constructor(private readonly nats: NatsConnection) {}

  async up(): Promise<void> {
    this.subscription ??= this.nats.subscribe(GetOrder.subject, {
      callback: (_error, message) => {
        const { orderId } = message.json<{ data: { orderId: string } }>().data;
        this.asked.push({ orderId, actor: message.headers?.get(Headers.actor) });
        void this.before().then(() => message.respond(JSON.stringify(this.packet(orderId))));
      },
    });
    await this.nats.flush();
  }

  /** From now on nobody answers, as if orders-ms were not running. */
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
