import { Controller, Get, Post, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateReturn,
  CreateReturnRequest,
  GetReturnLabel,
  ListOrderReturns,
  OrderRequest,
  type OrderReturns,
  ReturnRequest,
  type ReturnView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, fileResponse, FileRoute, Route } from '../edge/route.js';

@ApiTags('Shipments')
@Controller()
export class ReturnsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('orders/:orderId/returns')
  @Route(CreateReturn, {
    summary: 'Create a return of an order that was shipped',
    description:
      'Its label follows within seconds, and the shopper gets a mail. Its units are restocked when the parcel arrives: refund them without `restock`.',
    status: 201,
  })
  create(@ContractRequest() request: CreateReturnRequest): Promise<ReturnView> {
    return this.rpc.request(CreateReturn, request);
  }

  @Get('orders/:orderId/returns')
  @Route(ListOrderReturns, { summary: 'List the returns of an order' })
  listOfOrder(@ContractRequest() request: OrderRequest): Promise<OrderReturns> {
    return this.rpc.request(ListOrderReturns, request);
  }

  @Get('returns/:returnId/label.pdf')
  @FileRoute(GetReturnLabel, {
    summary: 'Download the label of a return',
    description: 'For those who may see the order.',
    types: ['application/pdf'],
    byOrderToken: true,
  })
  async label(@ContractRequest() request: ReturnRequest): Promise<StreamableFile> {
    return fileResponse(await this.rpc.request(GetReturnLabel, request));
  }
}
