import { orders } from './en/orders';
import { problems } from './en/problems';
import { shell } from './en/shell';
import { table } from './en/table';

export const en = { shell, table, problems, orders };

/** All texts of the page. Spanish has to have every one: it would not compile otherwise. */
export type Messages = typeof en;
