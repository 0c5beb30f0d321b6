import type { Core } from '../core.js';
import type { Deliveries } from '../webhooks/deliveries.js';

/**
 * The dial may want the webhooks of a call to arrive before its answer: waits until those made since `before` (a
 * number of events) were posted once.
 */
export async function webhooksFirst(core: Core, deliveries: Deliveries, before: number): Promise<void> {
  const probability = core.faults.settings?.checkout.webhookBeforeAnswer;
  const { events } = core.store;
  if (!probability || events.size === before) return;
  if (!core.faults.strikes('checkout.webhookBeforeAnswer', probability)) return;
  const made = Array.from(
    { length: events.size - before },
    (_, index) => events.at(before + index)?.id ?? '',
  );
  await deliveries.posted(made, core.config.webhooksFirstMs);
}
