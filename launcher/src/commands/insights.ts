import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { InsightsStatus } from '@orderwire/contracts';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { signInOperator } from '../operator.js';
import { UserError } from '../user-error.js';

const usage = `npm run insights -- status | rebuild
  status   how old the figures of the dashboards are, what they count, and the progress of a rebuild
  rebuild  builds them anew from the facts of orders and payments, and shows the progress until the end
--target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD select another account`;

/** Between two looks at a rebuild. */
const PAUSE_MS = 1_000;

/**
 * `npm run insights`: the read models of the dashboards. A rebuild goes on when this command is
 * interrupted; starting it again shows the progress of the one that runs.
 */
export async function insights(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { target: { type: 'string' } },
  });
  const [verb] = positionals;
  if (verb !== 'status' && verb !== 'rebuild') throw new UserError(`Choose what to do:\n${usage}`);
  const staff = await signInOperator(values.target);
  const status = verb === 'rebuild' ? await rebuild(staff) : await read(staff);
  for (const line of describe(status)) console.log(line);
  return 0;
}

const read = async (staff: ShopClient): Promise<InsightsStatus> =>
  (await staff.request<InsightsStatus>('GET', '/insights/status')).orThrow();

async function rebuild(staff: ShopClient): Promise<InsightsStatus> {
  let status = (await staff.request<InsightsStatus>('POST', '/insights/rebuilds')).orThrow();
  const printed = new Set<string>();
  while (status.rebuild) {
    for (const line of describeProgress(status.rebuild)) {
      if (!printed.has(line)) console.log(line);
      printed.add(line);
    }
    await sleep(PAUSE_MS);
    status = await read(staff);
  }
  return status;
}

/** The state of the read models, one statement per line. */
export function describe({ generation, freshness, rebuild, ...counts }: InsightsStatus): string[] {
  const { asOf, lagSeconds, builtAt } = freshness;
  const { orders, paidOrders, refunds, disputes } = counts;
  return [
    `generation ${generation}, ${builtAt ? `built ${builtAt}` : 'being built for the first time'}`,
    `newest event ${asOf ? `${asOf}, counted after ${lagSeconds} s` : 'none yet'}`,
    `${orders} orders, ${paidOrders} paid, ${refunds} refunds, ${disputes} disputes`,
    ...(rebuild ? describeProgress(rebuild) : []),
  ];
}

const describeProgress = ({ generation, subjects }: NonNullable<InsightsStatus['rebuild']>): string[] =>
  subjects
    .filter(({ facts, complete }) => facts > 0 || complete)
    .map(
      ({ subject, facts, complete }) =>
        `generation ${generation}: ${facts} facts of ${subject}${complete ? '' : ' so far'}`,
    );
