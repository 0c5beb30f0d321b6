/** Where an order stands. Which step may follow which is orders-ms's transition table. */
export const orderStatuses = ['PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED'] as const;

export type OrderStatus = (typeof orderStatuses)[number];
