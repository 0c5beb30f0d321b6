import { Injectable } from '@nestjs/common';
import { type GetUserRequest, UserNotFound, type UserView } from '@orderwire/contracts';
import { userViewOf } from '../domain/account.js';
import { Directory } from '../outbound/directory.js';

/** Shows one account to staff; a deleted one as what is left of it. */
@Injectable()
export class GetUser {
  constructor(private readonly directory: Directory) {}

  /** Throws auth.user_not_found. */
  async execute({ userId }: GetUserRequest): Promise<UserView> {
    const user = await this.directory.user(userId);
    if (!user) throw UserNotFound({ userId });
    return userViewOf(user);
  }
}
