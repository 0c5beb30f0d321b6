import { type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { Fault, type RpcContract } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';

/** Answers one contract as its owner would; a request that breaks the contract is refused, as the owner would. */
export class FakeAnswer<Request extends object, Reply extends object> {
  readonly requests: Request[] = [];
  private subscription: Subscription | undefined;

  constructor(
    private readonly nats: NatsConnection,
    private readonly contract: RpcContract<Request, Reply>,
    private readonly usual: (request: Request) => Promise<Reply> | Reply,
    public answer = usual,
  ) {
    this.up();
  }

  /** Back to its usual answer, with nothing asked so far. */
  async reset(): Promise<void> {
    this.answer = this.usual;
    this.requests.length = 0;
    this.up();
    // Whoever asks does so over another connection, on which the question may overtake our word that we listen.
    await this.nats.flush();
  }

  /** From now on nobody answers, as if the service were not running. */
  async down(): Promise<void> {
    this.subscription?.unsubscribe();
    this.subscription = undefined;
    await this.nats.flush();
  }

  private up(): void {
    this.subscription ??= this.nats.subscribe(this.contract.subject, {
      callback: (_error, message) => {
        this.reply(message.json<{ data: unknown }>().data).then(
          (packet) => message.respond(JSON.stringify(packet)),
          () => undefined,
        );
      },
    });
  }

  private async reply(data: unknown) {
    try {
      const request = parseMessage(this.contract.request, data, 'refuse');
      this.requests.push(request);
      return { response: await this.answer(request), isDisposed: true };
    } catch (error) {
      if (error instanceof Fault) return { err: error.toWire(), isDisposed: true };
      throw error;
    }
  }
}
