import { Injectable } from '@nestjs/common';
import { type AccountView, NotSignedIn } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { toAccountView } from './account.js';
import { AccountRepository } from './account.repository.js';
import { requireAccountId } from './caller.js';

/** Returns the caller's account. */
@Injectable()
export class GetProfileUseCase {
  constructor(private readonly accounts: AccountRepository) {}

  /** Throws auth.not_signed_in when the account was deleted in the meantime. */
  async execute(): Promise<AccountView> {
    const account = await this.accounts.find(requireAccountId(contextOrSystem().actor));
    if (!account) throw NotSignedIn();
    return toAccountView(account);
  }
}
