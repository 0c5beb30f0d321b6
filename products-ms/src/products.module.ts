import { type DynamicModule, Module } from '@nestjs/common';
import { LOGGER, type Logger, PlatformModule } from '@orderwire/platform';
import { AdjustStock } from './application/adjust-stock.js';
import { AnnounceLowStock } from './application/announce-low-stock.js';
import { CreateProduct } from './application/create-product.js';
import { DeleteProduct } from './application/delete-product.js';
import { GetProduct } from './application/get-product.js';
import { ListProducts } from './application/list-products.js';
import { ReleaseAbandoned } from './application/release-abandoned.js';
import { RestockReturns } from './application/restock-returns.js';
import { SettleReservations } from './application/settle-reservations.js';
import { ShowStockLedger } from './application/show-stock-ledger.js';
import { UpdateProduct } from './application/update-product.js';
import { ValidateProducts } from './application/validate-products.js';
import type { ProductsConfig } from './config.js';
import { HoldClock } from './inbound/hold-clock.js';
import { OrdersListener } from './inbound/orders.listener.js';
import { ProductsController } from './inbound/products.controller.js';
import { OrderClient } from './outbound/order.client.js';
import { prisma } from './outbound/prisma.js';
import { ProductRepository } from './outbound/product.repository.js';
import { ReservationRepository } from './outbound/reservation.repository.js';
import { SettlementRepository } from './outbound/settlement.repository.js';
import { StockLedgerRepository } from './outbound/stock-ledger.repository.js';
import { StockRepository } from './outbound/stock.repository.js';

/** All of products-ms. */
@Module({})
export class ProductsModule {
  static with(config: ProductsConfig): DynamicModule {
    return {
      module: ProductsModule,
      imports: [PlatformModule.forService('products-ms', config)],
      controllers: [ProductsController],
      providers: [
        OrdersListener,
        prisma,
        ProductRepository,
        StockRepository,
        StockLedgerRepository,
        ReservationRepository,
        SettlementRepository,
        OrderClient,
        CreateProduct,
        UpdateProduct,
        DeleteProduct,
        GetProduct,
        ListProducts,
        AdjustStock,
        ValidateProducts,
        ShowStockLedger,
        AnnounceLowStock,
        SettleReservations,
        RestockReturns,
        ReleaseAbandoned,
        {
          provide: HoldClock,
          inject: [ReleaseAbandoned, LOGGER],
          useFactory: (release: ReleaseAbandoned, log: Logger) =>
            new HoldClock(release, log, config.HOLD_SWEEP_SECONDS * 1_000),
        },
      ],
    };
  }
}
