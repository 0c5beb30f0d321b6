import type { ReplayProgress, ReplaySelection } from '@orderwire/contracts';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { parseArgs } from 'node:util';
import { parseId, parseService, signInOperator } from '../operator.js';
import { UserError } from '../user-error.js';

const usage = `npm run replay -- --order <id> | --subject order.paid | --from 2026-01-31T10:00:00Z [--to …] | --all
Options combine. --service orders: only that service; --dry-run: only count
--target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD select another account`;

/** The events to publish again. */
type Selection = ReplaySelection & { service?: string; orderId?: string };

/**
 * `npm run replay`: publishes events again. Consumers ignore those that they have already consumed.
 * Exit code 1 when a service did not respond.
 */
export async function replay(args: string[]): Promise<number> {
  const { selection, target } = parseReplayArguments(args);
  const staff = await signInOperator(target);
  const { data, unavailable } = (await staff.replayEvents(selection)).orThrow();
  for (const firstPage of data) await replayService(staff, selection, firstPage);
  for (const service of unavailable)
    console.error(`${service} did not respond; try again with --service ${service}.`);
  return unavailable.length > 0 ? 1 : 0;
}

/** Throws a UserError for invalid arguments. */
export function parseReplayArguments(args: string[]): { selection: Selection; target?: string } {
  const { values } = parseArgs({
    args,
    options: {
      order: { type: 'string' },
      subject: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      all: { type: 'boolean' },
      service: { type: 'string' },
      'dry-run': { type: 'boolean' },
      target: { type: 'string' },
    },
  });
  const { order, subject, all, service, target, 'dry-run': dryRun } = values;
  const [from, to] = [parseTime('from', values.from), parseTime('to', values.to)];
  if (!order && !subject && !from && !to && !all)
    throw new UserError(`Select events, or use --all for all events of the last 14 days:\n${usage}`);
  if (from && to && from >= to) throw new UserError('--from must be before --to.');
  const orderId = order && parseId(order, '--order');
  return {
    target,
    selection: { service: service && parseService(service), orderId, subject, from, to, dryRun },
  };
}

function parseTime(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new UserError(`--${name}: "${text}" is not a time; use the form 2026-01-31T10:00:00Z.`);
  return time.toISOString();
}

/** Continues with one service until all its events are published. */
async function replayService(
  staff: ShopClient,
  selection: Selection,
  firstPage: ReplayProgress,
): Promise<void> {
  const { service, first } = firstPage;
  const verb = selection.dryRun ? 'would be published again' : 'published again';
  for (const { publishedAt, subject, aggregateId, id } of first)
    console.log(`  ${publishedAt}  ${subject}  ${aggregateId}  ${id}`);
  let { events, cursor } = firstPage;
  while (cursor !== null) {
    console.log(`${service}: ${events} ${verb} so far`);
    const [page] = (await staff.replayEvents({ ...selection, service, cursor })).orThrow().data;
    events += page?.events ?? 0;
    cursor = page?.cursor ?? null;
  }
  console.log(`${service}: ${events} ${verb}`);
}
