import type { Messages } from './en';
import { orders } from './es/orders';
import { order } from './es/order';
import { orderPayments } from './es/order-payments';
import { parcels } from './es/parcels';
import { refund } from './es/refund';
import { timeline } from './es/timeline';
import { problems } from './es/problems';
import { shell } from './es/shell';
import { table } from './es/table';

export const es: Messages = {
  shell,
  table,
  problems,
  orders,
  order,
  orderPayments,
  parcels,
  refund,
  timeline,
};
