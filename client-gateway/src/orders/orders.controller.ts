import type { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AlreadyPaid,
  Assignment,
  AssignOrder,
  CancelOrder,
  Cancellation,
  ChangeOrderStatus,
  CreateOrder,
  type CreateOrderReply,
  CreateOrderRequest,
  GetOrder,
  GetOrderTimeline,
  IdempotencyInFlight,
  IdempotencyKeyReused,
  IllegalTransition,
  ListOrders,
  ListOrdersRequest,
  NotAllowed,
  NotAssignable,
  NotRefundable,
  OrderNotCancellable,
  OrderNotFound,
  OrderNotPayable,
  OrderNotRefundable,
  type OrderPage,
  OrderRequest,
  type OrderView,
  PaymentRejected,
  type PaymentSessionView,
  PaymentsUnavailable,
  ProductsNotSellable,
  Refunding,
  RefundOrder,
  RefundTooLarge,
  type RefundView,
  RenewPaymentSession,
  RestockTooLarge,
  StatusChange,
  TotalOutOfRange,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { Serves } from '../openapi/serves.js';
import { ServesStream } from '../openapi/serves-stream.js';
import { OrderStreams } from './order-streams.js';
import { inWords, TimelineAnswer } from './timeline-answer.js';
import { TooManyStreams } from './stream-places.js';

/** Orders over HTTP. */
@ApiTags('Orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly streams: OrderStreams,
  ) {}

  @Post()
  @Serves(CreateOrder, {
    summary: 'Place an order',
    description:
      'Holds the stock and opens a Stripe Checkout session: send the shopper to `paymentSession.url`. ' +
      'Take a `productId` from `GET /api/v1/products`. Without signing in, keep the `orderToken` of the answer: ' +
      'it opens the order from then on (`X-Order-Token`), and nothing else does.',
    status: 201,
    idempotent: true,
    faults: [
      ProductsNotSellable,
      TotalOutOfRange,
      PaymentRejected,
      PaymentsUnavailable,
      IdempotencyInFlight,
      IdempotencyKeyReused,
    ],
  })
  create(@Body() body: CreateOrderRequest): Promise<CreateOrderReply> {
    return this.rpc.ask(CreateOrder, body);
  }

  @Get()
  @Serves(ListOrders, {
    summary: 'List orders, newest first',
    description:
      'Customers see their own; staff see all, and may ask by `customerId`, `assigneeId` and `dispute`.',
    faults: [NotAllowed],
  })
  list(@Query() query: ListOrdersRequest): Promise<OrderPage> {
    return this.rpc.ask(ListOrders, query);
  }

  @Get(':orderId')
  @Serves(GetOrder, { summary: 'Look at one order', byOrderToken: true, faults: [OrderNotFound] })
  get(@Param() order: OrderRequest): Promise<OrderView> {
    return this.rpc.ask(GetOrder, order);
  }

  @Get(':orderId/timeline')
  @Serves(GetOrderTimeline, {
    summary: 'See everything that happened to an order, and why it stands where it stands',
    description:
      '`standing` has what the order waits for, until when, and what becomes of its money, as values; `summary` says the same in plain ' +
      'English, its amounts and times as the first language of `Accept-Language` writes them.',
    byOrderToken: true,
    faults: [OrderNotFound],
    answer: TimelineAnswer,
  })
  async timeline(
    @Param() order: OrderRequest,
    @Headers('accept-language') languages?: string,
  ): Promise<TimelineAnswer> {
    return inWords(await this.rpc.ask(GetOrderTimeline, order), languages);
  }

  @Get(':orderId/stream')
  @ServesStream(GetOrderTimeline, {
    summary: 'Follow an order until it is paid or cancelled',
    byOrderToken: true,
    faults: [OrderNotFound, TooManyStreams],
  })
  stream(@Param() order: OrderRequest, @Headers('last-event-id') lastSeen?: string): Promise<Readable> {
    return this.streams.open(order, lastSeen);
  }

  @Post(':orderId/cancel')
  @Serves(CancelOrder, {
    summary: 'Cancel an order that is not paid',
    byOrderToken: true,
    faults: [OrderNotFound, OrderNotCancellable, AlreadyPaid],
  })
  cancel(@Param() { orderId }: OrderRequest, @Body() body: Cancellation): Promise<OrderView> {
    return this.rpc.ask(CancelOrder, { ...body, orderId });
  }

  @Post(':orderId/payment-session')
  @Serves(RenewPaymentSession, {
    summary: 'Get a new Checkout link; the old one stops working',
    status: 201,
    byOrderToken: true,
    faults: [
      OrderNotFound,
      OrderNotPayable,
      AlreadyPaid,
      ProductsNotSellable,
      PaymentRejected,
      PaymentsUnavailable,
    ],
  })
  renewPaymentSession(@Param() order: OrderRequest): Promise<PaymentSessionView> {
    return this.rpc.ask(RenewPaymentSession, order);
  }

  @Post(':orderId/refunds')
  @Serves(RefundOrder, {
    summary: 'Give money of a paid order back, all or a part',
    description:
      'Without `amount`, all that is left goes back. `restock` says what goes back on sale once the money went. A refund is ' +
      '`pending` until Stripe has made it, and one that succeeded may still fail days later: the timeline tells. ' +
      'The order is REFUNDED when nothing is left.',
    status: 201,
    idempotent: true,
    faults: [
      OrderNotFound,
      OrderNotRefundable,
      RestockTooLarge,
      NotRefundable,
      RefundTooLarge,
      PaymentRejected,
      IdempotencyInFlight,
      IdempotencyKeyReused,
    ],
  })
  refund(@Param() { orderId }: OrderRequest, @Body() body: Refunding): Promise<RefundView> {
    return this.rpc.ask(RefundOrder, { ...body, orderId });
  }

  @Patch(':orderId/status')
  @Serves(ChangeOrderStatus, {
    summary: 'Move an order along by hand',
    description: 'PAID comes from a payment alone, and REFUNDED from refunds alone (`POST …/refunds`).',
    faults: [OrderNotFound, IllegalTransition],
  })
  changeStatus(@Param() { orderId }: OrderRequest, @Body() body: StatusChange): Promise<OrderView> {
    return this.rpc.ask(ChangeOrderStatus, { ...body, orderId });
  }

  @Put(':orderId/assignee')
  @Serves(AssignOrder, {
    summary: 'Put an order into a staff member’s hands, or nobody’s',
    faults: [OrderNotFound, NotAssignable],
  })
  assign(@Param() { orderId }: OrderRequest, @Body() body: Assignment): Promise<OrderView> {
    return this.rpc.ask(AssignOrder, { ...body, orderId });
  }
}
