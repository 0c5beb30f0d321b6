import type { ListDeadLettersRequest } from '@orderwire/contracts';
import { RequestFailed, type ShopClient } from '@orderwire/test-kit/shop-client';
import { parseDeadLetterArguments } from '../operations/dead-letter-arguments.js';
import { deadLetterDetails, deadLetterLines } from '../operations/print-dead-letters.js';
import { signInOperator } from '../operations/sign-in-operator.js';

const PAGE_SIZE = 100;

/**
 * `npm run dead-letters -- list|show|requeue|discard …`: events that consumers gave up on. Exit code 1 when a service did
 * not respond or an operation failed.
 */
export async function deadLetters(args: string[]): Promise<number> {
  const command = parseDeadLetterArguments(args);
  const staff = await signInOperator(command.target);
  if (command.verb === 'list') return list(staff, command.filters);
  const { service, ids } = command;
  return forEach(ids, async (id) => {
    if (command.verb === 'show') return deadLetterDetails((await staff.getDeadLetter(service, id)).orThrow());
    const reply = command.reason
      ? await staff.discardDeadLetter(service, id, command.reason)
      : await staff.requeueDeadLetter(service, id);
    return deadLetterLines(reply.orThrow());
  });
}

async function list(staff: ShopClient, filters: ListDeadLettersRequest): Promise<number> {
  const unavailable = new Set<string>();
  let count = 0;
  for (let cursor: string | null | undefined; cursor !== null;) {
    const reply = await staff.listDeadLetters({ limit: PAGE_SIZE, ...filters, ...(cursor && { cursor }) });
    const page = reply.orThrow();
    for (const letter of page.data) console.log(deadLetterLines(letter));
    for (const service of page.unavailable) unavailable.add(service);
    count += page.data.length;
    cursor = page.meta.nextCursor;
  }
  if (count === 0 && unavailable.size === 0) console.log('There are no dead letters.');
  for (const service of unavailable)
    console.error(`${service} did not respond; its dead letters are not listed.`);
  return unavailable.size > 0 ? 1 : 0;
}

/** Continues after a failure. */
async function forEach(ids: string[], work: (id: string) => Promise<string>): Promise<number> {
  let failed = 0;
  for (const id of ids) {
    try {
      console.log(await work(id));
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      console.error(`${id}: ${error.message}`);
      failed++;
    }
  }
  return failed > 0 ? 1 : 0;
}
