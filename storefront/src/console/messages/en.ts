import { orders } from './en/orders';
import { order } from './en/order';
import { orderPayments } from './en/order-payments';
import { parcels } from './en/parcels';
import { refund } from './en/refund';
import { timeline } from './en/timeline';
import { problems } from './en/problems';
import { shell } from './en/shell';
import { table } from './en/table';

export const en = { shell, table, problems, orders, order, orderPayments, parcels, refund, timeline };

/** All texts of the page. Spanish has to have every one: it would not compile otherwise. */
export type Messages = typeof en;
