import { Injectable } from '@nestjs/common';
import { Database, DELETE_BATCH_SIZE, deleteInBatches, statement } from '@orderwire/platform';
import type { CarrierEvent } from './carrier-event.js';

/** A repeated event asks for nothing. */
const store = statement<{ id: string }, { id: string; description: string; trackerId: string | null }>(
  'carrier_events.store',
  `WITH stored AS (
     INSERT INTO carrier_events (id, description, object_id) VALUES (:id, :description, :trackerId)
     ON CONFLICT (id) DO NOTHING RETURNING id
   )
   UPDATE parcels SET track_due_at = now()
   WHERE tracker_id = :trackerId AND track_due_at IS NOT NULL AND EXISTS (SELECT FROM stored) RETURNING parcels.id`,
);

const purgeEvents = statement<{ swept: number }, { days: number }>(
  'carrier_events.purge',
  `WITH swept AS (DELETE FROM carrier_events WHERE id IN (SELECT id FROM carrier_events
     WHERE received_at < now() - make_interval(days => :days) LIMIT ${DELETE_BATCH_SIZE}) RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

const eraseAddresses = statement<{ swept: number }, { days: number }>(
  'carrier_events.erase_addresses',
  `WITH swept AS (UPDATE parcels SET address = NULL WHERE id IN (SELECT id FROM parcels
     WHERE address IS NOT NULL AND updated_at < now() - make_interval(days => :days)
       AND due_at IS NULL AND track_due_at IS NULL LIMIT ${DELETE_BATCH_SIZE}) RETURNING 1)
   SELECT count(*)::int AS swept FROM swept`,
);

/** Days for which the ids of the carrier's events are kept. It repeats events for hours. */
const EVENT_DAYS = 30;

/** The carrier's events, and what is deleted after a time. */
@Injectable()
export class CarrierEventRepository {
  constructor(private readonly database: Database) {}

  /** Once per event: its parcel is due. Of a parcel that has arrived nothing is asked. */
  async store({ id, description, trackerId }: CarrierEvent): Promise<void> {
    await this.database.run(store, { id, description, trackerId });
  }

  async purge(addressDays: number, isOver: () => boolean): Promise<void> {
    await deleteInBatches(this.database, purgeEvents, isOver, { days: EVENT_DAYS });
    await deleteInBatches(this.database, eraseAddresses, isOver, { days: addressDays });
  }
}
