import { Controller, Get, Patch, Post, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CorrectShipmentAddress,
  CorrectShipmentAddressRequest,
  GetOrderShipment,
  GetPackingSlip,
  GetShipment,
  GetShipmentLabel,
  ListShipments,
  ListShipmentsRequest,
  OrderRequest,
  type OrderShipmentView,
  PurchaseLabel,
  PurchaseLabelRequest,
  type ShipmentPage,
  ShipmentRequest,
  type ShipmentView,
  VoidShipment,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, fileResponse, FileRoute, Route } from '../edge/route.js';

@ApiTags('Shipments')
@Controller()
export class ShipmentsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('shipments')
  @Route(ListShipments, {
    summary: 'List shipments, newest first',
    description: '`status=action_required` are the tasks of staff, and `problem` says why.',
  })
  list(@ContractRequest() request: ListShipmentsRequest): Promise<ShipmentPage> {
    return this.rpc.request(ListShipments, request);
  }

  @Get('shipments/:shipmentId')
  @Route(GetShipment, { summary: 'Get a shipment with its rates' })
  get(@ContractRequest() request: ShipmentRequest): Promise<ShipmentView> {
    return this.rpc.request(GetShipment, request);
  }

  @Get('orders/:orderId/shipment')
  @Route(GetOrderShipment, {
    summary: 'Get the shipment of an order: carrier, tracking number and link',
    description: 'An order with a shipping address gets one when it is paid. Others have none: 404.',
    byOrderToken: true,
  })
  ofOrder(@ContractRequest() request: OrderRequest): Promise<OrderShipmentView> {
    return this.rpc.request(GetOrderShipment, request);
  }

  @Get('shipments/:shipmentId/label.pdf')
  @FileRoute(GetShipmentLabel, {
    summary: 'Download the label of a shipment',
    description: 'As the carrier issued it. A voided label cannot be downloaded.',
    types: ['application/pdf'],
  })
  async label(@ContractRequest() request: ShipmentRequest): Promise<StreamableFile> {
    return fileResponse(await this.rpc.request(GetShipmentLabel, request));
  }

  @Get('shipments/:shipmentId/packing-slip.pdf')
  @FileRoute(GetPackingSlip, {
    summary: 'Download the packing slip of a shipment: items and address, no prices',
    types: ['application/pdf'],
  })
  async packingSlip(@ContractRequest() request: ShipmentRequest): Promise<StreamableFile> {
    return fileResponse(await this.rpc.request(GetPackingSlip, request));
  }

  @Post('shipments/:shipmentId/purchase-label')
  @Route(PurchaseLabel, {
    summary: 'Buy the label of a shipment',
    description:
      'Without `rateId` the cheapest one. When the reply is lost, repeat the request: there is never a second label.',
  })
  purchase(@ContractRequest() request: PurchaseLabelRequest): Promise<ShipmentView> {
    return this.rpc.request(PurchaseLabel, request);
  }

  @Post('shipments/:shipmentId/void')
  @Route(VoidShipment, {
    summary: 'Void the label of a shipment that the carrier does not have yet',
    description: 'The label of an order that is refunded in full is voided automatically.',
  })
  void(@ContractRequest() request: ShipmentRequest): Promise<ShipmentView> {
    return this.rpc.request(VoidShipment, request);
  }

  @Patch('shipments/:shipmentId/address')
  @Route(CorrectShipmentAddress, {
    summary: 'Correct the address of a shipment without a label',
    description: 'The label is then tried again. The address of the order stays as it was typed.',
  })
  correct(@ContractRequest() request: CorrectShipmentAddressRequest): Promise<ShipmentView> {
    return this.rpc.request(CorrectShipmentAddress, request);
  }
}
