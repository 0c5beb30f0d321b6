import type { ReplayProgress } from '@orderwire/contracts';
import type { ShopClient } from '@orderwire/test-kit/shop-client';
import { parseReplayArguments, type Selection } from '../operations/replay-arguments.js';
import { signInOperator } from '../operations/sign-in-operator.js';

/**
 * `npm run replay -- --order <id> | --subject s | --from t --to t | --all [--service s] [--dry-run]`: publishes events
 * again. Consumers ignore events that they have already consumed. Exit code 1 when a service did not respond.
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
