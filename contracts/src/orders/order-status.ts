/** The status of an order. orders-ms defines the allowed transitions. */
export const orderStatuses = ['PENDING', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED'] as const;

export type OrderStatus = (typeof orderStatuses)[number];
