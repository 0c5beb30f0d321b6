import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';

export const traceRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/traces/$correlationId',
    component: lazyRouteComponent(() => import('./trace-page'), 'TracePage'),
  }),
] as const;
