import type { Queryable } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { demoAccounts } from '../domain/demo-accounts.js';
import type { AccountRepository } from '../outbound/account.repository.js';
import type { PasswordHasher } from '../outbound/password-hasher.js';

/** Makes the demo accounts that do not exist yet; gives the e-mails of those it made. No mail goes out for them. */
export async function seedDemoAccounts(
  runs: Queryable,
  accounts: AccountRepository,
  hasher: PasswordHasher,
): Promise<string[]> {
  const made: string[] = [];
  for (const { email, name, password, role } of demoAccounts) {
    if (await accounts.findByEmail(email)) continue;
    const account = {
      id: uuidv7(),
      email,
      name,
      role,
      demo: true,
      passwordHash: await hasher.hash(password),
    };
    if (await accounts.create(runs, account, new Date())) made.push(email);
  }
  return made;
}
