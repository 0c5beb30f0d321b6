import { Injectable } from '@nestjs/common';
import { InvalidMessage, type Owner, owners, ReplayEvents, type ReplayProgress } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { isAway } from './dead-letter-office.js';
import type { ReplayOrder, Replays } from './replay-answers.js';

/** Has one service publish its events again, or all of them. */
@Injectable()
export class ReplayOffice {
  constructor(private readonly rpc: RpcClient) {}

  /** A service that is asked for by name and is down is a fault; among all of them it is named in the answer. */
  async replay({ service, orderId, ...selection }: ReplayOrder): Promise<Replays> {
    if (selection.cursor && !service)
      throw InvalidMessage({ errors: [{ path: 'service', message: 'service must be given with a cursor' }] });
    const request = { ...selection, ...(orderId && { aggregateId: orderId }) };
    if (service) return { data: [await this.rpc.ask(ReplayEvents[service], request)], unavailable: [] };
    const unavailable: Owner[] = [];
    const all = await Promise.all(
      owners.map((owner) =>
        this.rpc.ask(ReplayEvents[owner], request).catch((error: unknown) => {
          if (!isAway(error)) throw error;
          unavailable.push(owner);
          return undefined;
        }),
      ),
    );
    const data = all.filter((progress): progress is ReplayProgress => progress !== undefined);
    return { data, unavailable: unavailable.sort() };
  }
}
