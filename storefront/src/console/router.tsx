import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CrashedPage, NotFoundPage } from './shell/error-pages';
import { ordersSearch } from './orders/orders-search';
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

const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import('./orders/orders-page'), 'OrdersPage'),
});

const order = createRoute({
  getParentRoute: () => root,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('./orders/order/order-page'), 'OrderPage'),
});

/** Every page of the console, by its path below `/console`. */
export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    dashboard,
    orders,
    order,
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
