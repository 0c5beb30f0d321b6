import { Injectable } from '@nestjs/common';
import { AfterRestore, type Restore } from '@orderwire/platform';
import { RecoverAccountsUseCase } from './recover-accounts.use-case.js';

/** Secures accounts after a restore of this database. */
@Injectable()
export class RestoresListener {
  constructor(private readonly recoverAccounts: RecoverAccountsUseCase) {}

  @AfterRestore('own')
  recover(restore: Restore): Promise<void> {
    return this.recoverAccounts.execute(restore);
  }
}
