import { asOperator } from '../operations/as-operator.js';
import type { Operator, ServiceReplay } from '../operations/operator.js';
import { replayOrder, type Selection } from '../operations/replay-order.js';

/**
 * `npm run replay -- --order <id> | --subject s | --from t --to t | --all [--service s] [--dry-run]`: publishes events again.
 * Harmless to whoever has taken them. Exit code 1 when a service did not answer.
 */
export async function replay(args: string[]): Promise<number> {
  const { selection, target } = replayOrder(args);
  const operator = await asOperator(target);
  const { data, unavailable } = await operator.replay(selection);
  for (const first of data) await follow(operator, selection, first);
  for (const service of unavailable)
    console.error(`${service} did not answer: try again with --service ${service}.`);
  return unavailable.length > 0 ? 1 : 0;
}

/** Goes on with one service until nothing is left, and says how far it came. */
async function follow(operator: Operator, selection: Selection, first: ServiceReplay): Promise<void> {
  const { service } = first;
  const verb = selection.dryRun ? 'would be published again' : 'published again';
  for (const event of first.first)
    console.log(`  ${event.publishedAt}  ${event.subject}  ${event.aggregateId}  ${event.id}`);
  let { events, cursor } = first;
  while (cursor !== null) {
    console.log(`${service}: ${events} ${verb} so far`);
    const [next] = (await operator.replay({ ...selection, service, cursor })).data;
    events += next?.events ?? 0;
    cursor = next?.cursor ?? null;
  }
  console.log(`${service}: ${events} ${verb}`);
}
