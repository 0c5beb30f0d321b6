import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Layout } from './layout';
import { CrashedPage, NotFoundPage } from './shell/error-pages';
import { ordersSearch } from './orders/orders-search';
import { parseSearch, stringifySearch } from './table/search-params';

const root = createRootRoute({ component: Layout });

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
  routeTree: root.addChildren([dashboard, orders, order]),
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
