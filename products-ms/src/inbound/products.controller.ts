import { Controller } from '@nestjs/common';
import * as contracts from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { AdjustStock } from '../application/adjust-stock.js';
import { CreateProduct } from '../application/create-product.js';
import { DeleteProduct } from '../application/delete-product.js';
import { GetProduct } from '../application/get-product.js';
import { ListProducts } from '../application/list-products.js';
import { ShowStockLedger } from '../application/show-stock-ledger.js';
import { UpdateProduct } from '../application/update-product.js';
import { ValidateProducts } from '../application/validate-products.js';

/** What others may ask of the catalogue and its stock. */
@Controller()
export class ProductsController {
  constructor(
    private readonly createProduct: CreateProduct,
    private readonly updateProduct: UpdateProduct,
    private readonly deleteProduct: DeleteProduct,
    private readonly getProduct: GetProduct,
    private readonly listProducts: ListProducts,
    private readonly adjustStock: AdjustStock,
    private readonly showStockLedger: ShowStockLedger,
    private readonly validateProducts: ValidateProducts,
  ) {}

  @RpcHandler(contracts.CreateProduct)
  create(request: contracts.CreateProductRequest): Promise<contracts.ProductView> {
    return this.createProduct.execute(request);
  }

  @RpcHandler(contracts.UpdateProduct)
  update(request: contracts.UpdateProductRequest): Promise<contracts.ProductView> {
    return this.updateProduct.execute(request);
  }

  @RpcHandler(contracts.DeleteProduct)
  delete(request: contracts.DeleteProductRequest): Promise<contracts.DeletedProduct> {
    return this.deleteProduct.execute(request);
  }

  @RpcHandler(contracts.GetProduct)
  get(request: contracts.GetProductRequest): Promise<contracts.ProductView> {
    return this.getProduct.execute(request);
  }

  @RpcHandler(contracts.ListProducts)
  list(request: contracts.ListProductsRequest): Promise<contracts.ProductPage> {
    return this.listProducts.execute(request);
  }

  @RpcHandler(contracts.AdjustStock)
  adjust(request: contracts.AdjustStockRequest): Promise<contracts.ProductView> {
    return this.adjustStock.execute(request);
  }

  @RpcHandler(contracts.ListStockLedger)
  stockLedger(request: contracts.ListStockLedgerRequest): Promise<contracts.StockLedgerPage> {
    return this.showStockLedger.execute(request);
  }

  @RpcHandler(contracts.ValidateProducts)
  validate(request: contracts.ValidateProductsRequest): Promise<contracts.ValidateProductsReply> {
    return this.validateProducts.execute(request);
  }
}
