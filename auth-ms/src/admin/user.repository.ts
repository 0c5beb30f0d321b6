import { Injectable } from '@nestjs/common';
import type { AccountRole } from '@orderwire/contracts';
import { escapeLike, type KeysetCursor } from '@orderwire/platform';
import type { User } from '../accounts/account.js';
import { type Prisma, PrismaClient } from '../generated/client.js';

export interface UserFilter {
  search?: string;
  role?: AccountRole;
}

const select = {
  id: true,
  email: true,
  emailVerifiedAt: true,
  name: true,
  role: true,
  disabledAt: true,
  deletedAt: true,
  createdAt: true,
} satisfies Prisma.AccountSelect;

/** Reads accounts for staff, deleted ones included. Not used by sign-ins. */
@Injectable()
export class UserRepository {
  constructor(private readonly prisma: PrismaClient) {}

  async find(id: string): Promise<User | null> {
    const found = await this.prisma.account.findUnique({ where: { id }, select });
    return found && { ...found, role: found.role as AccountRole };
  }

  /** At most `limit` accounts after the cursor, newest first. */
  async list({ search, role }: UserFilter, after: KeysetCursor | undefined, limit: number): Promise<User[]> {
    const text = search && { contains: escapeLike(search), mode: 'insensitive' as const };
    const found = await this.prisma.account.findMany({
      where: {
        AND: [
          role ? { role } : {},
          text ? { OR: [{ name: text }, { email: text }] } : {},
          after
            ? {
                createdAt: { lte: after.at },
                OR: [{ createdAt: { lt: after.at } }, { id: { lt: after.id } }],
              }
            : {},
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
      select,
    });
    return found.map((row) => ({ ...row, role: row.role as AccountRole }));
  }
}
