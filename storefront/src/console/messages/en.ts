import { bulk } from './en/orders/bulk';
import { dashboard } from './en/dashboard';
import { messagesLog } from './en/messages-log';
import { operations } from './en/operations';
import { order } from './en/orders/order';
import { orderPayments } from './en/orders/order-payments';
import { orders } from './en/orders/orders';
import { parcels } from './en/orders/parcels';
import { payments } from './en/payments';
import { people } from './en/people';
import { problems } from './en/problems';
import { products } from './en/products';
import { refund } from './en/orders/refund';
import { search } from './en/search';
import { shell } from './en/shell';
import { shipping } from './en/orders/shipping';
import { table } from './en/table';
import { taxRates } from './en/tax-rates';
import { timeline } from './en/orders/timeline';
import { traces } from './en/traces';
import { webhooks } from './en/webhooks';

export const en = {
  shell,
  table,
  problems,
  bulk,
  dashboard,
  messagesLog,
  operations,
  order,
  orderPayments,
  orders,
  parcels,
  payments,
  people,
  products,
  refund,
  search,
  shipping,
  taxRates,
  timeline,
  traces,
  webhooks,
};

/** All texts of the page. Spanish has to have every one: it would not compile otherwise. */
export type Messages = typeof en;
