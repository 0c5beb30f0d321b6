const demoAccount = (role: string) => ({
  email: `${role}@orderwire.example`,
  password: `demo-${role}-2026`,
});

/** The demo accounts of a composed development system, which a step of auth-ms creates. */
export const demoAccounts = {
  customer: demoAccount('customer'),
  staff: demoAccount('staff'),
  admin: demoAccount('admin'),
};
