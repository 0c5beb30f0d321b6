import { randomUUID } from 'node:crypto';
import { headers } from '@nats-io/transport-node';
import { faultFromWire, guest, Headers, type RpcContract } from '@orderwire/contracts';
import { openServers, ServiceWorld, testServiceKey, WAIT_LIMIT_MS, waitUntil } from '@orderwire/test-kit';
import {
  connectNats,
  type Context,
  currentContext,
  createLogger,
  type DatabaseConfig,
  type NatsLink,
  RpcClient,
  runInContext,
  type RunningService,
  type ServiceConfig,
  ServiceTokens,
  startService,
} from '../src/index.js';
import { Book, HandlerHooks, SampleModule } from './sample-service.js';

type SampleConfig = ServiceConfig & DatabaseConfig;

const schema = `
  CREATE TABLE accounts (name text PRIMARY KEY, balance int NOT NULL);
  CREATE TABLE copies (id bigint GENERATED ALWAYS AS IDENTITY, account text NOT NULL, amount int NOT NULL, seen text);`;

/** Operations are for staff, through the gateway. */
export const staff = { role: 'staff', id: '019a0000-0000-7000-8000-00000000574f' } as const;

/** The platform's own client, for a caller, with a timeout that no slow machine exceeds. */
class PatientClient extends RpcClient {
  caller: Partial<Context> = {};
  timeoutMs: number | undefined = WAIT_LIMIT_MS;

  override request<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    const { timeoutMs = contract.timeoutMs } = this;
    const send = () => super.request({ ...contract, timeoutMs }, request);
    const context = { correlationId: randomUUID(), actor: guest, ...this.caller };
    return currentContext() ? send() : runInContext(context, send);
  }
}

/** A sample service with its own database and broker. */
export class SampleWorld extends ServiceWorld<SampleConfig> {
  /** The hooks of all launched replicas. */
  readonly hooks: HandlerHooks[] = [];
  readonly log = createLogger('test', 'silent');
  /** `natsConfig` is appended to the configuration of NATS. */
  static async create(natsConfig?: string): Promise<SampleWorld> {
    const servers = await openServers({ database: true, ...(natsConfig && { natsConfig }) });
    const world = new SampleWorld(servers, {
      name: 'sample-ms',
      start: (config) => startService('sample-ms', SampleModule.with(config), config),
      config: {},
    });
    await world.rows(schema);
    return world;
  }

  /**
   * Starts a replica with hooks for its handlers. Under the name of a service that owns dead
   * letters it answers their contracts. Events that wait in the stream are consumed while it
   * starts: set the hooks before.
   */
  async launch(
    name = 'sample-ms',
    hooks = new HandlerHooks(),
    options: Parameters<typeof startService>[3] = {},
  ): Promise<{ service: RunningService; hooks: HandlerHooks }> {
    this.hooks.push(hooks);
    await this.provision(name);
    const service = await this.start({}, (config) =>
      startService(name, SampleModule.with(config, hooks, name), config, options),
    );
    return { service, hooks };
  }

  /** A client without a service token. */
  async client() {
    return clientsOn(await connectNats('test', [this.servers.nats.url], this.log));
  }

  /** A client that is the gateway, on behalf of {@link staff}. */
  async staffClient() {
    const link = await connectNats('test', [this.servers.nats.url], this.log);
    const identity = (await this.issuer.tokenOf(staff)) ?? '';
    return clientsOn(link, new ServiceTokens('client-gateway', [testServiceKey]), { actor: staff, identity });
  }

  /**
   * Sends a request on behalf of {@link staff} with a deadline of 1 ms, and waits for its reply all the
   * same.
   */
  async requestWithShortDeadline<Request extends object, Reply extends object>(
    { connection }: NatsLink,
    { subject }: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    const wire = headers();
    wire.set(Headers.budgetMs, '1');
    wire.set(Headers.service, await new ServiceTokens('client-gateway', [testServiceKey]).issue());
    wire.set(Headers.identity, (await this.issuer.tokenOf(staff)) ?? '');
    const options = { timeout: WAIT_LIMIT_MS, headers: wire };
    const reply = await connection.request(subject, JSON.stringify(request), options);
    const { err, response } = reply.json<{ err?: unknown; response: Reply }>();
    if (err) throw faultFromWire(err);
    return response;
  }
}

function clientsOn(link: NatsLink, tokens?: ServiceTokens, caller: Partial<Context> = {}) {
  const rpc = Object.assign(new PatientClient(link, tokens), { caller });
  /** With the timeouts of the contracts, for requests that may be lost. */
  const impatient = Object.assign(new PatientClient(link, tokens), { caller, timeoutMs: undefined });
  return { link, rpc, impatient, close: () => link.connection.close() };
}

type SampleClient = Awaited<ReturnType<SampleWorld['staffClient']>>;

/** Bookings, their events, and what the consumer made of them. `at` is read at every use. */
export function bookingsOf(at: () => { world: SampleWorld; client: SampleClient }) {
  const book = (account: string, amount: number) => at().client.rpc.request(Book, { account, amount });
  const copies = async () =>
    (
      await at().world.rows<{ copy: string }>(
        `SELECT account || ' ' || amount AS copy FROM copies ORDER BY id`,
      )
    ).map(({ copy }) => copy);
  const taken = (count: number) => waitUntil(copies, (found) => found.length >= count);
  const published = (count: number) =>
    waitUntil(
      () => at().world.count('messaging.outbox WHERE published_at IS NOT NULL'),
      (found) => found === count,
    );
  /** Events that were published long ago and are no longer in the stream. */
  const old = (count: number, account = 'old') =>
    at().world.rows(
      `INSERT INTO messaging.outbox (id, subject, aggregate_id, payload, headers, published_at)
       SELECT gen_random_uuid(), 'sample.booked', $2, json_build_object('account', $2::text, 'amount', n)::text, '{}',
         now() - interval '1 day' FROM generate_series(1, $1::int) n`,
      [count, account],
    );
  return { book, copies, taken, published, old };
}
