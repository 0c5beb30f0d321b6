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

/**
 * A cursor holds a time and an id, which are comparable between services. A page that was cut by
 * its bytes may end early: what is older than its last dead letter comes on the next page.
 */
function merge(pages: DeadLetterPage[], limit: number): DeadLetterPage {
  const all = pages.flatMap(({ data }) => data).sort(latestFirst);
  const ends = pages.flatMap(({ data, meta }) => (meta.nextCursor === null ? [] : data.slice(-1)));
  const data = all.filter((letter) => ends.every((end) => latestFirst(letter, end) <= 0)).slice(0, limit);
  const last = data.at(-1);
  const hasMore = all.length > data.length || ends.length > 0;
  const nextCursor = hasMore && last ? encodeCursor({ at: new Date(last.diedAt), id: last.id }) : null;
  return { data, meta: { nextCursor } };
}

/** The order in which each service sorts its own. */
const latestFirst = (one: DeadLetterSummary, other: DeadLetterSummary): number =>
  other.diedAt.localeCompare(one.diedAt) || (one.id < other.id ? 1 : -1);
