import { Controller, type DynamicModule, Module } from '@nestjs/common';
import {
  AdjustStock,
  type AdjustStockRequest,
  AssignOrder,
  type AssignOrderRequest,
  CancelOrder,
  type CancelOrderRequest,
  ChangeOrderStatus,
  type ChangeOrderStatusRequest,
  CreateOrder,
  type CreateOrderReply,
  type CreateOrderRequest,
  CreateProduct,
  type CreateProductRequest,
  type DeletedProduct,
  DeleteProduct,
  type DeleteProductRequest,
  GetOrder,
  GetOrderTimeline,
  GetProduct,
  type GetProductRequest,
  ListOrders,
  type ListOrdersRequest,
  ListProducts,
  type ListProductsRequest,
  ListStockLedger,
  type ListStockLedgerRequest,
  type OrderPage,
  type OrderRequest,
  type OrderTimeline,
  type OrderView,
  type PaymentSessionView,
  type ProductPage,
  type ProductView,
  RefundOrder,
  type RefundOrderRequest,
  type RefundView,
  RenewPaymentSession,
  type RpcContract,
  type StockLedgerPage,
  UpdateProduct,
  type UpdateProductRequest,
} from '@orderwire/contracts';
import {
  RpcHandler,
  type Context,
  currentContext,
  PlatformModule,
  type ServiceConfig,
} from '@orderwire/platform';

type AnyContract = RpcContract<object, object>;
type AnyAnswer = (request: object) => unknown;

/** What the fake services were asked, and what they are told to answer. */
export class Dial {
  readonly asked: { subject: string; request: object; context: Context | undefined }[] = [];
  private readonly answers = new Map<string, AnyAnswer>();

  on<Request extends object, Reply extends object>(
    { subject }: RpcContract<Request, Reply>,
    answer: (request: Request) => Reply | Promise<Reply>,
  ): void {
    this.onSubject(subject, answer as AnyAnswer);
  }

  onSubject(subject: string, answer: AnyAnswer): void {
    this.answers.set(subject, answer);
  }

  get last() {
    return this.asked.at(-1);
  }

  reset(): void {
    this.asked.length = 0;
    this.answers.clear();
  }

  async answer<Reply>({ subject }: AnyContract, request: object): Promise<Reply> {
    this.asked.push({ subject, request, context: currentContext() });
    return (await Promise.resolve(this.answers.get(subject)?.(request) ?? { answeredBy: subject })) as Reply;
  }
}

/** Answers every contract the gateway asks, through the platform's own server. */
@Controller()
class FakeShop {
  constructor(private readonly dial: Dial) {}

  @RpcHandler(CreateOrder) place(request: CreateOrderRequest): Promise<CreateOrderReply> {
    return this.dial.answer(CreateOrder, request);
  }
  @RpcHandler(ListOrders) orders(request: ListOrdersRequest): Promise<OrderPage> {
    return this.dial.answer(ListOrders, request);
  }
  @RpcHandler(GetOrder) order(request: OrderRequest): Promise<OrderView> {
    return this.dial.answer(GetOrder, request);
  }
  @RpcHandler(GetOrderTimeline) timeline(request: OrderRequest): Promise<OrderTimeline> {
    return this.dial.answer(GetOrderTimeline, request);
  }
  @RpcHandler(CancelOrder) cancel(request: CancelOrderRequest): Promise<OrderView> {
    return this.dial.answer(CancelOrder, request);
  }
  @RpcHandler(RenewPaymentSession) renew(request: OrderRequest): Promise<PaymentSessionView> {
    return this.dial.answer(RenewPaymentSession, request);
  }
  @RpcHandler(ChangeOrderStatus) change(request: ChangeOrderStatusRequest): Promise<OrderView> {
    return this.dial.answer(ChangeOrderStatus, request);
  }
  @RpcHandler(AssignOrder) assign(request: AssignOrderRequest): Promise<OrderView> {
    return this.dial.answer(AssignOrder, request);
  }
  @RpcHandler(RefundOrder) refund(request: RefundOrderRequest): Promise<RefundView> {
    return this.dial.answer(RefundOrder, request);
  }
  @RpcHandler(ListProducts) products(request: ListProductsRequest): Promise<ProductPage> {
    return this.dial.answer(ListProducts, request);
  }
  @RpcHandler(CreateProduct) add(request: CreateProductRequest): Promise<ProductView> {
    return this.dial.answer(CreateProduct, request);
  }
  @RpcHandler(GetProduct) product(request: GetProductRequest): Promise<ProductView> {
    return this.dial.answer(GetProduct, request);
  }
  @RpcHandler(UpdateProduct) update(request: UpdateProductRequest): Promise<ProductView> {
    return this.dial.answer(UpdateProduct, request);
  }
  @RpcHandler(DeleteProduct) remove(request: DeleteProductRequest): Promise<DeletedProduct> {
    return this.dial.answer(DeleteProduct, request);
  }
  @RpcHandler(AdjustStock) adjust(request: AdjustStockRequest): Promise<ProductView> {
    return this.dial.answer(AdjustStock, request);
  }

  @RpcHandler(ListStockLedger) stockLedger(request: ListStockLedgerRequest): Promise<StockLedgerPage> {
    return this.dial.answer(ListStockLedger, request);
  }
}

@Module({})
export class FakeShopModule {
  static with(config: ServiceConfig, dial: Dial): DynamicModule {
    return {
      module: FakeShopModule,
      imports: [PlatformModule.forGateway('fake-shop', config)],
      controllers: [FakeShop],
      providers: [{ provide: Dial, useValue: dial }],
    };
  }
}
