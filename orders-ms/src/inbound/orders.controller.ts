import { Controller } from '@nestjs/common';
import * as contracts from '@orderwire/contracts';
import { RpcHandler, contextOrSystem } from '@orderwire/platform';
import { AssignOrder } from '../application/assign-order.js';
import { BrowseOrders } from '../application/browse-orders.js';
import { CancelUnpaid } from '../application/cancel-unpaid.js';
import { MoveOrder } from '../application/move-order.js';
import { PlaceOrder } from '../application/place-order.js';
import { RefundOrder } from '../application/refund-order.js';
import { RenewPaymentLink } from '../application/renew-payment-link.js';
import { ShowOrder } from '../application/show-order.js';
import { type Order, orderView } from '../domain/order.js';

/** What others may ask of orders. */
@Controller()
export class OrdersController {
  constructor(
    private readonly placeOrder: PlaceOrder,
    private readonly showOrder: ShowOrder,
    private readonly browseOrders: BrowseOrders,
    private readonly cancelUnpaid: CancelUnpaid,
    private readonly moveOrder: MoveOrder,
    private readonly assignOrder: AssignOrder,
    private readonly renewPaymentLink: RenewPaymentLink,
    private readonly refundOrder: RefundOrder,
  ) {}

  @RpcHandler(contracts.CreateOrder)
  create(request: contracts.CreateOrderRequest): Promise<contracts.CreateOrderReply> {
    return this.placeOrder.execute(request);
  }

  @RpcHandler(contracts.GetOrder)
  get({ orderId }: contracts.OrderRequest): Promise<contracts.OrderView> {
    return this.showOrder.order(orderId);
  }

  @RpcHandler(contracts.GetOrderTimeline)
  timeline({ orderId }: contracts.OrderRequest): Promise<contracts.OrderTimeline> {
    return this.showOrder.timeline(orderId);
  }

  @RpcHandler(contracts.ListOrders)
  list(request: contracts.ListOrdersRequest): Promise<contracts.OrderPage> {
    return this.browseOrders.execute(request);
  }

  @RpcHandler(contracts.CancelOrder)
  async cancel({ orderId, reason }: contracts.CancelOrderRequest): Promise<contracts.OrderView> {
    const { subject } = contracts.CancelOrder;
    return seen(await this.cancelUnpaid.execute(orderId, reason ?? 'cancelled on request', subject));
  }

  @RpcHandler(contracts.ChangeOrderStatus)
  async changeStatus(request: contracts.ChangeOrderStatusRequest): Promise<contracts.OrderView> {
    return seen(await this.moveOrder.execute(request));
  }

  @RpcHandler(contracts.AssignOrder)
  async assign(request: contracts.AssignOrderRequest): Promise<contracts.OrderView> {
    return seen(await this.assignOrder.execute(request));
  }

  @RpcHandler(contracts.RefundOrder)
  refund(request: contracts.RefundOrderRequest): Promise<contracts.RefundView> {
    return this.refundOrder.execute(request);
  }

  @RpcHandler(contracts.RenewPaymentSession)
  renew({ orderId }: contracts.OrderRequest): Promise<contracts.PaymentSessionView> {
    return this.renewPaymentLink.execute(orderId);
  }
}

/** The order as whoever asks may see it. */
const seen = (order: Order): contracts.OrderView => orderView(order, contextOrSystem().actor);
