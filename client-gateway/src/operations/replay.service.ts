import { Injectable } from '@nestjs/common';
import { InvalidMessage, ReplayEvents } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { fanOut } from './fan-out.js';
import type { ReplayRequest, ReplayResponse } from './operations-messages.js';

/** Replays events of one service or of all. */
@Injectable()
export class ReplayService {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Of all services, those that are down are named in `unavailable`; a named service must reply.
   */
  async replay({ service, orderId, ...selection }: ReplayRequest): Promise<ReplayResponse> {
    if (selection.cursor && !service)
      throw InvalidMessage({ errors: [{ path: 'service', message: 'service must be given with a cursor' }] });
    const request = { ...selection, ...(orderId && { aggregateId: orderId }) };
    if (service) return { data: [await this.rpc.request(ReplayEvents[service], request)], unavailable: [] };
    const { replies: data, unavailable } = await fanOut((owner) =>
      this.rpc.request(ReplayEvents[owner], request),
    );
    return { data, unavailable };
  }
}
