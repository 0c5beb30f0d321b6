import { Injectable } from '@nestjs/common';
import { type GetUserRequest, UserNotFound, type UserView } from '@orderwire/contracts';
import { toUserView } from '../accounts/account.js';
import { UserRepository } from './user.repository.js';

/** Returns one account to staff, also a deleted one. */
@Injectable()
export class GetUserUseCase {
  constructor(private readonly users: UserRepository) {}

  /** Throws auth.user_not_found. */
  async execute({ userId }: GetUserRequest): Promise<UserView> {
    const user = await this.users.find(userId);
    if (!user) throw UserNotFound({ userId });
    return toUserView(user);
  }
}
