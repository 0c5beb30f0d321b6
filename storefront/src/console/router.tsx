import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { dashboardSearch } from './dashboard/dashboard-search';
import { CrashedPage, NotFoundPage } from './shell/error-pages';
import { operationRoutes } from './operations/routes';
import { orderRoutes } from './orders/routes';
import { paymentRoutes } from './payments/routes';
import { peopleRoutes } from './people/routes';
import { productRoutes } from './products/routes';
import { messageRoutes } from './messages-log/routes';
import { shippingRoutes } from './shipping/routes';
import { taxRateRoutes } from './tax-rates/routes';
import { traceRoutes } from './traces/routes';
import { webhookRoutes } from './webhooks/routes';
import { root } from './root';
import { parseSearch, stringifySearch } from './table/filters/search-params';

const dashboard = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import('./dashboard/dashboard-page'), 'DashboardPage'),
});

/** Every page of the console, by its path below `/console`. */
export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    dashboard,
    ...orderRoutes,
    ...paymentRoutes,
    ...shippingRoutes,
    ...productRoutes,
    ...messageRoutes,
    ...webhookRoutes,
    ...peopleRoutes,
    ...taxRateRoutes,
    ...operationRoutes,
    ...traceRoutes,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: CrashedPage,
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
