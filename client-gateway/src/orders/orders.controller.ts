import type { Readable } from 'node:stream';
import { Controller, Get, Headers, Patch, Post, Put, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AssignOrder,
  type CancelledOrderView,
  CancelOrder,
  ChangeOrderStatus,
  CountOrders,
  CreateOrder,
  type CreateOrderReply,
  CreateOrderRequest,
  GetOrder,
  GetOrderTimeline,
  GetOrderTimelineRequest,
  isLocale,
  ListOrders,
  ListOrdersRequest,
  OrderFilter,
  type OrderPage,
  OrderRequest,
  type OrderView,
  type PaymentSessionView,
  RefundOrder,
  type RefundView,
  RenewPaymentSession,
  AssignOrderRequest,
  CancelOrderRequest,
  ChangeOrderStatusRequest,
  RefundOrderRequest,
} from '@orderwire/contracts';
import { contextOrSystem, RpcClient, runInContext } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ContractRequest, DownloadRoute, Route, StreamRoute } from '../edge/route.js';
import { languagesOf } from './accept-language.js';
import { OrderAccessBody } from './order-access.js';
import { rememberOrder } from './order-cookie.js';
import { ExportTooLarge, OrderExports } from './order-exports.js';
import { OrderStreams } from './order-streams.js';
import { withSummary, TimelineResponse } from './timeline-response.js';
import { TooManyStreams } from './stream-limits.js';

