import { Controller } from '@nestjs/common';
import {
  AssignOrder,
  type AssignOrderRequest,
  CancelOrder,
  type CancelOrderRequest,
  ChangeOrderStatus,
  type ChangeOrderStatusRequest,
  CountOrders,
  type CountOrdersRequest,
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  type FoundOrders,
  GetMailDetails,
  type GetMailDetailsRequest,
  GetOrder,
  GetOrderTimeline,
  type GetOrderTimelineRequest,
  GetShippableOrder,
  ListOrders,
  type ListOrdersRequest,
  ListPlacedOrders,
  type ListPlacedOrdersRequest,
  type MailDetails,
  type OrderCount,
  type OrderPage,
  type OrderRequest,
  type OrderTimeline,
  type OrderView,
  type PaymentSessionView,
  type PlacedOrderPage,
  RefundOrder,
  type RefundOrderRequest,
  type RefundView,
  RenewPaymentSession,
  SearchOrders,
  type SearchOrdersRequest,
  type ShippableOrder,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { AssignOrderUseCase } from './lifecycle/assign-order.use-case.js';
import { CancelOrderUseCase } from './lifecycle/cancel-order.use-case.js';
import { ChangeOrderStatusUseCase } from './lifecycle/change-order-status.use-case.js';
import { GetMailDetailsUseCase } from './lifecycle/get-mail-details.use-case.js';
import { GetOrderUseCase } from './lifecycle/get-order.use-case.js';
import { CountOrdersUseCase } from './lists/count-orders.use-case.js';
import { ListOrdersUseCase } from './lists/list-orders.use-case.js';
import { ListPlacedOrdersUseCase } from './lists/list-placed-orders.use-case.js';
import { SearchOrdersUseCase } from './lists/search-orders.use-case.js';
import { RenewPaymentSessionUseCase } from './payment/renew-payment-session.use-case.js';
import { CreateOrderUseCase } from './placing/create-order.use-case.js';
import { RefundOrderUseCase } from './refunds/refund-order.use-case.js';
import { GetShippableOrderUseCase } from './shipping/get-shippable-order.use-case.js';
import { GetOrderTimelineUseCase } from './timeline/get-order-timeline.use-case.js';

/** The requests that orders-ms handles. */
@Controller()
export class OrdersController {
  constructor(
    private readonly createOrder: CreateOrderUseCase,
    private readonly getOrder: GetOrderUseCase,
    private readonly getOrderTimeline: GetOrderTimelineUseCase,
    private readonly listOrders: ListOrdersUseCase,
    private readonly countOrders: CountOrdersUseCase,
    private readonly searchOrders: SearchOrdersUseCase,
    private readonly listPlacedOrders: ListPlacedOrdersUseCase,
    private readonly cancelOrder: CancelOrderUseCase,
    private readonly changeOrderStatus: ChangeOrderStatusUseCase,
    private readonly assignOrder: AssignOrderUseCase,
    private readonly refundOrder: RefundOrderUseCase,
    private readonly renewPaymentSession: RenewPaymentSessionUseCase,
    private readonly getMailDetails: GetMailDetailsUseCase,
    private readonly getShippableOrder: GetShippableOrderUseCase,
  ) {}

  @RpcHandler(CreateOrder)
  create(request: CreateOrderRequest): Promise<CreateOrderReply> {
    return this.createOrder.execute(request);
  }

  @RpcHandler(GetOrder)
  get({ orderId }: OrderRequest): Promise<OrderView> {
    return this.getOrder.execute(orderId);
  }

  @RpcHandler(GetOrderTimeline)
  timeline(request: GetOrderTimelineRequest): Promise<OrderTimeline> {
    return this.getOrderTimeline.execute(request);
  }

  @RpcHandler(ListOrders)
  list(request: ListOrdersRequest): Promise<OrderPage> {
    return this.listOrders.execute(request);
  }

  @RpcHandler(CountOrders)
  count(request: CountOrdersRequest): Promise<OrderCount> {
    return this.countOrders.execute(request);
  }

  @RpcHandler(SearchOrders)
  search(request: SearchOrdersRequest): Promise<FoundOrders> {
    return this.searchOrders.execute(request);
  }

  @RpcHandler(ListPlacedOrders)
  listPlaced(request: ListPlacedOrdersRequest): Promise<PlacedOrderPage> {
    return this.listPlacedOrders.execute(request);
  }

  @RpcHandler(CancelOrder)
  cancel(request: CancelOrderRequest): Promise<OrderView> {
    return this.cancelOrder.execute(request);
  }

  @RpcHandler(ChangeOrderStatus)
  changeStatus(request: ChangeOrderStatusRequest): Promise<OrderView> {
    return this.changeOrderStatus.execute(request);
  }

  @RpcHandler(AssignOrder)
  assign(request: AssignOrderRequest): Promise<OrderView> {
    return this.assignOrder.execute(request);
  }

  @RpcHandler(RefundOrder)
  refund(request: RefundOrderRequest): Promise<RefundView> {
    return this.refundOrder.execute(request);
  }

  @RpcHandler(RenewPaymentSession)
  renew({ orderId }: OrderRequest): Promise<PaymentSessionView> {
    return this.renewPaymentSession.execute(orderId);
  }

  @RpcHandler(GetMailDetails)
  mailDetails(request: GetMailDetailsRequest): Promise<MailDetails> {
    return this.getMailDetails.execute(request);
  }

  @RpcHandler(GetShippableOrder)
  shippable({ orderId }: OrderRequest): Promise<ShippableOrder> {
    return this.getShippableOrder.execute(orderId);
  }
}
