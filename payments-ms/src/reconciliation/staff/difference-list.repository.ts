import { Injectable } from '@nestjs/common';
import type { AnyDifferenceKind } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type Prisma, PrismaClient, type ReconciliationDifference } from '../../generated/client.js';

const SEPARATOR = '/';

/** The key of a difference as the id of a cursor. */
export const differenceIdOf = ({ kind, objectId }: ReconciliationDifference): string =>
  `${kind}${SEPARATOR}${objectId}`;

/** Lists of differences for staff. */
@Injectable()
export class DifferenceListRepository {
  constructor(private readonly prisma: PrismaClient) {}

  /** At most `limit` differences after the cursor, the newest first. */
  list(
    { resolved, kind }: { resolved: boolean; kind?: AnyDifferenceKind },
    after: KeysetCursor | undefined,
    limit: number,
  ): Promise<ReconciliationDifference[]> {
    return this.prisma.reconciliationDifference.findMany({
      where: {
        resolvedAt: resolved ? { not: null } : null,
        ...(kind && { kind }),
        ...(after && { AND: olderThan(after) }),
      },
      orderBy: [{ firstSeenAt: 'desc' }, { kind: 'desc' }, { objectId: 'desc' }],
      take: limit,
    });
  }
}

/** The index seeks by `lte`; the rest only skips differences of the same time. */
function olderThan({ at, id }: KeysetCursor): Prisma.ReconciliationDifferenceWhereInput[] {
  const end = id.indexOf(SEPARATOR);
  const kind = id.slice(0, end);
  return [
    { firstSeenAt: { lte: at } },
    {
      OR: [
        { firstSeenAt: { lt: at } },
        { kind: { lt: kind } },
        { kind, objectId: { lt: id.slice(end + 1) } },
      ],
    },
  ];
}
