import 'reflect-metadata';

export * from './actor.js';
export * from './contract.js';
export * from './fault.js';
export * from './faults.js';
export * from './headers.js';
export * from './money.js';
export * from './page.js';
export * from './rules.js';

export * from './orders/cancel-order.js';
export * from './orders/change-order-status.js';
export * from './orders/create-order.js';
export * from './orders/faults.js';
export * from './orders/get-order.js';
export * from './orders/get-order-timeline.js';
export * from './orders/list-orders.js';
export * from './orders/order-events.js';
export * from './orders/order-status.js';
export * from './orders/order-view.js';
export * from './orders/renew-payment-session.js';

export * from './payments/create-payment-session.js';
export * from './payments/expire-payment-session.js';
export * from './payments/faults.js';
export * from './payments/payment-events.js';
export * from './payments/payment-session-view.js';

export * from './products/adjust-stock.js';
export * from './products/create-product.js';
export * from './products/delete-product.js';
export * from './products/faults.js';
export * from './products/get-product.js';
export * from './products/list-products.js';
export * from './products/product-view.js';
export * from './products/update-product.js';
export * from './products/validate-products.js';
