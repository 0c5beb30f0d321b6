import { Controller } from '@nestjs/common';
import {
  AdjustStock,
  type AdjustStockRequest,
  CreateProduct,
  type CreateProductRequest,
  type DeletedProduct,
  DeleteProduct,
  type DeleteProductRequest,
  GetProduct,
  type GetProductRequest,
  ListProducts,
  type ListProductsRequest,
  ListReservations,
  type ListReservationsRequest,
  ListStockLedger,
  type ListStockLedgerRequest,
  type ProductPage,
  type ProductView,
  type ReservationPage,
  type StockLedgerPage,
  UpdateProduct,
  type UpdateProductRequest,
  ValidateProducts,
  type ValidateProductsReply,
  type ValidateProductsRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { AdjustStockUseCase } from '../application/adjust-stock.use-case.js';
import { CreateProductUseCase } from '../application/create-product.use-case.js';
import { DeleteProductUseCase } from '../application/delete-product.use-case.js';
import { GetProductUseCase } from '../application/get-product.use-case.js';
import { ListProductsUseCase } from '../application/list-products.use-case.js';
import { ListReservationsUseCase } from '../application/list-reservations.use-case.js';
import { ListStockLedgerUseCase } from '../application/list-stock-ledger.use-case.js';
import { UpdateProductUseCase } from '../application/update-product.use-case.js';
import { ValidateProductsUseCase } from '../application/validate-products.use-case.js';

/** Requests about the catalogue and its stock. */
@Controller()
export class ProductsController {
  constructor(
    private readonly createProductUseCase: CreateProductUseCase,
    private readonly updateProductUseCase: UpdateProductUseCase,
    private readonly deleteProductUseCase: DeleteProductUseCase,
    private readonly getProductUseCase: GetProductUseCase,
    private readonly listProductsUseCase: ListProductsUseCase,
    private readonly adjustStockUseCase: AdjustStockUseCase,
    private readonly listStockLedgerUseCase: ListStockLedgerUseCase,
    private readonly listReservationsUseCase: ListReservationsUseCase,
    private readonly validateProductsUseCase: ValidateProductsUseCase,
  ) {}

  @RpcHandler(CreateProduct)
  createProduct(request: CreateProductRequest): Promise<ProductView> {
    return this.createProductUseCase.execute(request);
  }

  @RpcHandler(UpdateProduct)
  updateProduct(request: UpdateProductRequest): Promise<ProductView> {
    return this.updateProductUseCase.execute(request);
  }

  @RpcHandler(DeleteProduct)
  deleteProduct(request: DeleteProductRequest): Promise<DeletedProduct> {
    return this.deleteProductUseCase.execute(request);
  }

  @RpcHandler(GetProduct)
  getProduct(request: GetProductRequest): Promise<ProductView> {
    return this.getProductUseCase.execute(request);
  }

  @RpcHandler(ListProducts)
  listProducts(request: ListProductsRequest): Promise<ProductPage> {
    return this.listProductsUseCase.execute(request);
  }

  @RpcHandler(AdjustStock)
  adjustStock(request: AdjustStockRequest): Promise<ProductView> {
    return this.adjustStockUseCase.execute(request);
  }

  @RpcHandler(ListStockLedger)
  listStockLedger(request: ListStockLedgerRequest): Promise<StockLedgerPage> {
    return this.listStockLedgerUseCase.execute(request);
  }

  @RpcHandler(ListReservations)
  listReservations(request: ListReservationsRequest): Promise<ReservationPage> {
    return this.listReservationsUseCase.execute(request);
  }

  @RpcHandler(ValidateProducts)
  validateProducts(request: ValidateProductsRequest): Promise<ValidateProductsReply> {
    return this.validateProductsUseCase.execute(request);
  }
}
