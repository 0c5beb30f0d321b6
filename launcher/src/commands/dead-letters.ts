import { asOperator } from '../operations/as-operator.js';
import { deadLetterOrder } from '../operations/dead-letter-orders.js';
import type { Operator } from '../operations/operator.js';
import { deadLetterLines, wholeDeadLetter } from '../operations/print-dead-letters.js';
import { UserError } from '../user-error.js';

/** Dead letters one page brings. */
const PAGE = '100';

/**
 * `npm run dead-letters -- list|show|requeue|discard …`: events that consumers gave up on. Exit code 1 when a service did not
 * answer, or an event could not be dealt with.
 */
export async function deadLetters(args: string[]): Promise<number> {
  const order = deadLetterOrder(args);
  const operator = await asOperator(order.target);
  if (order.verb === 'list') return list(operator, order.filters);
  const { service, ids } = order;
  if (order.verb === 'discard')
    return each(ids, (id) => operator.discard(service, id, order.reason).then(deadLetterLines));
  if (order.verb === 'requeue') return each(ids, (id) => operator.requeue(service, id).then(deadLetterLines));
  return each(ids, (id) => operator.show(service, id).then(wholeDeadLetter));
}

async function list(operator: Operator, filters: Record<string, string>): Promise<number> {
  const silent = new Set<string>();
  let count = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await operator.list({ limit: PAGE, ...filters, ...(cursor && { cursor }) });
    for (const letter of page.data) console.log(deadLetterLines(letter));
    for (const service of page.unavailable) silent.add(service);
    count += page.data.length;
    cursor = page.meta.nextCursor;
  }
  if (count === 0 && silent.size === 0) console.log('There are no dead letters.');
  for (const service of silent)
    console.error(`${service} did not answer: its dead letters are missing here.`);
  return silent.size > 0 ? 1 : 0;
}

/** One that fails keeps nobody from the next. */
async function each(ids: string[], work: (id: string) => Promise<string>): Promise<number> {
  let failed = 0;
  for (const id of ids) {
    try {
      console.log(await work(id));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(`${id}: ${error.message}`);
      failed++;
    }
  }
  return failed > 0 ? 1 : 0;
}
