import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { shipmentsSearch } from './shipments-search';

export const shippingRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/shipments',
    validateSearch: shipmentsSearch,
    component: lazyRouteComponent(() => import('./shipments-page'), 'ShipmentsPage'),
  }),
] as const;
