import { Injectable } from '@nestjs/common';
import type { ListUsersRequest, UserPage } from '@orderwire/contracts';
import { decodeCursor, encodeCursor } from '@orderwire/platform';
import { userViewOf } from '../domain/account.js';
import { Directory } from '../outbound/directory.js';

const DEFAULT_LIMIT = 20;

/** Shows accounts to staff, newest first. */
@Injectable()
export class ListUsers {
  constructor(private readonly directory: Directory) {}

  /** Throws invalid_message for a cursor that is not ours. */
  async execute({ search, role, cursor, limit = DEFAULT_LIMIT }: ListUsersRequest): Promise<UserPage> {
    const below = cursor ? decodeCursor(cursor) : undefined;
    // One more than asked for: its presence says that there is a next page.
    const found = await this.directory.users({ search, role }, below, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const more = found.length > limit && last;
    return {
      data: page.map(userViewOf),
      meta: { nextCursor: more ? encodeCursor({ at: last.createdAt, id: last.id }) : null },
    };
  }
}
