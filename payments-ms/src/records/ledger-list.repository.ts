import { Injectable } from '@nestjs/common';
import type { LedgerAccount } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type LedgerEntry, type Prisma, PrismaClient } from '../generated/client.js';

/** An undefined field does not filter. */
export interface LedgerFilter {
  account?: LedgerAccount;
  orderId?: string;
  /** Moved at or after. */
  from?: Date;
  /** Moved before. */
  to?: Date;
}

const SEPARATOR = ' ';

/** The key of an entry as the id of a cursor. Movements, accounts and currencies have no blanks. */
export const cursorIdOf = ({ movement, account, currency }: LedgerEntry): string =>
  [movement, account, currency].join(SEPARATOR);

/** Lists of ledger entries for staff. */
@Injectable()
export class LedgerListRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` entries after the cursor, the latest movement first. */
  list(
    { account, orderId, from, to }: LedgerFilter,
    after: KeysetCursor | undefined,
    limit: number,
  ): Promise<LedgerEntry[]> {
    return this.prisma.ledgerEntry.findMany({
      where: {
        ...(account && { account }),
        ...(orderId && { orderId }),
        AND: [{ at: { gte: from, lt: to } }, ...(after ? olderThan(after) : [])],
      },
      orderBy: [{ at: 'desc' }, { movement: 'desc' }, { account: 'desc' }, { currency: 'desc' }],
      take: limit,
    });
  }
}

/** The index seeks by `lte`; the rest only skips entries of the same time. */
function olderThan({ at, id }: KeysetCursor): Prisma.LedgerEntryWhereInput[] {
  const [movement = '', account = '', currency = ''] = id.split(SEPARATOR);
  return [
    { at: { lte: at } },
    {
      OR: [
        { at: { lt: at } },
        { movement: { lt: movement } },
        { movement, account: { lt: account } },
        { movement, account, currency: { lt: currency } },
      ],
    },
  ];
}
