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
import { withSummary, TimelineResponse } from './timeline-response.js';
import { TooManyStreams } from './stream-limits.js';

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
      'Reserves stock and creates a payment session: redirect the shopper to `paymentSession.url`. ' +
      'Products are listed by `GET /api/v1/products`. A guest must keep the `orderToken` of the response: ' +
      'it is the only way to open the order later (`X-Order-Token`).',
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
      'Customers see their own; staff see all, and may filter by `customerId`, `assigneeId` and `dispute`.',
    faults: [NotAllowed],
  })
  list(@Query() query: ListOrdersRequest): Promise<OrderPage> {
    return this.rpc.ask(ListOrders, query);
  }

  @Get(':orderId')
  @Serves(GetOrder, { summary: 'Get an order', byOrderToken: true, faults: [OrderNotFound] })
  get(@Param() order: OrderRequest): Promise<OrderView> {
    return this.rpc.ask(GetOrder, order);
  }

  @Get(':orderId/timeline')
  @Serves(GetOrderTimeline, {
    summary: 'Get the timeline of an order, and the reasons for its status',
    description:
      '`standing` has the facts that explain the status: what the order waits for, until when, and the state of its refunds ' +
      'and disputes. `summary` has the same in English, with amounts and times in the format of `Accept-Language`.',
    byOrderToken: true,
    faults: [OrderNotFound],
    answer: TimelineResponse,
  })
  async timeline(
    @Param() order: OrderRequest,
    @Headers('accept-language') acceptLanguage?: string,
  ): Promise<TimelineResponse> {
    return withSummary(await this.rpc.ask(GetOrderTimeline, order), acceptLanguage);
  }

  @Get(':orderId/stream')
  @ServesStream(GetOrderTimeline, {
    summary: 'Stream the timeline until the order is paid or cancelled',
    byOrderToken: true,
    faults: [OrderNotFound, TooManyStreams],
  })
  stream(@Param() order: OrderRequest, @Headers('last-event-id') lastEventId?: string): Promise<Readable> {
    return this.streams.open(order, lastEventId);
  }

  @Post(':orderId/cancel')
  @Serves(CancelOrder, {
    summary: 'Cancel an unpaid order',
    byOrderToken: true,
    faults: [OrderNotFound, OrderNotCancellable, AlreadyPaid],
  })
  cancel(@Param() { orderId }: OrderRequest, @Body() body: Cancellation): Promise<OrderView> {
    return this.rpc.ask(CancelOrder, { ...body, orderId });
  }

  @Post(':orderId/payment-session')
  @Serves(RenewPaymentSession, {
    summary: 'Create a new payment session; the old one expires',
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
    summary: 'Refund a paid order in full or in part',
    description:
      'Default for `amount`: all that is left. `restock` lists the units to put back on sale when the refund succeeds. A refund ' +
      'is `pending` until Stripe has made it, and may still fail days after it succeeded: see the timeline. ' +
      'The order becomes REFUNDED when nothing is left.',
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
    summary: 'Change the status of an order',
    description: 'Only a payment sets PAID, and only refunds set REFUNDED (`POST …/refunds`).',
    faults: [OrderNotFound, IllegalTransition],
  })
  changeStatus(@Param() { orderId }: OrderRequest, @Body() body: StatusChange): Promise<OrderView> {
    return this.rpc.ask(ChangeOrderStatus, { ...body, orderId });
  }

  @Put(':orderId/assignee')
  @Serves(AssignOrder, {
    summary: 'Assign an order to a staff member, or to none',
    faults: [OrderNotFound, NotAssignable],
  })
  assign(@Param() { orderId }: OrderRequest, @Body() body: Assignment): Promise<OrderView> {
    return this.rpc.ask(AssignOrder, { ...body, orderId });
  }
}
