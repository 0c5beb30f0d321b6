import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AdjustStock,
  CreateProduct,
  CreateProductRequest,
  type DeletedProduct,
  DeleteProduct,
  DeleteProductRequest,
  GetProduct,
  GetProductRequest,
  ListProducts,
  ListProductsRequest,
  ListStockLedger,
  type ProductPage,
  type ProductView,
  type StockLedgerPage,
  UpdateProduct,
  AdjustStockRequest,
  ListStockLedgerRequest,
  UpdateProductRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ConditionalGet } from '../edge/etag.js';
import { ContractRequest, Route } from '../edge/route.js';

/** The catalogue and its stock. */
@ApiTags('Products')
@Controller('products')
export class ProductsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @ConditionalGet()
  @Route(ListProducts, { summary: 'List products on sale, newest first' })
  list(@ContractRequest() request: ListProductsRequest): Promise<ProductPage> {
    return this.rpc.request(ListProducts, request);
  }

  @Post()
  @Route(CreateProduct, { summary: 'Create a product', status: 201 })
  create(@ContractRequest() request: CreateProductRequest): Promise<ProductView> {
    return this.rpc.request(CreateProduct, request);
  }

  @Get(':productId')
  @ConditionalGet()
  @Route(GetProduct, { summary: 'Get a product' })
  get(@ContractRequest() request: GetProductRequest): Promise<ProductView> {
    return this.rpc.request(GetProduct, request);
  }

  @Patch(':productId')
  @Route(UpdateProduct, {
    summary: 'Change a product',
    description:
      'Absent fields stay unchanged; `prices` replaces the whole list, and `lowThreshold: null` ends the alerts.',
  })
  update(@ContractRequest() request: UpdateProductRequest): Promise<ProductView> {
    return this.rpc.request(UpdateProduct, request);
  }

  @Delete(':productId')
  @Route(DeleteProduct, { summary: 'Take a product off sale' })
  delete(@ContractRequest() request: DeleteProductRequest): Promise<DeletedProduct> {
    return this.rpc.request(DeleteProduct, request);
  }

  @Post(':productId/stock-adjustments')
  @Route(AdjustStock, {
    summary: 'Adjust the stock on hand',
    status: 201,
  })
  adjust(@ContractRequest() request: AdjustStockRequest): Promise<ProductView> {
    return this.rpc.request(AdjustStock, request);
  }

  @Get(':productId/stock-ledger')
  @Route(ListStockLedger, {
    summary: 'List the stock movements of a product, newest first',
    description:
      'Adjustments with their author and reason, and the units that orders reserved, released, bought and returned. ' +
      'Their sum is `stock`.',
  })
  ledger(@ContractRequest() request: ListStockLedgerRequest): Promise<StockLedgerPage> {
    return this.rpc.request(ListStockLedger, request);
  }
}
