import { Injectable } from '@nestjs/common';
import { ListFacts } from '@orderwire/contracts';
import { parseMessage, RpcClient } from '@orderwire/platform';
import type { RebuiltFacts } from './rebuilt-facts.js';

/** A page of facts as events of their contract. */
export interface PageOfFacts {
  readonly events: readonly object[];
  readonly cursor: string | null;
  readonly more: boolean;
}

/** Reads facts from their owners. */
@Injectable()
export class FactsClient {
  constructor(private readonly rpc: RpcClient) {}

  /** The facts after the cursor, oldest first. */
  async read({ owner, contract }: RebuiltFacts, cursor: string | null): Promise<PageOfFacts> {
    const page = await this.rpc.request(ListFacts[owner], {
      subject: contract.subject,
      ...(cursor !== null && { cursor }),
    });
    return {
      events: page.facts.map(({ event }) => parseMessage(contract.payload, event, 'drop')),
      cursor: page.cursor,
      more: page.more,
    };
  }
}