@ApiTags('Orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly streams: OrderStreams,
    private readonly exports: OrderExports,
  ) {}

  @Post()
  @Route(CreateOrder, {
    summary: 'Place an order',
    description:
      'Reserves stock and creates a payment session: redirect the shopper to `paymentSession.url`. ' +
      'A free order is PAID at once, and its `paymentSession` is null. ' +
      'Products are listed by `GET /api/v1/products`. A guest must keep the `orderToken` of the response: ' +
      'it is the only way to open the order later (`X-Order-Token`). ' +
      'Its taxes depend on `shippingAddress`, else `billing.address`; a company elsewhere in the EU pays none with a `billing.vatId`. ' +
      'The language of its e-mails is `locale`, by default the first one of `Accept-Language`.\n\n' +
      'Unpaid orders are limited: 429 `orders.too_many_open` with `Retry-After`, when the next one of them ends. By default 20 per ' +
      'account, and for guests 20 per network (an IPv4 address or an IPv6 /64) and 5 per e-mail address. A guest’s payment session is ' +
      'open for 35 minutes, an account’s for 60. All unpaid orders of guests together hold at most half of a product’s stock ' +
      '(reason `guest_limit` in `products.not_sellable`).',
    status: 201,
    headers: [
      {
        name: 'X-Token-Delivery',
        description:
          '`cookie`: the order token is set as a cookie that scripts cannot read, and is not in the body. Default: in the body.',
        schema: { type: 'string', enum: ['cookie'] },
      },
    ],
  })
  async create(
    @ContractRequest() request: CreateOrderRequest,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) response: FastifyReply,
    @Headers('accept-language') acceptLanguage?: string,
    @Headers('x-token-delivery') delivery?: string,
  ): Promise<CreateOrderReply> {
    const locale = request.locale ?? languagesOf(acceptLanguage).find(isLocale);
    const reply = await this.rpc.request(CreateOrder, { ...request, ...(locale && { locale }) });
    if (delivery !== 'cookie' || !reply.orderToken) return reply;
    const { orderToken, ...rest } = reply;
    rememberOrder(http, response, reply.order.id, orderToken);
    return rest;
  }

  @Get()
  @Route(ListOrders, {
    summary: 'List orders, newest first',
    description:
      'Customers see their own; staff see all, and may use all filters. `status` and `paymentState` accept several values, ' +
      'repeated or separated by commas. Amounts are minor units and need `currency`.',
  })
  list(@ContractRequest() request: ListOrdersRequest): Promise<OrderPage> {
    return this.rpc.request(ListOrders, request);
  }

  @Get('export.csv')
  @DownloadRoute(CountOrders, {
    request: OrderFilter,
    types: ['text/csv'],
    auditedAs: 'orders.export',
    summary: 'Download orders as CSV, newest first',
    description:
      'The filters of the list. At most 50,000 orders (422 `orders.export_too_large`), and two downloads at once. RFC 4180, UTF-8; ' +
      'amounts are decimal numbers of the currency. Text that a spreadsheet would take for a formula has an apostrophe in ' +
      'front. A download that ends without its last chunk is incomplete. The audit log records it.',
    faults: [ExportTooLarge],
  })
  export(@ContractRequest() filter: OrderFilter): Promise<StreamableFile> {
    return this.exports.open(filter);
  }

  @Get(':orderId')
  @Route(GetOrder, { summary: 'Get an order', byOrderToken: true })
  get(@ContractRequest() request: OrderRequest): Promise<OrderView> {
    return this.rpc.request(GetOrder, request);
  }

  @Post(':orderId/access')
  @Route(GetOrder, {
    request: OrderAccessBody,
    example: { orderToken: 'kq3vC1nUO0Yb0uBq2l0v8m3jvXr5W5cX9w2bGf1T2sE' },
    summary: 'Open the order of a guest in this browser',
    description:
      'For the link of an e-mail: the order token becomes a cookie that scripts cannot read. The browser then has access to the order.',
  })
  async openInBrowser(
    @ContractRequest() { orderId, orderToken }: OrderAccessBody,
    @Req() http: FastifyRequest,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<OrderView> {
    const context = { ...contextOrSystem(), orderToken };
    const order = await runInContext(context, () => this.rpc.request(GetOrder, { orderId }));
    rememberOrder(http, response, orderId, orderToken);
    return order;
  }

  @Get(':orderId/timeline')
  @Route(GetOrderTimeline, {
    summary: 'Get the timeline of an order, and the reasons for its status',
    description:
      '`standing` has the facts that explain the status: what the order waits for, until when, and the state of its refunds ' +
      'and disputes. `summary` has the same in English, with amounts and times in the format of `Accept-Language`. ' +
      'The default limit of 100 entries holds the whole timeline of an ordinary order.',
    byOrderToken: true,
    response: TimelineResponse,
  })
  async timeline(
    @ContractRequest() request: GetOrderTimelineRequest,
    @Headers('accept-language') acceptLanguage?: string,
  ): Promise<TimelineResponse> {
    return withSummary(await this.rpc.request(GetOrderTimeline, request), acceptLanguage);
  }

  @Get(':orderId/stream')
  @StreamRoute(GetOrderTimeline, {
    request: OrderRequest,
    summary: 'Stream the timeline until the order is paid or cancelled',
    byOrderToken: true,
    faults: [TooManyStreams],
  })
  stream(
    @ContractRequest() request: OrderRequest,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Readable> {
    return this.streams.open(request, lastEventId);
  }

  @Post(':orderId/cancel')
  @Route(CancelOrder, {
    summary: 'Cancel an unpaid order',
    description:
      'While the bank processes a payment (the timeline’s `standing` has `payment_processing`) the order is cancelled as well, and the ' +
      'payment is refunded when it arrives: `notice` says so.',
    byOrderToken: true,
  })
  cancel(@ContractRequest() request: CancelOrderRequest): Promise<CancelledOrderView> {
    return this.rpc.request(CancelOrder, request);
  }

  @Post(':orderId/payment-session')
  @Route(RenewPaymentSession, {
    summary: 'Create a new payment session; the old one expires',
    description:
      'By default at most 10 sessions in an hour (429 with `Retry-After`) and 20 in all, of which the last one ends 24 hours after the ' +
      'order was placed: then place a new order (409 `orders.no_more_payment_sessions`). While the bank processes a payment, none is ' +
      'needed (409 `payments.in_progress`): the order and its session stay as they are.',
    status: 201,
    byOrderToken: true,
  })
  renewPaymentSession(@ContractRequest() request: OrderRequest): Promise<PaymentSessionView> {
    return this.rpc.request(RenewPaymentSession, request);
  }

  @Post(':orderId/refunds')
  @Route(RefundOrder, {
    summary: 'Refund a paid order in full or in part',
    description:
      'Default for `amount`: all that is left. `restock` lists the units to put back on sale when the refund succeeds. A refund ' +
      'is `pending` until Stripe has made it, and may still fail days after it succeeded: see the timeline. ' +
      'The order becomes REFUNDED when nothing is left.',
    status: 201,
  })
  refund(@ContractRequest() request: RefundOrderRequest): Promise<RefundView> {
    return this.rpc.request(RefundOrder, request);
  }

  @Patch(':orderId/status')
  @Route(ChangeOrderStatus, {
    summary: 'Change the status of an order',
    description:
      'Only a payment sets PAID, and only refunds set REFUNDED (`POST …/refunds`). While money is going back or may have to ' +
      '(refund pending, dispute open or lost, fraud warning, open review) SHIPPED is a 409 that says why; ' +
      '`overrideReason` ships the order nevertheless.',
  })
  changeStatus(@ContractRequest() request: ChangeOrderStatusRequest): Promise<OrderView> {
    return this.rpc.request(ChangeOrderStatus, request);
  }

  @Put(':orderId/assignee')
  @Route(AssignOrder, {
    summary: 'Assign an order to a staff member, or to none',
  })
  assign(@ContractRequest() request: AssignOrderRequest): Promise<OrderView> {
    return this.rpc.request(AssignOrder, request);
  }
}
