import { Injectable } from '@nestjs/common';
import type { ListUsersRequest, UserPage } from '@orderwire/contracts';
import { decodeCursor, encodeCursor } from '@orderwire/platform';
import { toUserView } from '../accounts/account.js';
import { UserRepository } from './user.repository.js';

const DEFAULT_LIMIT = 20;

/** Lists accounts for staff, newest first. */
@Injectable()
export class ListUsersUseCase {
  constructor(private readonly users: UserRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute({ cursor, limit = DEFAULT_LIMIT, ...filter }: ListUsersRequest): Promise<UserPage> {
    const after = cursor ? decodeCursor(cursor) : undefined;
    const found = await this.users.list(filter, after, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const more = found.length > limit && last;
    return {
      data: page.map(toUserView),
      meta: { nextCursor: more ? encodeCursor({ at: last.createdAt, id: last.id }) : null },
    };
  }
}
