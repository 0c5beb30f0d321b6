const demoAccount = (role: string) => ({
  email: `${role}@orderwire.example`,
  password: `demo-${role}-2026`,
});

/** The demo accounts of a composed development system, as auth-ms's one-shot step makes them. */
export const demoAccounts = {
  customer: demoAccount('customer'),
  staff: demoAccount('staff'),
  admin: demoAccount('admin'),
};
