import { Injectable } from '@nestjs/common';
import type { GetContactsReply } from '@orderwire/contracts';
import { AccountRepository } from './account.repository.js';

/** Tells services how to reach the owners of accounts. */
@Injectable()
export class GetContactsUseCase {
  constructor(private readonly accounts: AccountRepository) {}

  async execute(userIds: readonly string[]): Promise<GetContactsReply> {
    return { contacts: await this.accounts.contacts(userIds) };
  }
}
