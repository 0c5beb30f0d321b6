import type { Messages } from './en';
import { bulk } from './es/orders/bulk';
import { dashboard } from './es/dashboard';
import { messagesLog } from './es/messages-log';
import { operations } from './es/operations';
import { order } from './es/orders/order';
import { orderPayments } from './es/orders/order-payments';
import { orders } from './es/orders/orders';
import { parcels } from './es/orders/parcels';
import { payments } from './es/payments';
import { people } from './es/people';
import { problems } from './es/problems';
import { products } from './es/products';
import { refund } from './es/orders/refund';
import { search } from './es/search';
import { shell } from './es/shell';
import { shipping } from './es/orders/shipping';
import { table } from './es/table';
import { taxRates } from './es/tax-rates';
import { timeline } from './es/orders/timeline';
import { traces } from './es/traces';
import { webhooks } from './es/webhooks';

export const es: Messages = {
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
