interface Account {
  email: string;
  password: string;
}

/**
 * Fills an empty catalogue over HTTP, signed in as the demo accounts, and adds tax rates to it if there
 * are none. Returns the number of products created.
 */
export function seedDemo(gateway: string, accounts: { staff: Account; admin: Account }): Promise<number>;
