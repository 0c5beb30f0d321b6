import { Controller } from '@nestjs/common';
import {
  CorrectShipmentAddress,
  type CorrectShipmentAddressRequest,
  CreateReturn,
  type CreateReturnRequest,
  type FileView,
  GetOrderShipment,
  GetPackingSlip,
  GetReturnLabel,
  GetShipment,
  GetShipmentLabel,
  ListOrderReturns,
  ListShipments,
  type ListShipmentsRequest,
  type OrderRequest,
  type OrderReturns,
  type OrderShipmentView,
  PurchaseLabel,
  type PurchaseLabelRequest,
  type ReturnRequest,
  type ReturnView,
  type ShipmentPage,
  type ShipmentRequest,
  type ShipmentView,
  VoidShipment,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { CorrectShipmentAddressUseCase } from './labels/correct-shipment-address.use-case.js';
import { PurchaseLabelUseCase } from './labels/purchase-label.use-case.js';
import { VoidShipmentUseCase } from './labels/void-shipment.use-case.js';
import { GetPackingSlipUseCase } from './packing-slip/get-packing-slip.use-case.js';
import { CreateReturnUseCase } from './returns/create-return.use-case.js';
import { GetReturnLabelUseCase } from './returns/get-return-label.use-case.js';
import { ListOrderReturnsUseCase } from './returns/list-order-returns.use-case.js';
import { GetOrderShipmentUseCase } from './views/get-order-shipment.use-case.js';
import { GetShipmentLabelUseCase } from './views/get-shipment-label.use-case.js';
import { GetShipmentUseCase } from './views/get-shipment.use-case.js';
import { ListShipmentsUseCase } from './views/list-shipments.use-case.js';

/** The requests that shipping-ms handles. */
@Controller()
export class ShippingController {
  constructor(
    private readonly listShipments: ListShipmentsUseCase,
    private readonly getShipment: GetShipmentUseCase,
    private readonly getOrderShipment: GetOrderShipmentUseCase,
    private readonly getLabel: GetShipmentLabelUseCase,
    private readonly getPackingSlip: GetPackingSlipUseCase,
    private readonly purchaseLabel: PurchaseLabelUseCase,
    private readonly voidShipment: VoidShipmentUseCase,
    private readonly correctAddress: CorrectShipmentAddressUseCase,
    private readonly createReturn: CreateReturnUseCase,
    private readonly listOrderReturns: ListOrderReturnsUseCase,
    private readonly getReturnLabel: GetReturnLabelUseCase,
  ) {}

  @RpcHandler(ListShipments)
  list(request: ListShipmentsRequest): Promise<ShipmentPage> {
    return this.listShipments.execute(request);
  }

  @RpcHandler(GetShipment)
  get({ shipmentId }: ShipmentRequest): Promise<ShipmentView> {
    return this.getShipment.execute(shipmentId);
  }

  @RpcHandler(GetOrderShipment)
  ofOrder({ orderId }: OrderRequest): Promise<OrderShipmentView> {
    return this.getOrderShipment.execute(orderId);
  }

  @RpcHandler(GetShipmentLabel)
  label({ shipmentId }: ShipmentRequest): Promise<FileView> {
    return this.getLabel.execute(shipmentId);
  }

  @RpcHandler(GetPackingSlip)
  packingSlip({ shipmentId }: ShipmentRequest): Promise<FileView> {
    return this.getPackingSlip.execute(shipmentId);
  }

  @RpcHandler(PurchaseLabel)
  purchase(request: PurchaseLabelRequest): Promise<ShipmentView> {
    return this.purchaseLabel.execute(request);
  }

  @RpcHandler(VoidShipment)
  void({ shipmentId }: ShipmentRequest): Promise<ShipmentView> {
    return this.voidShipment.execute(shipmentId);
  }

  @RpcHandler(CorrectShipmentAddress)
  correct(request: CorrectShipmentAddressRequest): Promise<ShipmentView> {
    return this.correctAddress.execute(request);
  }

  @RpcHandler(CreateReturn)
  createReturnOf(request: CreateReturnRequest): Promise<ReturnView> {
    return this.createReturn.execute(request);
  }

  @RpcHandler(ListOrderReturns)
  returnsOf({ orderId }: OrderRequest): Promise<OrderReturns> {
    return this.listOrderReturns.execute(orderId);
  }

  @RpcHandler(GetReturnLabel)
  returnLabel({ returnId }: ReturnRequest): Promise<FileView> {
    return this.getReturnLabel.execute(returnId);
  }
}
