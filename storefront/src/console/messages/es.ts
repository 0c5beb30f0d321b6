import type { Messages } from './en';
import { bulk } from './es/bulk';
import { dashboard } from './es/dashboard';
import { messagesLog } from './es/messages-log';
import { operations } from './es/operations';
import { order } from './es/order';
import { orderPayments } from './es/order-payments';
import { orders } from './es/orders';
import { parcels } from './es/parcels';
import { payments } from './es/payments';
import { people } from './es/people';
import { problems } from './es/problems';
import { products } from './es/products';
import { refund } from './es/refund';
import { search } from './es/search';
import { shell } from './es/shell';
import { shipping } from './es/shipping';
import { table } from './es/table';
import { taxRates } from './es/tax-rates';
import { timeline } from './es/timeline';
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
  webhooks,
};
