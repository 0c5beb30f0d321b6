import { account } from './en/account';
import { address, basket, catalogue, checkout } from './en/catalogue';
import { layout, problems } from './en/general';
import { order, orders } from './en/orders';

export const en = {
  shopName: 'Orderwire',
  close: 'Close',
  loading: 'Loading',
  skipToContent: 'Skip to content',
  opensInNewTab: '(opens in a new tab)',
  ...{ layout, problems, catalogue, basket, address, checkout, orders, order, account },
};

/** All texts of the page. Spanish has to have every one: it would not compile otherwise. */
export type Messages = typeof en;
