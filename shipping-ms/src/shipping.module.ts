import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import {
  LOGGER,
  type Logger,
  Metrics,
  PlatformModule,
  prismaProvider,
  RefusedWebhooks,
} from '@orderwire/platform';
import { CarrierClient } from './carrier/carrier.client.js';
import { CarrierHttpClient } from './carrier/carrier-http.client.js';
import { CarrierMetrics } from './carrier/carrier.metrics.js';
import { Circuit } from './carrier/circuit.js';
import { senderOf, type ShippingConfig } from './config.js';
import { ParcelFactRepository } from './facts/parcel-fact.repository.js';
import { ReadFactsUseCase } from './facts/read-facts.use-case.js';
import { PrismaClient } from './generated/client.js';
import { BuyLabelService, LABEL_SETTINGS, type LabelSettings } from './labels/buy-label.service.js';
import { CorrectShipmentAddressUseCase } from './labels/correct-shipment-address.use-case.js';
import { LatestShipmentService } from './labels/latest-shipment.service.js';
import { OrderClient } from './labels/order.client.js';
import { OrdersListener } from './labels/orders.listener.js';
import { ParcelLeaseService } from './labels/parcel-lease.service.js';
import { ParcelWriterService } from './labels/parcel-writer.service.js';
import { ParcelRepository } from './labels/parcel.repository.js';
import { ParcelsJob } from './labels/parcels.job.js';
import { ProcessParcelsUseCase } from './labels/process-parcels.use-case.js';
import { PurchaseLabelUseCase } from './labels/purchase-label.use-case.js';
import { RequestShipmentsUseCase } from './labels/request-shipments.use-case.js';
import { ShipmentRequestRepository } from './labels/shipment-request.repository.js';
import { VoidLabelService } from './labels/void-label.service.js';
import { VoidRefundedUseCase } from './labels/void-refunded.use-case.js';
import { VoidShipmentUseCase } from './labels/void-shipment.use-case.js';
import { GetPackingSlipUseCase, SENDER } from './packing-slip/get-packing-slip.use-case.js';
import { CreateReturnUseCase } from './returns/create-return.use-case.js';
import { GetReturnLabelUseCase } from './returns/get-return-label.use-case.js';
import { ListOrderReturnsUseCase } from './returns/list-order-returns.use-case.js';
import { ReturnRepository } from './returns/return.repository.js';
import { ShippingController } from './shipping.controller.js';
import { CarrierEventRepository } from './tracking/carrier-event.repository.js';
import { CarrierEventsController } from './tracking/carrier-events.controller.js';
import { ADDRESS_DAYS, PurgeUseCase } from './tracking/purge.use-case.js';
import { ReceiveCarrierEventUseCase, WEBHOOK_SECRETS } from './tracking/receive-carrier-event.use-case.js';
import { POLL_MS, TrackParcelService } from './tracking/track-parcel.service.js';
import { FindShipmentService } from './views/find-shipment.service.js';
import { GetOrderShipmentUseCase } from './views/get-order-shipment.use-case.js';
import { GetShipmentLabelUseCase } from './views/get-shipment-label.use-case.js';
import { GetShipmentUseCase } from './views/get-shipment.use-case.js';
import { LabelFilesService } from './views/label-files.service.js';
import { ListShipmentsUseCase } from './views/list-shipments.use-case.js';
import { ParcelListRepository } from './views/parcel-list.repository.js';
import { ParcelsMetrics } from './views/parcels.metrics.js';

/** First pause before a request to the carrier is sent again. */
const RETRY_AFTER_MS = 200;

/** The module of shipping-ms. */
@Module({})
export class ShippingModule {
  static with(config: ShippingConfig): DynamicModule {
    return {
      module: ShippingModule,
      imports: [PlatformModule.forService('shipping-ms', config)],
      controllers: [ShippingController, CarrierEventsController],
      providers: [
        prismaProvider(PrismaClient),
        RefusedWebhooks,
        ...labelProviders(config),
        ...trackingProviders(config),
        ...viewProviders,
        carrierProvider(config),
      ],
    };
  }
}

