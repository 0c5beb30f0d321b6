/** How people name an order: the part of its id that mails show as well. */
export const orderNumber = (orderId: string): string => orderId.slice(-8).toUpperCase();
