import type { AccountRepository } from '../outbound/account.repository.js';

/** Throws in production while an account exists whose password everybody knows. */
export async function mustHaveNoDemoAccounts(nodeEnv: string, accounts: AccountRepository): Promise<void> {
  if (nodeEnv !== 'production' || !(await accounts.anyDemo())) return;
  throw new Error(
    'NODE_ENV is production and the database holds demo accounts, whose passwords are public. Delete them, or use another database.',
  );
}
