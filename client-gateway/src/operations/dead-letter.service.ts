import { Injectable } from '@nestjs/common';
import {
  type DeadLetterGroup,
  type DeadLetterSummary,
  ListDeadLetterGroups,
  ListDeadLetters,
} from '@orderwire/contracts';
import { DEFAULT_LIMIT, encodeCursor, type KeysetCursor, RpcClient } from '@orderwire/platform';
import { fanOut } from './fan-out.js';
import type {
  DeadLetterGroupList,
  DeadLetterGroupQuery,
  DeadLetterList,
  DeadLetterQuery,
} from './operations-messages.js';

/** One page of a service's list. */
interface Page<Item> {
  data: Item[];
  meta: { nextCursor: string | null };
}

/** Lists dead letters and their groups, of one service or of all. */
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
    return { ...merge(replies, limit, placeOf), unavailable };
  }

  /** As {@link list}. */
  async listGroups({ service, ...query }: DeadLetterGroupQuery): Promise<DeadLetterGroupList> {
    if (service)
      return { ...(await this.rpc.request(ListDeadLetterGroups[service], query)), unavailable: [] };
    const { limit = DEFAULT_LIMIT } = query;
    const { replies, unavailable } = await fanOut((owner) =>
      this.rpc.request(ListDeadLetterGroups[owner], { ...query, limit }),
    );
    return { ...merge(replies, limit, placeOfGroup), unavailable };
  }
}

const placeOf = ({ diedAt, id }: DeadLetterSummary): KeysetCursor => ({ at: new Date(diedAt), id });

const placeOfGroup = ({ lastAt, exampleId }: DeadLetterGroup): KeysetCursor => ({
  at: new Date(lastAt),
  id: exampleId,
});

/**
 * A cursor holds a time and an id, which are comparable between services. A page that was cut by
 * its bytes may end early: what is older than its last item comes on the next page.
 */
function merge<Item>(
  pages: readonly Page<Item>[],
  limit: number,
  place: (item: Item) => KeysetCursor,
): Page<Item> {
  /** The order in which each service sorts its own. */
  const latestFirst = (one: Item, other: Item): number => {
    const [first, second] = [place(one), place(other)];
    return second.at.getTime() - first.at.getTime() || (first.id < second.id ? 1 : -1);
  };
  const all = pages.flatMap(({ data }) => data).sort(latestFirst);
  const ends = pages.flatMap(({ data, meta }) => (meta.nextCursor === null ? [] : data.slice(-1)));
  const data = all.filter((item) => ends.every((end) => latestFirst(item, end) <= 0)).slice(0, limit);
  const last = data.at(-1);
  const hasMore = all.length > data.length || ends.length > 0;
  return { data, meta: { nextCursor: hasMore && last ? encodeCursor(place(last)) : null } };
}
