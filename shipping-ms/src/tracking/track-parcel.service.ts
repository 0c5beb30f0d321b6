import { Inject, Injectable } from '@nestjs/common';
import { CarrierClient } from '../carrier/carrier.client.js';
import { CarrierRefusal, isAccountRefusal } from '../carrier/carrier-errors.js';
import type { Parcel } from '../labels/parcel.js';
import type { Leased } from '../labels/parcel.repository.js';
import { type ParcelFact, ParcelWriterService } from '../labels/parcel-writer.service.js';
import { isTrouble, newsOf } from './tracker-states.js';

export const POLL_MS = Symbol('POLL_MS');

/** Parcels that have not arrived after this time are not asked about any more. */
const MAX_AGE_MS = 60 * 24 * 3_600_000;

/** Applies the state of a parcel that the carrier answers now, whatever its events said. */
@Injectable()
export class TrackParcelService {
  constructor(
    private readonly carrier: CarrierClient,
    private readonly writer: ParcelWriterService,
    @Inject(POLL_MS) private readonly pollMs: number,
  ) {}

  /** Ends the lease, except when it throws: CarrierOutage or LeaseLost. */
  async execute(leased: Leased): Promise<void> {
    const parcel = { ...leased.parcel, attempts: 0, trackDueAt: this.nextPoll(leased.parcel) };
    const state = await this.stateOf(parcel);
    const news =
      state === undefined ? undefined : newsOf(parcel.trackerStatus, state, parcel.shippedAt !== null);
    if (state === undefined || news === undefined) return this.writer.finish(leased, parcel);
    const seen = { ...parcel, trackerStatus: state };
    if (news === 'nothing') return this.writer.finish(leased, seen);
    // Of a voided label only that its parcel moves matters.
    if (news === 'trouble' && seen.status === 'voided' && state !== 'return_to_sender')
      return this.writer.finish(leased, seen);
    if (news === 'trouble')
      return this.trouble(leased, seen, `The carrier reports: ${state.replaceAll('_', ' ')}.`);
    if (seen.status === 'voided')
      return this.trouble(leased, seen, 'The parcel moves although its label was voided.');
    return this.move(leased, seen, news, parcel);
  }

  private async move(
    leased: Leased,
    parcel: Parcel,
    news: 'moving' | 'delivered',
    before: Parcel,
  ): Promise<void> {
    const now = new Date();
    const shipped: ParcelFact[] = parcel.shippedAt ? [] : ['shipped'];
    const moved = { ...parcel, shippedAt: parcel.shippedAt ?? now, dueAt: null };
    if (news === 'moving') return this.writer.finish(leased, { ...moved, ...standing(before) }, shipped);
    const arrived: Parcel = {
      ...moved,
      status: 'delivered',
      deliveredAt: now,
      trackDueAt: null,
      problem: null,
    };
    await this.writer.finish(leased, arrived, [...shipped, 'delivered'], true);
  }

  /** The parcel may still arrive: it is asked about as before. */
  private trouble(leased: Leased, parcel: Parcel, words: string): Promise<void> {
    return this.writer.requireAction(leased, parcel, words);
  }

  /** Undefined when the parcel has no tracker, or the carrier does not know it. */
  private async stateOf({ trackerId }: Parcel): Promise<string | undefined> {
    if (!trackerId) return undefined;
    try {
      return await this.carrier.trackerStatus(trackerId);
    } catch (error) {
      if (error instanceof CarrierRefusal && !isAccountRefusal(error)) return undefined;
      throw error;
    }
  }

  /** Null ends the polling. */
  private nextPoll({ trackerId, labelPurchasedAt, deliveredAt }: Parcel): Date | null {
    const age = Date.now() - (labelPurchasedAt?.getTime() ?? 0);
    return trackerId && !deliveredAt && age < MAX_AGE_MS ? new Date(Date.now() + this.pollMs) : null;
  }
}

/** Of a parcel that moves. A task of staff stays, except one for trouble that has ended. */
const standing = ({ status, problem, trackerStatus }: Parcel): Pick<Parcel, 'status' | 'problem'> =>
  status === 'action_required' && !isTrouble(trackerStatus)
    ? { status, problem }
    : { status: 'shipped', problem: null };
