import { Agent, createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, TEST_SECRET_KEY } from '@orderwire/stripe-sandbox';

/** A request to Stripe. */
export interface Call {
  method: string;
  path: string;
  key: string | undefined;
}

/**
 * Forwards a request, responds to it, or breaks its connection before or after Stripe handled it.
 */
export type Interception =
  'pass' | 'break' | 'break_after' | { status: number; body: object; headers?: Record<string, string> };

/** A payment that payments-ms did not create. */
interface Elsewhere {
  id: string;
  paymentId: string;
  chargeId: string;
}

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A proxy before the sandbox that records requests and can intercept them. */
export class StripeProxy {
  readonly calls: Call[] = [];
  intercept: (call: Call) => Interception | Promise<Interception> = () => 'pass';
  /** Runs between Stripe's response and its delivery. */
  after: (call: Call) => Promise<void> = async () => undefined;
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(
    readonly sandbox: Sandbox,
    private readonly server: Server,
  ) {}

  static async start(webhookUrl: string): Promise<StripeProxy> {
    const sandbox = await startSandbox({
      webhookUrl,
      webhookRetryBaseMs: 20,
      // Tests trigger these explicitly.
      delayedPaymentSeconds: 86_400,
      refundSeconds: 86_400,
      disputeSeconds: 0.1,
      webhookEvents: ['*'],
    });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new StripeProxy(sandbox, server);
    server.on('request', (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        proxy.take(incoming, Buffer.concat(chunks)).then(
          ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
          () => incoming.socket.destroy(),
        );
      });
    });
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The number of requests to a route, such as `POST /v1/checkout/sessions`. */
  count(method: string, path: RegExp): number {
    return this.calls.filter((call) => call.method === method && path.test(call.path)).length;
  }

  /** Calls a control route of the sandbox. */
  async control(path: string, body: object = {}): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_SECRET_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the sandbox responded ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }

  /** Pays a session as a shopper would. */
  pay(session: string, means: object = {}): Promise<Record<string, unknown>> {
    return this.control(`/checkout/sessions/${session}/pay`, means);
  }

  /** Opens and pays a session over 7.77 USD that payments-ms did not create. */
  async payElsewhere(metadata: Record<string, string> = {}): Promise<Elsewhere> {
    const marks = Object.entries(metadata).flatMap(([name, value]) => [
      [`metadata[${name}]`, value],
      [`payment_intent_data[metadata][${name}]`, value],
    ]);
    const { id } = await this.api('POST', '/v1/checkout/sessions', {
      ...{ mode: 'payment', success_url: 'http://elsewhere.test', client_reference_id: '1042' },
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '777',
      'line_items[0][price_data][product_data][name]': 'Not ours',
      ...(Object.fromEntries(marks) as Record<string, string>),
    });
    await this.pay(id as string);
    const { payment_intent: paymentId } = await this.retrieve(id as string);
    const { latest_charge: chargeId } = await this.api('GET', `/v1/payment_intents/${paymentId as string}`);
    return { id: id as string, paymentId: paymentId as string, chargeId: chargeId as string };
  }

  /** Ends a delayed payment. */
  settle(session: string): Promise<Record<string, unknown>> {
    return this.control(`/checkout/sessions/${session}/settle-now`);
  }

  /** A session at Stripe, not recorded as a request. */
  async retrieve(id: string): Promise<Record<string, unknown>> {
    return this.get(`/v1/checkout/sessions/${id}`);
  }

  /** Ids of all sessions of an order at Stripe. */
  async sessionsOf(orderId: string): Promise<string[]> {
    const page = await this.get('/v1/checkout/sessions?limit=100');
    const sessions = page['data'] as { id: string; client_reference_id: string }[];
    return sessions.filter((one) => one.client_reference_id === orderId).map(({ id }) => id);
  }

  /** Stripe's event about a session, as a webhook body. */
  async eventOf(session: string, type: string): Promise<{ payload: string }> {
    const page = await this.get(`/v1/events?limit=100&type=${type}`);
    const events = page['data'] as { data: { object: { id: string } } }[];
    const event = events.find((one) => one.data.object.id === session);
    if (!event) throw new Error(`Stripe has no ${type} about ${session}`);
    return { payload: JSON.stringify(event) };
  }

  /** Calls the API as Stripe's dashboard does; not recorded as a request. */
  async api(method: string, path: string, form?: Record<string, string>): Promise<Record<string, unknown>> {
    const answer = await fetch(this.sandbox.url + path, {
      method,
      headers: {
        authorization: `Bearer ${TEST_SECRET_KEY}`,
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: new URLSearchParams(form).toString() }),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`Stripe responded ${answer.status}: ${JSON.stringify(body)}`);
    return body;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.sandbox.close();
  }

  private async get(path: string): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${TEST_SECRET_KEY}` };
    return (await (await fetch(this.sandbox.url + path, { headers })).json()) as Record<string, unknown>;
  }

  private async take(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const call = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      key: incoming.headers['idempotency-key'] as string | undefined,
    };
    this.calls.push(call);
    const action = await this.intercept(call);
    if (action === 'break') throw new Error('cut');
    if (typeof action === 'object')
      return {
        status: action.status,
        headers: { 'content-type': 'application/json', ...action.headers },
        body: Buffer.from(JSON.stringify(action.body)),
      };
    const answer = await this.forward(incoming, body);
    await this.after(call);
    if (action === 'break_after') throw new Error('cut');
    return answer;
  }

  private forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.sandbox.url);
      const options = { hostname, port, method, path: url, headers, agent: this.agent };
      const request = httpRequest(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const { 'transfer-encoding': _, ...kept } = answer.headers;
          resolve({ status: answer.statusCode ?? 0, headers: kept, body: Buffer.concat(chunks) });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}
