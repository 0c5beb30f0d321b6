import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { deliveriesSearch } from './webhooks-search';

export const webhookRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./endpoints-page'), 'EndpointsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks/deliveries',
    validateSearch: deliveriesSearch,
    component: lazyRouteComponent(() => import('./deliveries-page'), 'DeliveriesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks/deliveries/$deliveryId',
    component: lazyRouteComponent(() => import('./delivery-page'), 'DeliveryPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/webhooks/endpoints/$endpointId',
    component: lazyRouteComponent(() => import('./endpoint-page'), 'EndpointPage'),
  }),
] as const;
