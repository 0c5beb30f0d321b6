import { sign } from '../webhooks/signature.js';
import type { FaultInjector } from './fault-injector.js';

/** How the first attempt of a delivery is corrupted. */
export type Corruption = 'badSignature' | 'oldSignature' | 'truncated';

/** The injected faults of one event's deliveries. */
export interface WebhookPlan {
  drop: boolean;
  /** Posts made at the same time. */
  copies: number;
  /** Posted again after the first 2xx. */
  duplicate: boolean;
  /** Delay in milliseconds. */
  delayMs: number;
  /** Number of later events that are posted first. */
  holdFor: number;
  corruption: Corruption | undefined;
}

const PLAIN: WebhookPlan = {
  drop: false,
  copies: 1,
  duplicate: false,
  delayMs: 0,
  holdFor: 0,
  corruption: undefined,
};
const CORRUPTIONS = ['badSignature', 'oldSignature', 'truncated'] as const;
const MAX_OVERTAKING = 5;
const A_DAY = 24 * 3600;

/** Draws and counts the faults of the next event of a type. */
export function planWebhook(injector: FaultInjector, type: string): WebhookPlan {
  const faults = injector.settings?.webhooks;
  if (!faults) return PLAIN;
  const plan = { ...PLAIN };
  const dropped = injector.drawNext('webhooks.drop', faults.drop, type) !== undefined;
  const burst = injector.drawNext('webhooks.burst', faults.burst.probability, type) !== undefined;
  const duplicate = injector.drawNext('webhooks.duplicate', faults.duplicate, type) !== undefined;
  const delay = injector.drawNext('webhooks.delay', faults.delay.probability, type);
  const hold = injector.drawNext('webhooks.reorder', faults.reorder, type);
  const corruption = CORRUPTIONS.filter(
    (kind) => injector.drawNext(`webhooks.${kind}`, faults[kind], type) !== undefined,
  )[0];
  if (dropped) {
    injector.count('webhooks.drop');
    return { ...plan, drop: true };
  }
  if (burst) plan.copies = faults.burst.copies;
  plan.duplicate = duplicate;
  if (delay !== undefined) plan.delayMs = Math.ceil(delay * faults.delay.maxMs);
  else if (hold !== undefined) plan.holdFor = 1 + Math.floor(hold * MAX_OVERTAKING);
  plan.corruption = corruption;
  if (burst) injector.count('webhooks.burst');
  if (duplicate) injector.count('webhooks.duplicate');
  if (plan.delayMs > 0) injector.count('webhooks.delay');
  if (plan.holdFor > 0) injector.count('webhooks.reorder');
  if (corruption) injector.count(`webhooks.${corruption}`);
  return plan;
}

/** The corrupted body and signature. */
export function corrupt(
  body: string,
  secret: string,
  seconds: number,
  corruption: Corruption,
): { body: string; signature: string } {
  switch (corruption) {
    case 'badSignature':
      return { body, signature: sign(body, 'whsec_of_another_endpoint', seconds) };
    case 'oldSignature':
      return { body, signature: sign(body, secret, seconds - A_DAY) };
    case 'truncated':
      return { body: body.slice(0, body.length >> 1), signature: sign(body, secret, seconds) };
  }
}
