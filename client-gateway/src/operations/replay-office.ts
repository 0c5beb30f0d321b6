import { Injectable } from '@nestjs/common';
import { InvalidMessage, ReplayEvents } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { askEveryOwner } from './every-owner.js';
import type { ReplayRequest, Replays } from './replay-answers.js';

/** Has one service publish its events again, or all of them. */
@Injectable()
export class ReplayOffice {
  constructor(private readonly rpc: RpcClient) {}

  /** A service that is asked for by name and is down is a fault; among all of them it is named in the answer. */
  async replay({ service, orderId, ...selection }: ReplayRequest): Promise<Replays> {
    if (selection.cursor && !service)
      throw InvalidMessage({ errors: [{ path: 'service', message: 'service must be given with a cursor' }] });
    const request = { ...selection, ...(orderId && { aggregateId: orderId }) };
    if (service) return { data: [await this.rpc.ask(ReplayEvents[service], request)], unavailable: [] };
    const { answers: data, unavailable } = await askEveryOwner((owner) =>
      this.rpc.ask(ReplayEvents[owner], request),
    );
    return { data, unavailable };
  }
}
