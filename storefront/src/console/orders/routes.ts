import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { ordersSearch } from './orders-search';

export const orderRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/orders',
    validateSearch: ordersSearch,
    component: lazyRouteComponent(() => import('./orders-page'), 'OrdersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/orders/bulk-actions',
    component: lazyRouteComponent(() => import('./bulk/bulk-actions-page'), 'BulkActionsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/orders/bulk-actions/$bulkActionId',
    component: lazyRouteComponent(() => import('./bulk/bulk-action-page'), 'BulkActionPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/orders/$orderId',
    component: lazyRouteComponent(() => import('./order/order-page'), 'OrderPage'),
  }),
] as const;
