import { Injectable } from '@nestjs/common';
import { type AccountView, NotSignedIn } from '@orderwire/contracts';
import { viewOf } from '../domain/account.js';
import { AccountRepository } from '../outbound/account.repository.js';
import { mustBeSignedIn } from './permission.js';

/** Shows who asks. */
@Injectable()
export class GetProfile {
  constructor(private readonly accounts: AccountRepository) {}

  /** Throws auth.not_signed_in when the account was deleted meanwhile. */
  async execute(): Promise<AccountView> {
    const account = await this.accounts.find(mustBeSignedIn());
    if (!account) throw NotSignedIn();
    return viewOf(account);
  }
}
