import type { Core } from '../core.js';
import type { Deliveries } from '../webhooks/deliveries.js';

/**
 * If the fault injection says so, waits until the webhooks of a call (events since number `before`)
 * were posted once, so that they arrive before its reply.
 */
export async function deliverWebhooksFirst(
  core: Core,
  deliveries: Deliveries,
  before: number,
): Promise<void> {
  const probability = core.faults.settings?.checkout.webhookBeforeAnswer;
  const { events } = core.store;
  if (!probability || events.size === before) return;
  if (!core.faults.inject('checkout.webhookBeforeAnswer', probability)) return;
  const made = Array.from(
    { length: events.size - before },
    (_, index) => events.at(before + index)?.id ?? '',
  );
  await deliveries.posted(made, core.config.webhooksFirstMs);
}
