import { currencies } from '@orderwire/contracts/currencies';
import { day, oneOf, searchParams } from '../table/filters/search-params';

/** The period and the currency of the dashboard. Default: 30 days, and the currency with the most orders. */
export const dashboardSearch = searchParams({
  range: oneOf(['today', '7d', '30d', '90d', 'own']),
  from: day,
  to: day,
  currency: oneOf(currencies),
});

export type DashboardSearch = ReturnType<typeof dashboardSearch>;
