import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
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
  PageRequest,
  ProductChanges,
  ProductNotFound,
  type ProductPage,
  type ProductView,
  StockAdjustment,
  type StockLedgerPage,
  StockTooLow,
  UpdateProduct,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ConditionalGet } from '../edge/etag.js';
import { Serves } from '../openapi/serves.js';

/** The catalogue and its stock. */
@ApiTags('Products')
@Controller('products')
export class ProductsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @ConditionalGet()
  @Serves(ListProducts, { summary: 'List products on sale, newest first' })
  list(@Query() query: ListProductsRequest): Promise<ProductPage> {
    return this.rpc.ask(ListProducts, query);
  }

  @Post()
  @Serves(CreateProduct, { summary: 'Create a product', status: 201 })
  create(@Body() body: CreateProductRequest): Promise<ProductView> {
    return this.rpc.ask(CreateProduct, body);
  }

  @Get(':productId')
  @ConditionalGet()
  @Serves(GetProduct, { summary: 'Get a product', faults: [ProductNotFound] })
  get(@Param() product: GetProductRequest): Promise<ProductView> {
    return this.rpc.ask(GetProduct, product);
  }

  @Patch(':productId')
  @Serves(UpdateProduct, {
    summary: 'Change a product',
    description:
      'Absent fields stay unchanged; `prices` replaces the whole list, and `lowThreshold: null` ends the alerts.',
    faults: [ProductNotFound],
  })
  update(@Param() { productId }: GetProductRequest, @Body() body: ProductChanges): Promise<ProductView> {
    return this.rpc.ask(UpdateProduct, { ...body, productId });
  }

  @Delete(':productId')
  @Serves(DeleteProduct, { summary: 'Take a product off sale', faults: [ProductNotFound] })
  delete(@Param() product: DeleteProductRequest): Promise<DeletedProduct> {
    return this.rpc.ask(DeleteProduct, product);
  }

  @Post(':productId/stock-adjustments')
  @Serves(AdjustStock, {
    summary: 'Adjust the stock on hand',
    status: 201,
    faults: [ProductNotFound, StockTooLow],
  })
  adjust(@Param() { productId }: GetProductRequest, @Body() body: StockAdjustment): Promise<ProductView> {
    return this.rpc.ask(AdjustStock, { ...body, productId });
  }

  @Get(':productId/stock-ledger')
  @Serves(ListStockLedger, {
    summary: 'List the stock movements of a product, newest first',
    description:
      'Adjustments with their author and reason, and the units that orders reserved, released, bought and returned. ' +
      'Their sum is `stock`.',
    faults: [ProductNotFound],
  })
  ledger(@Param() { productId }: GetProductRequest, @Query() page: PageRequest): Promise<StockLedgerPage> {
    return this.rpc.ask(ListStockLedger, { ...page, productId });
  }
}
