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
import { ConditionalRead } from '../http/etag.js';
import { Serves } from '../openapi/serves.js';

/** The catalogue over HTTP. */
@ApiTags('Products')
@Controller('products')
export class ProductsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @ConditionalRead()
  @Serves(ListProducts, { summary: 'List products on sale, newest first' })
  list(@Query() query: ListProductsRequest): Promise<ProductPage> {
    return this.rpc.ask(ListProducts, query);
  }

  @Post()
  @Serves(CreateProduct, { summary: 'Add a product', status: 201 })
  create(@Body() body: CreateProductRequest): Promise<ProductView> {
    return this.rpc.ask(CreateProduct, body);
  }

  @Get(':productId')
  @ConditionalRead()
  @Serves(GetProduct, { summary: 'Look at one product', faults: [ProductNotFound] })
  get(@Param() product: GetProductRequest): Promise<ProductView> {
    return this.rpc.ask(GetProduct, product);
  }

  @Patch(':productId')
  @Serves(UpdateProduct, {
    summary: 'Change a product',
    description:
      'A field that is absent stays as it is; `prices` replaces the whole list, and `lowThreshold: null` ends the alerts.',
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
    summary: 'Correct the stock on hand',
    status: 201,
    faults: [ProductNotFound, StockTooLow],
  })
  adjust(@Param() { productId }: GetProductRequest, @Body() body: StockAdjustment): Promise<ProductView> {
    return this.rpc.ask(AdjustStock, { ...body, productId });
  }

  @Get(':productId/stock-ledger')
  @Serves(ListStockLedger, {
    summary: 'See how the stock of a product came to be what it is, newest first',
    description:
      'Every movement of its counters: adjustments with who made them and why, and what orders held, released, bought and ' +
      'returned. Their sum is what `stock` says.',
    faults: [ProductNotFound],
  })
  ledger(@Param() { productId }: GetProductRequest, @Query() page: PageRequest): Promise<StockLedgerPage> {
    return this.rpc.ask(ListStockLedger, { ...page, productId });
  }
}
