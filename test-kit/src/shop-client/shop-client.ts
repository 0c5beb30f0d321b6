import type {
  AccountView,
  CancelledOrderView,
  CancelOrderRequest,
  ChangeOrderStatusRequest,
  CreateOrderReply,
  CreateOrderRequest,
  CreateProductRequest,
  DeadLetterPage,
  DeadLetterSummary,
  DeadLetterView,
  ListDeadLettersRequest,
  ListOrdersRequest,
  ListProductsRequest,
  OrderPage,
  OrderTimeline,
  OrderView,
  PageRequest,
  PaymentSessionView,
  ProductPage,
  ProductView,
  RefundOrderRequest,
  RefundView,
  RegisterRequest,
  ReplayProgress,
  ReplaySelection,
} from '@orderwire/contracts';
import { AccountSession, type Credentials } from './account-session.js';
import { HttpClient, type HttpClientOptions, queryOf } from './http-client.js';
import type { HttpReply, RequestHeaders } from './http.js';

/** A timeline as the gateway returns it. */
export interface OrderTimelineReply extends OrderTimeline {
  /** Why the order is in its status, in words. */
  summary: string;
}

/** Services that were unavailable; their part of the list is missing. */
interface PartialReply {
  unavailable: string[];
}

type OfOrder<Request> = Omit<Request, 'orderId'>;
type Reply<Body> = Promise<HttpReply<Body>>;

/**
 * The gateway's HTTP API as one caller uses it: a guest, or an account with its role. Methods have
 * the names of their contracts and resolve with replies of any status; `(await …).orThrow()` gives
 * the body of a successful one.
 */
export class ShopClient {
  private readonly http: HttpClient;

  private constructor(
    private readonly gateway: string,
    private readonly options: HttpClientOptions,
    /** Undefined for a guest. */
    private readonly accountSession: AccountSession | undefined,
    private readonly headers: RequestHeaders = {},
  ) {
    this.http = new HttpClient(apiOf(gateway), options, async () =>
      accountSession ? { authorization: await accountSession.authorization(), ...headers } : headers,
    );
  }

  static guest(gateway: string, options: HttpClientOptions = {}): ShopClient {
    return new ShopClient(gateway, options, undefined);
  }

  static async signIn(
    gateway: string,
    credentials: Credentials,
    options: HttpClientOptions = {},
  ): Promise<ShopClient> {
    const session = await AccountSession.signIn(apiOf(gateway), credentials, options);
    return new ShopClient(gateway, options, session);
  }

  /** Creates a customer's account and signs it in. */
  static async register(
    gateway: string,
    account: RegisterRequest,
    options: HttpClientOptions = {},
  ): Promise<ShopClient> {
    const session = await AccountSession.register(apiOf(gateway), account, options);
    return new ShopClient(gateway, options, session);
  }

  /** The same caller, who also presents the token of a guest's order. */
  withOrderToken(orderToken: string): ShopClient {
    return new ShopClient(this.gateway, this.options, this.accountSession, { 'x-order-token': orderToken });
  }

  /** Throws for a guest. */
  get session(): AccountSession {
    if (!this.accountSession) throw new Error('A guest has no session.');
    return this.accountSession;
  }

  /** The account as it was at sign-in or the last refresh. Throws for a guest. */
  get account(): AccountView {
    return this.session.tokens.user;
  }

  /** Any request. `path` starts below `/api/v1`; a string as body is sent unchanged. */
  request<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: RequestHeaders,
  ): Reply<Body> {
    return this.http.send<Body>(method, path, body, headers);
  }

  /** The bytes of a file. `path` starts below `/api/v1`. Throws for another status than 200. */
  async download(path: string): Promise<Buffer> {
    const headers = {
      ...(this.accountSession && { authorization: await this.accountSession.authorization() }),
    };
    const response = await fetch(`${apiOf(this.gateway)}${path}`, {
      headers: { ...headers, ...this.headers },
    });
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  listProducts(query: ListProductsRequest = {}): Reply<ProductPage> {
    return this.request('GET', `/products${queryOf(query)}`);
  }

  getProduct(productId: string): Reply<ProductView> {
    return this.request('GET', `/products/${productId}`);
  }

  createProduct(product: CreateProductRequest): Reply<ProductView> {
    return this.request('POST', '/products', product);
  }

  deleteProduct(productId: string): Reply<object> {
    return this.request('DELETE', `/products/${productId}`);
  }

  createOrder(order: CreateOrderRequest, headers?: RequestHeaders): Reply<CreateOrderReply> {
    return this.request('POST', '/orders', order, headers);
  }

  listOrders(query: ListOrdersRequest = {}): Reply<OrderPage> {
    return this.request('GET', `/orders${queryOf(query)}`);
  }

  getOrder(orderId: string): Reply<OrderView> {
    return this.request('GET', `/orders/${orderId}`);
  }

  getOrderTimeline(orderId: string, query: PageRequest = {}): Reply<OrderTimelineReply> {
    return this.request('GET', `/orders/${orderId}/timeline${queryOf(query)}`);
  }

  cancelOrder(orderId: string, body: OfOrder<CancelOrderRequest> = {}): Reply<CancelledOrderView> {
    return this.request('POST', `/orders/${orderId}/cancel`, body);
  }

  renewPaymentSession(orderId: string): Reply<PaymentSessionView> {
    return this.request('POST', `/orders/${orderId}/payment-session`);
  }

  refundOrder(
    orderId: string,
    body: OfOrder<RefundOrderRequest>,
    headers?: RequestHeaders,
  ): Reply<RefundView> {
    return this.request('POST', `/orders/${orderId}/refunds`, body, headers);
  }

  changeOrderStatus(orderId: string, body: OfOrder<ChangeOrderStatusRequest>): Reply<OrderView> {
    return this.request('PATCH', `/orders/${orderId}/status`, body);
  }

  listDeadLetters(
    query: ListDeadLettersRequest & { service?: string } = {},
  ): Reply<DeadLetterPage & PartialReply> {
    return this.request('GET', `/operations/dead-letters${queryOf(query)}`);
  }

  getDeadLetter(service: string, id: string): Reply<DeadLetterView> {
    return this.request('GET', `/operations/dead-letters/${service}/${id}`);
  }

  requeueDeadLetter(service: string, id: string): Reply<DeadLetterSummary> {
    return this.request('POST', `/operations/dead-letters/${service}/${id}/requeue`);
  }

  discardDeadLetter(service: string, id: string, reason: string): Reply<DeadLetterSummary> {
    return this.request('POST', `/operations/dead-letters/${service}/${id}/discard`, { reason });
  }

  /**
   * Publishes events again, for some seconds; `cursor` of each service continues where it stopped.
   */
  replayEvents(
    selection: ReplaySelection & { service?: string; orderId?: string },
  ): Reply<{ data: ReplayProgress[] } & PartialReply> {
    return this.request('POST', '/operations/replays', selection);
  }
}

const apiOf = (gateway: string): string => `${gateway}/api/v1`;
