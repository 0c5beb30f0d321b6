import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { differencesSearch, ledgerSearch, paymentsSearch } from './payments-search';

export const paymentRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/payments',
    validateSearch: paymentsSearch,
    component: lazyRouteComponent(() => import('./payments-page'), 'PaymentsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/payments/$paymentId',
    component: lazyRouteComponent(() => import('./payment-page'), 'PaymentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/payments/ledger',
    validateSearch: ledgerSearch,
    component: lazyRouteComponent(() => import('./ledger-page'), 'LedgerPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/payments/reconciliation',
    validateSearch: differencesSearch,
    component: lazyRouteComponent(() => import('./reconciliation-page'), 'ReconciliationPage'),
  }),
] as const;
