/** Fills an empty catalogue over HTTP, signed in as the demo staff. Returns the number of products created. */
export function seedCatalogue(gateway: string, staff: { email: string; password: string }): Promise<number>;
