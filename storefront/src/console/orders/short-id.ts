/** The number of an order in mails and in the shop: ids of version 7 begin with their time. */
export const shortId = (id: string): string => id.slice(-8).toUpperCase();
