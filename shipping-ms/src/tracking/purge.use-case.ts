import { Inject, Injectable } from '@nestjs/common';
import { CarrierEventRepository } from './carrier-event.repository.js';

export const ADDRESS_DAYS = Symbol('ADDRESS_DAYS');

/** Deletes old ids of events, and the addresses of parcels that have ended long ago. */
@Injectable()
export class PurgeUseCase {
  constructor(
    private readonly events: CarrierEventRepository,
    @Inject(ADDRESS_DAYS) private readonly addressDays: number,
  ) {}

  execute(signal?: AbortSignal): Promise<void> {
    return this.events.purge(this.addressDays, () => signal?.aborted === true);
  }
}
