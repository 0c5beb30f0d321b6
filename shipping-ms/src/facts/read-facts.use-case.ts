import { Injectable } from '@nestjs/common';
import {
  type ReturnEvent,
  ReturnLabelPurchased,
  ReturnReceived,
  ShipmentDelivered,
  type ShipmentEvent,
  ShipmentShipped,
} from '@orderwire/contracts';
import { type FactQuery, Facts, type FoundFact } from '@orderwire/platform';
import { returnEvent, shipmentEvent } from '../labels/parcel-writer.service.js';
import { ParcelFactRepository } from './parcel-fact.repository.js';

/** The facts of the events about parcels, for consumers that lost them. */
@Injectable()
export class ReadFactsUseCase {
  constructor(private readonly facts: ParcelFactRepository) {}

  @Facts(ShipmentShipped)
  async shipped(query: FactQuery): Promise<FoundFact<ShipmentEvent>[]> {
    return (await this.facts.read('shipped', query)).map(shipmentFact);
  }

  @Facts(ShipmentDelivered)
  async delivered(query: FactQuery): Promise<FoundFact<ShipmentEvent>[]> {
    return (await this.facts.read('delivered', query)).map(shipmentFact);
  }

  @Facts(ReturnLabelPurchased)
  async labelled(query: FactQuery): Promise<FoundFact<ReturnEvent>[]> {
    return (await this.facts.read('labelled', query)).map(returnFact);
  }

  @Facts(ReturnReceived)
  async received(query: FactQuery): Promise<FoundFact<ReturnEvent>[]> {
    return (await this.facts.read('received', query)).map(returnFact);
  }
}

type Row = Awaited<ReturnType<ParcelFactRepository['read']>>[number];

const shipmentFact = (row: Row): FoundFact<ShipmentEvent> => ({
  ...{ id: row.id, at: row.at, correlationId: row.correlationId },
  event: shipmentEvent(row, row.at),
});

const returnFact = (row: Row): FoundFact<ReturnEvent> => ({
  ...{ id: row.id, at: row.at, correlationId: row.correlationId },
  event: returnEvent(row, row.at),
});
