import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, prismaProvider } from '@orderwire/platform';
import { AdjustStockUseCase } from './application/adjust-stock.use-case.js';
import { CreateProductUseCase } from './application/create-product.use-case.js';
import { DeleteProductUseCase } from './application/delete-product.use-case.js';
import { EndReservationsUseCase } from './application/end-reservations.use-case.js';
import { GetProductUseCase } from './application/get-product.use-case.js';
import { ListProductsUseCase } from './application/list-products.use-case.js';
import { ListReservationsUseCase } from './application/list-reservations.use-case.js';
import { ListStockLedgerUseCase } from './application/list-stock-ledger.use-case.js';
import { RecoverReservationsUseCase } from './application/recover-reservations.use-case.js';
import { ReleaseExpiredReservationsUseCase } from './application/release-expired-reservations.use-case.js';
import { RestockReturnsUseCase } from './application/restock-returns.use-case.js';
import { UpdateProductUseCase } from './application/update-product.use-case.js';
import { GUEST_STOCK_PERCENT, ValidateProductsUseCase } from './application/validate-products.use-case.js';
import type { ProductsConfig } from './config.js';
import { OrdersListener } from './inbound/orders.listener.js';
import { ProductsController } from './inbound/products.controller.js';
import { RestoresListener } from './inbound/restores.listener.js';
import { ReleaseExpiredReservationsJob } from './inbound/release-expired-reservations.job.js';
import { OrderClient } from './outbound/order.client.js';
import { PrismaClient } from './outbound/generated/client.js';
import { ProductRepository } from './outbound/product.repository.js';
import { ReservationRepository } from './outbound/reservation.repository.js';
import { ReservationListRepository } from './outbound/reservation-list.repository.js';
import { RestoredReservationRepository } from './outbound/restored-reservation.repository.js';
import { StockLedgerRepository } from './outbound/stock-ledger.repository.js';
import { StockRepository } from './outbound/stock.repository.js';

/** The module of products-ms. */
@Module({})
export class ProductsModule {
  static with(config: ProductsConfig): DynamicModule {
    return {
      module: ProductsModule,
      imports: [PlatformModule.forService('products-ms', config)],
      controllers: [ProductsController],
      providers: [
        OrdersListener,
        { provide: GUEST_STOCK_PERCENT, useValue: config.GUEST_STOCK_PERCENT },
        prismaProvider(PrismaClient, 'at_start'),
        ProductRepository,
        StockRepository,
        StockLedgerRepository,
        ReservationRepository,
        ReservationListRepository,
        OrderClient,
        CreateProductUseCase,
        UpdateProductUseCase,
        DeleteProductUseCase,
        GetProductUseCase,
        ListProductsUseCase,
        AdjustStockUseCase,
        ValidateProductsUseCase,
        ListStockLedgerUseCase,
        ListReservationsUseCase,
        EndReservationsUseCase,
        RestockReturnsUseCase,
        ReleaseExpiredReservationsUseCase,
        RestoredReservationRepository,
        RecoverReservationsUseCase,
        RestoresListener,
        {
          provide: ReleaseExpiredReservationsJob,
          inject: [ReleaseExpiredReservationsUseCase],
          useFactory: (release: ReleaseExpiredReservationsUseCase) =>
            new ReleaseExpiredReservationsJob(release, config.HOLD_SWEEP_SECONDS * 1_000),
        },
      ],
    };
  }
}
