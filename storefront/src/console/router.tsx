import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CrashedPage, NotFoundPage } from './shell/error-pages';
import { orderRoutes } from './orders/routes';
import { peopleRoutes } from './people/routes';
import { productRoutes } from './products/routes';
import { messageRoutes } from './messages-log/routes';
import { shippingRoutes } from './shipping/routes';
import { taxRateRoutes } from './tax-rates/routes';
import { webhookRoutes } from './webhooks/routes';
import { root } from './root';
import { parseSearch, stringifySearch } from './table/search-params';

const dashboard = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/dashboard'), 'DashboardPage'),
});

/** Every page of the console, by its path below `/console`. */
export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    dashboard,
    ...orderRoutes,
    ...shippingRoutes,
    ...productRoutes,
    ...messageRoutes,
    ...webhookRoutes,
    ...peopleRoutes,
    ...taxRateRoutes,
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
