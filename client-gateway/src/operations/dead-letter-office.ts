import { Injectable } from '@nestjs/common';
import { type DeadLetterPage, type DeadLetterSummary, ListDeadLetters } from '@orderwire/contracts';
import { RpcClient, encodeCursor } from '@orderwire/platform';
import type { DeadLetters, DeadLettersQuery } from './dead-letter-answers.js';
import { askEveryOwner } from './every-owner.js';

const DEFAULT_LIMIT = 20;

/** Asks one service for its dead letters, or all of them and makes one list. */
@Injectable()
export class DeadLetterOffice {
  constructor(private readonly rpc: RpcClient) {}

  /** A service that is asked for by name and is down is a fault; among all of them it is named in the answer. */
  async list({ service, ...query }: DeadLettersQuery): Promise<DeadLetters> {
    if (service) return { ...(await this.rpc.ask(ListDeadLetters[service], query)), unavailable: [] };
    const { limit = DEFAULT_LIMIT } = query;
    const { answers, unavailable } = await askEveryOwner((owner) =>
      this.rpc.ask(ListDeadLetters[owner], { ...query, limit }),
    );
    return { ...merged(answers, limit), unavailable };
  }
}

/** A cursor is a place in time, the same for every service. */
function merged(pages: DeadLetterPage[], limit: number): DeadLetterPage {
  const all = pages.flatMap(({ data }) => data).sort(latestFirst);
  const data = all.slice(0, limit);
  const last = data.at(-1);
  const more = all.length > limit || pages.some(({ meta }) => meta.nextCursor !== null);
  const nextCursor = more && last ? encodeCursor({ at: new Date(last.diedAt), id: last.id }) : null;
  return { data, meta: { nextCursor } };
}

/** As every service sorts its own. */
const latestFirst = (one: DeadLetterSummary, other: DeadLetterSummary): number =>
  other.diedAt.localeCompare(one.diedAt) || (one.id < other.id ? 1 : -1);
