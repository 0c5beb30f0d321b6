import type { Messages } from './en';
import { orders } from './es/orders';
import { problems } from './es/problems';
import { shell } from './es/shell';
import { table } from './es/table';

export const es: Messages = { shell, table, problems, orders };
