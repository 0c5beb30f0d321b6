import { Injectable } from '@nestjs/common';
import type { AccountRole, ListAuditRequest } from '@orderwire/contracts';
import type { KeysetCursor } from '@orderwire/platform';
import { type Prisma, PrismaClient } from './generated/client.js';

export interface UserFilter {
  search?: string;
  role?: AccountRole;
}

const user = {
  id: true,
  email: true,
  emailVerifiedAt: true,
  name: true,
  role: true,
  disabledAt: true,
  deletedAt: true,
  createdAt: true,
} satisfies Prisma.AccountSelect;

/** Lists for staff, and reading profiles: nothing here is on the path of a sign-in. */
@Injectable()
export class Directory {
  constructor(private readonly prisma: PrismaClient) {}

  async user(id: string) {
    const found = await this.prisma.account.findUnique({ where: { id }, select: user });
    return found && { ...found, role: found.role as AccountRole };
  }

  /** At most `limit` accounts below a place, newest first. */
  async users({ search, role }: UserFilter, below: KeysetCursor | undefined, limit: number) {
    const text = search && { contains: literally(search), mode: 'insensitive' as const };
    const found = await this.prisma.account.findMany({
      where: {
        AND: [
          role ? { role } : {},
          text ? { OR: [{ name: text }, { email: text }] } : {},
          below
            ? {
                createdAt: { lte: below.at },
                OR: [{ createdAt: { lt: below.at } }, { id: { lt: below.id } }],
              }
            : {},
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select: user,
    });
    return found.map((row) => ({ ...row, role: row.role as AccountRole }));
  }

  /** At most `limit` entries of the audit log below a place, newest first. */
  audit({ userId, action, from, to }: ListAuditRequest, below: KeysetCursor | undefined, limit: number) {
    return this.prisma.auditEntry.findMany({
      where: {
        AND: [
          userId ? { OR: [{ userId }, { actorId: userId }] } : {},
          action ? { action } : {},
          from ? { at: { gte: new Date(from) } } : {},
          to ? { at: { lt: new Date(to) } } : {},
          below ? { at: { lte: below.at }, OR: [{ at: { lt: below.at } }, { id: { lt: below.id } }] } : {},
        ],
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }
}

/** Prisma passes LIKE's own characters through. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