const labelProviders = (config: ShippingConfig): Provider[] => [
  OrdersListener,
  RequestShipmentsUseCase,
  VoidRefundedUseCase,
  PurchaseLabelUseCase,
  VoidShipmentUseCase,
  CorrectShipmentAddressUseCase,
  BuyLabelService,
  LatestShipmentService,
  VoidLabelService,
  ParcelWriterService,
  ParcelLeaseService,
  ParcelRepository,
  ShipmentRequestRepository,
  OrderClient,
  { provide: SENDER, useValue: senderOf(config) },
  {
    provide: LABEL_SETTINGS,
    useValue: {
      auto: config.SHIPPING_AUTO_LABEL,
      grams: config.PARCEL_GRAMS,
      unitGrams: config.PARCEL_UNIT_GRAMS,
      lengthCm: config.PARCEL_LENGTH_CM,
      widthCm: config.PARCEL_WIDTH_CM,
      heightCm: config.PARCEL_HEIGHT_CM,
    } satisfies LabelSettings,
  },
  {
    provide: ProcessParcelsUseCase,
    inject: [ParcelRepository, BuyLabelService, VoidLabelService, TrackParcelService, CarrierClient, LOGGER],
    useFactory: (
      parcels: ParcelRepository,
      buy: BuyLabelService,
      voidLabel: VoidLabelService,
      track: TrackParcelService,
      carrier: CarrierClient,
      log: Logger,
    ) => new ProcessParcelsUseCase(parcels, buy, voidLabel, track, carrier, config.SHIPMENT_CONCURRENCY, log),
  },
  {
    provide: ParcelsJob,
    inject: [ProcessParcelsUseCase, PurgeUseCase],
    useFactory: (process: ProcessParcelsUseCase, purge: PurgeUseCase) =>
      new ParcelsJob(process, purge, config.SHIPMENT_INTERVAL_MS),
  },
];

const trackingProviders = (config: ShippingConfig): Provider[] => [
  TrackParcelService,
  ReceiveCarrierEventUseCase,
  PurgeUseCase,
  CarrierEventRepository,
  { provide: POLL_MS, useValue: config.TRACKER_POLL_MINUTES * 60_000 },
  { provide: WEBHOOK_SECRETS, useValue: config.CARRIER_WEBHOOK_SECRET },
  { provide: ADDRESS_DAYS, useValue: config.ADDRESS_DAYS },
];

const viewProviders: Provider[] = [
  ListShipmentsUseCase,
  GetShipmentUseCase,
  GetOrderShipmentUseCase,
  GetShipmentLabelUseCase,
  GetPackingSlipUseCase,
  CreateReturnUseCase,
  ListOrderReturnsUseCase,
  GetReturnLabelUseCase,
  ReadFactsUseCase,
  FindShipmentService,
  LabelFilesService,
  ParcelListRepository,
  ParcelFactRepository,
  ReturnRepository,
  ParcelsMetrics,
];

const carrierProvider = (config: ShippingConfig): Provider => ({
  provide: CarrierClient,
  inject: [Metrics, LOGGER],
  useFactory: (metrics: Metrics, log: Logger): CarrierClient => {
    const { CARRIER_API_URL: url, CARRIER_API_KEY: key, CARRIER_TIMEOUT_MS: timeoutMs } = config;
    const carrierMetrics = new CarrierMetrics(metrics);
    const circuit = new Circuit({
      pauseMs: config.CARRIER_PAUSE_MS,
      retryAfterMs: RETRY_AFTER_MS,
      onChange: (isOpen) => {
        carrierMetrics.circuitChanged(isOpen);
        if (isOpen) log.error({ code: 'carrier.circuit_opened' }, 'the carrier fails: parcels wait');
        else log.info({ code: 'carrier.circuit_closed' }, 'the carrier is available again');
      },
    });
    const http = new CarrierHttpClient({ url, key, timeoutMs });
    return new CarrierClient(http, circuit, carrierMetrics, senderOf(config));
  },
});
