import { Injectable } from '@nestjs/common';
import type { ListUsersRequest, UserPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { toUserView } from '../accounts/account.js';
import { UserRepository } from './user.repository.js';

/** Lists accounts for staff, newest first. */
@Injectable()
export class ListUsersUseCase {
  constructor(private readonly users: UserRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  execute(request: ListUsersRequest): Promise<UserPage> {
    return pageOf(request, {
      read: (after, limit) => this.users.list(request, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      view: toUserView,
    });
  }
}
