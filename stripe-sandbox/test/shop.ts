import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import {
  type RunningSandbox,
  type SandboxOptions,
  startSandbox,
  TEST_ENDPOINT_SECRET,
  TEST_SECRET_KEY,
} from '../src/index.js';

/** A shop's webhook endpoint: verifies and records webhooks. */
export class Endpoint {
  readonly events: Stripe.Event[] = [];
  /** Every body with its signature, as they came. */
  readonly posts: { body: string; signature: string }[] = [];
  /** Called per request; its number is the HTTP status to answer with. */
  answer: (attempt: number) => number = () => 200;
  attempts = 0;
  /** Reasons of refused deliveries. */
  readonly refused: string[] = [];
  /** Accepts webhooks without verification. */
  acceptsAnything = false;

  private constructor(private readonly server: http.Server) {}

  static async listen(): Promise<Endpoint> {
    // A connection that is kept alive is never closed at the very moment at which it is used again.
    const server = http.createServer({ keepAliveTimeout: 0 });
    const endpoint = new Endpoint(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [bytes, signature] = [Buffer.concat(chunks), String(request.headers['stripe-signature'])];
        const event = endpoint.verify(bytes, signature);
        endpoint.posts.push({ body: bytes.toString(), signature });
        const status = event || endpoint.acceptsAnything ? endpoint.answer(++endpoint.attempts) : 400;
        if (event && status < 300) endpoint.events.push(event);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  private verify(body: Buffer, signature: string): Stripe.Event | undefined {
    try {
      return Stripe.webhooks.constructEvent(body, signature, TEST_ENDPOINT_SECRET);
    } catch (error) {
      this.refused.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/payments/webhook`;
  }

  types(): string[] {
    return this.events.map(({ type }) => type).sort();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The reply of a control call. */
export interface Controlled {
  status: number;
  body: Stripe.Checkout.Session & {
    error?: Stripe.StripeRawError & { payment_intent?: Stripe.PaymentIntent };
  };
}

/** Settings and counts of the fault injection. */
export interface FaultState {
  settings: object | null;
  injected: Record<string, number>;
  accepted: number;
  error?: { message: string; param?: string };
}

/** A sandbox with the official SDK in front of it, as a shop would use it. */
export class Shop {
  readonly stripe: Stripe;

  private constructor(readonly sandbox: RunningSandbox) {
    this.stripe = connect(sandbox.port);
  }

  static async open(options: SandboxOptions = {}): Promise<Shop> {
    return new Shop(await startSandbox(options));
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /** Opens a session for two cups of tea at $6.00. */
  session(change: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
    return this.stripe.checkout.sessions.create(order(change));
  }

  pay(id: string, body: Record<string, string> = {}): Promise<Controlled> {
    return this.control(`checkout/sessions/${id}/pay`, body);
  }

  async control(path: string, body: object = {}, method = 'POST'): Promise<Controlled> {
    const response = await fetch(`${this.sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${TEST_SECRET_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Controlled['body'] };
  }

  /** Sets the faults; without settings it disables them. */
  async setFaults(settings?: object): Promise<FaultState> {
    const response = await fetch(`${this.sandbox.url}/_sandbox/faults`, {
      method: settings ? 'PUT' : 'DELETE',
      headers: { authorization: `Bearer ${TEST_SECRET_KEY}`, 'content-type': 'application/json' },
      ...(settings && { body: JSON.stringify(settings) }),
    });
    return (await response.json()) as FaultState;
  }

  /** GET of the control API. */
  async read<T>(path: string): Promise<T> {
    const headers = { authorization: `Bearer ${TEST_SECRET_KEY}` };
    return (await (await fetch(`${this.sandbox.url}/_sandbox/${path}`, { headers })).json()) as T;
  }

  /** Types of all events so far, oldest first. */
  async eventTypes(): Promise<string[]> {
    const { data } = await this.stripe.events.list({ limit: 100 });
    return data.map(({ type }) => type).reverse();
  }
}

/** The official SDK pointed at a sandbox. */
export const connect = (port: number, key = TEST_SECRET_KEY): Stripe =>
  new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });

/** Parameters of a session, as a shop sends them. */
export function order(
  change: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    success_url: 'http://127.0.0.1:9/success?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:9/cancel',
    line_items: [line()],
    metadata: { orderId: 'order-1' },
    payment_intent_data: { metadata: { orderId: 'order-1' } },
    ...change,
  };
}

/** A line with optional data of the product. */
export function lineWith(
  product: Partial<Stripe.Checkout.SessionCreateParams.LineItem.PriceData.ProductData>,
): Stripe.Checkout.SessionCreateParams.LineItem {
  const { quantity, price_data } = line();
  return { quantity: quantity!, price_data: { ...price_data!, product_data: { name: 'Tea', ...product } } };
}

/** One line. Default: two cups of tea. */
export function line(
  currency = 'usd',
  amount = 600,
  quantity = 2,
): Stripe.Checkout.SessionCreateParams.LineItem {
  return { quantity, price_data: { currency, unit_amount: amount, product_data: { name: 'Tea' } } };
}

/** The id in a field that may be expanded. */
export function idOf(field: string | { id: string } | null | undefined): string {
  return typeof field === 'string' ? field : (field?.id ?? '');
}

/** The SDK's error of a call that has to fail. */
export async function failure(
  call: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

/** Waits until a condition holds; fails when it does not within 30 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never true: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
