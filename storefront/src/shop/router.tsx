import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { parseProductSearch } from './catalogue/product-search';
import { takeFragmentToken } from './fragment-token';
import { ErrorPage, NotFoundPage } from './layout/error-pages';
import { Layout } from './layout/layout';
import { PageSkeleton } from './layout/page-skeleton';
import { localPath } from './local-path';
import { openOrder } from './orders/order-access';
import { moveFocusToHeading } from './page-heading';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage });

const getParentRoute = () => root;

const next = ({ next: path }: Record<string, unknown>): { next?: string } => {
  const checked = localPath(path);
  return checked ? { next: checked } : {};
};

const products = createRoute({
  getParentRoute,
  path: '/',
  validateSearch: parseProductSearch,
  component: lazyRouteComponent(() => import('./pages/products'), 'ProductsPage'),
});

const product = createRoute({
  getParentRoute,
  path: '/products/$productId',
  component: lazyRouteComponent(() => import('./pages/product'), 'ProductPage'),
});

const basket = createRoute({
  getParentRoute,
  path: '/basket',
  component: lazyRouteComponent(() => import('./pages/basket'), 'BasketPage'),
});

const checkout = createRoute({
  getParentRoute,
  path: '/checkout',
  component: lazyRouteComponent(() => import('./pages/checkout'), 'CheckoutPage'),
});

const orders = createRoute({
  getParentRoute,
  path: '/orders',
  component: lazyRouteComponent(() => import('./pages/orders'), 'OrdersPage'),
});

const order = createRoute({
  getParentRoute,
  path: '/orders/$orderId',
  // `from=checkout` after a payment, `cancelled=1` when the shopper came back without one.
  validateSearch: ({ from, cancelled }: Record<string, unknown>) => ({
    ...(from === 'checkout' && { from: 'checkout' as const }),
    ...(cancelled === 1 && { cancelled: 1 as const }),
  }),
  loader: ({ params }) => openOrder(params.orderId),
  component: lazyRouteComponent(() => import('./pages/order'), 'OrderPage'),
});

const signIn = createRoute({
  getParentRoute,
  path: '/sign-in',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./pages/sign-in'), 'SignInPage'),
});

const register = createRoute({
  getParentRoute,
  path: '/register',
  validateSearch: next,
  component: lazyRouteComponent(() => import('./pages/register'), 'RegisterPage'),
});

const forgotPassword = createRoute({
  getParentRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./pages/forgot-password'), 'ForgotPasswordPage'),
});

const resetPassword = createRoute({
  getParentRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./pages/reset-password'), 'ResetPasswordPage'),
});

const verifyEmail = createRoute({
  getParentRoute,
  path: '/verify-email',
  component: lazyRouteComponent(() => import('./pages/email-links'), 'VerifyEmailPage'),
});

const confirmEmail = createRoute({
  getParentRoute,
  path: '/confirm-email',
  component: lazyRouteComponent(() => import('./pages/email-links'), 'ConfirmEmailPage'),
});

const account = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account'), 'AccountPage'),
});

const sessions = createRoute({
  getParentRoute,
  path: '/account/sessions',
  component: lazyRouteComponent(() => import('./pages/sessions'), 'SessionsPage'),
});

/** Every page of the shop, by its path. */
export const router = createRouter({
  routeTree: root.addChildren([
    ...[products, product, basket, checkout, orders, order],
    ...[signIn, register, forgotPassword, resetPassword, verifyEmail, confirmEmail, account, sessions],
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
  if (fromLocation && pathChanged) moveFocusToHeading();
});

// A mail link that opens the page that is open already.
addEventListener('hashchange', () => {
  if (takeFragmentToken()) void router.invalidate();
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
