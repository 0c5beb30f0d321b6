import type { AccountRole } from '@orderwire/contracts';

/** An account whose password everybody knows. */
export interface DemoAccount {
  role: AccountRole;
  name: string;
  email: string;
  password: string;
}

/** For development; a production service refuses to start while one of them exists. */
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
