import { Injectable } from '@nestjs/common';
import { type DeadLetterPage, type DeadLetterSummary, ListDeadLetters } from '@orderwire/contracts';
import { DEFAULT_LIMIT, encodeCursor, RpcClient } from '@orderwire/platform';
import type { DeadLetterList, DeadLetterQuery } from './operations-messages.js';
import { fanOut } from './fan-out.js';

/** Lists dead letters of one service or of all. */
@Injectable()
export class DeadLetterService {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Of all services, those that are down are named in `unavailable`; a named service must reply.
   */
  async list({ service, ...query }: DeadLetterQuery): Promise<DeadLetterList> {
    if (service) return { ...(await this.rpc.request(ListDeadLetters[service], query)), unavailable: [] };
    const { limit = DEFAULT_LIMIT } = query;
    const { replies, unavailable } = await fanOut((owner) =>
      this.rpc.request(ListDeadLetters[owner], { ...query, limit }),
    );
    return { ...merge(replies, limit), unavailable };
  }
}

/** A cursor holds a time and an id, which are comparable between services. */
function merge(pages: DeadLetterPage[], limit: number): DeadLetterPage {
  const all = pages.flatMap(({ data }) => data).sort(latestFirst);
  const data = all.slice(0, limit);
  const last = data.at(-1);
  const hasMore = all.length > limit || pages.some(({ meta }) => meta.nextCursor !== null);
  const nextCursor = hasMore && last ? encodeCursor({ at: new Date(last.diedAt), id: last.id }) : null;
  return { data, meta: { nextCursor } };
}

/** The order in which each service sorts its own. */
const latestFirst = (one: DeadLetterSummary, other: DeadLetterSummary): number =>
  other.diedAt.localeCompare(one.diedAt) || (one.id < other.id ? 1 : -1);
