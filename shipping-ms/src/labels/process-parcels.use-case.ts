import { Injectable } from '@nestjs/common';
import { isUnavailable, system } from '@orderwire/contracts';
import { InjectLogger, type Logger, runInContext, tracing } from '@orderwire/platform';
import pMap from 'p-map';
import { CarrierClient, isCarrierOutage } from '../carrier/carrier.client.js';
import { isAccountRefusal } from '../carrier/carrier-errors.js';
import { TrackParcelService } from '../tracking/track-parcel.service.js';
import { BuyLabelService } from './buy-label.service.js';
import { LEASE_SECONDS, pauseSeconds } from './parcel.js';
import { type Leased, LeaseLost, ParcelRepository } from './parcel.repository.js';
import { VoidLabelService } from './void-label.service.js';

/** Of a parcel whose order is not available, or whose carrier is not asked. */
const OUTAGE_SECONDS = { min: 5, more: 25 };
/** Of a parcel, while the carrier refuses our key or account. */
const ACCOUNT_SECONDS = 300;

/**
 * Works on due parcels: buys and voids labels, asks for news. While the carrier or orders-ms is down
 * parcels wait; while the carrier is not even asked, nothing counts as a try.
 */
@Injectable()
export class ProcessParcelsUseCase {
  constructor(
    private readonly parcels: ParcelRepository,
    private readonly buyLabel: BuyLabelService,
    private readonly voidLabel: VoidLabelService,
    private readonly trackParcel: TrackParcelService,
    private readonly carrier: CarrierClient,
    private readonly concurrency: number,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** One batch. True when there may be more. Replicas may run it at the same time. */
  async execute(signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted || this.carrier.isUnavailable) return false;
    const claimed = await this.parcels.claim(this.concurrency, LEASE_SECONDS);
    await pMap(claimed, (leased) => this.inContext(leased), { concurrency: this.concurrency });
    return claimed.length >= this.concurrency;
  }

  private inContext(leased: Leased): Promise<void> {
    const { correlationId } = leased.parcel;
    return runInContext({ correlationId, actor: system }, () => this.process(leased));
  }

  private async process(leased: Leased): Promise<void> {
    try {
      await tracing.continue(
        leased.parcel.correlationId,
        () => ({ name: leased.labelDue ? 'process label' : 'track parcel', kind: 'internal' }),
        () => (leased.labelDue ? this.workOnLabel(leased) : this.trackParcel.execute(leased)),
      );
    } catch (error) {
      await this.giveBack(leased, error);
    }
  }

  private async workOnLabel(leased: Leased): Promise<void> {
    const { voidRequested } = leased.parcel;
    const done = voidRequested
      ? await this.voidLabel.afterRefund(leased)
      : await this.buyLabel.execute(leased);
    const { id: parcelId, orderId } = leased.parcel;
    this.log.info({ parcelId, orderId, outcome: done.kind }, 'a parcel was processed');
  }

  private async giveBack(leased: Leased, error: unknown): Promise<void> {
    const { id: parcelId, orderId, attempts } = leased.parcel;
    if (error instanceof LeaseLost) {
      this.log.warn({ parcelId, orderId }, 'the lease of a parcel ended; another replica works on it');
    } else if (isCarrierOutage(error) || isUnavailable(error)) {
      // An outage of one parcel alone is tried again less and less often.
      const failed = isCarrierOutage(error) && !this.carrier.isUnavailable ? 1 : 0;
      const seconds = failed
        ? pauseSeconds(attempts) * (0.5 + Math.random() / 2)
        : OUTAGE_SECONDS.min + Math.random() * OUTAGE_SECONDS.more;
      this.log.warn(
        { parcelId, orderId, reason: error.message, seconds },
        'a parcel waits for an outage to end',
      );
      await this.parcels.release(leased, seconds, { failed, problem: error.message.slice(0, 500) });
    } else if (isAccountRefusal(error)) {
      const problem = `The carrier refuses our account: ${(error as Error).message}`.slice(0, 500);
      this.log.error(
        { parcelId, orderId, reason: problem },
        'the carrier refuses our account: correct CARRIER_API_KEY',
      );
      await this.parcels.release(leased, ACCOUNT_SECONDS, { problem });
    } else {
      this.log.error(
        { err: error, parcelId, orderId, attempts },
        'a parcel could not be processed; it is tried again',
      );
      await this.parcels.release(leased, pauseSeconds(attempts + 1), { failed: 1 });
    }
  }
}
