import type { AccountRole } from '@orderwire/contracts';
import type { Queryable } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { PasswordHasher } from './passwords/password-hasher.gateway.js';
import type { AccountRepository } from './accounts/account.repository.js';

/** An account whose password is public. */
interface DemoAccount {
  role: AccountRole;
  name: string;
  email: string;
  password: string;
}

/** For development only. In production the service refuses to start while one of them exists. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    role: 'customer',
    name: 'Casey Customer',
    email: 'customer@orderwire.example',
    password: 'demo-customer-2026',
  },
  { role: 'staff', name: 'Sam Staff', email: 'staff@orderwire.example', password: 'demo-staff-2026' },
  { role: 'admin', name: 'Ada Admin', email: 'admin@orderwire.example', password: 'demo-admin-2026' },
];

/**
 * Creates the demo accounts that do not exist yet, without events. Returns the e-mails it created.
 */
export async function seedDemoAccounts(
  db: Queryable,
  accounts: AccountRepository,
  hasher: PasswordHasher,
): Promise<string[]> {
  const created: string[] = [];
  for (const { password, ...fields } of demoAccounts) {
    if (await accounts.findByEmail(fields.email)) continue;
    const account = { id: uuidv7(), ...fields, demo: true, passwordHash: await hasher.hash(password) };
    if (await accounts.create(db, account, new Date())) created.push(fields.email);
  }
  return created;
}

/** Throws in production while a demo account exists. */
export async function requireNoDemoAccounts(nodeEnv: string, accounts: AccountRepository): Promise<void> {
  if (nodeEnv !== 'production' || !(await accounts.anyDemo())) return;
  throw new Error(
    'NODE_ENV is production and the database has demo accounts, whose passwords are public. Delete them or use another database.',
  );
}
