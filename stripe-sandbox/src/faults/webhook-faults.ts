import { sign } from '../webhooks/signature.js';
import type { Dial } from './dial.js';

/** In which way the first attempt of a delivery is spoiled. */
export type Spoil = 'badSignature' | 'oldSignature' | 'truncated';

/** What happens to the deliveries of one event. */
export interface WebhookPlan {
  drop: boolean;
  /** How many are posted in the same instant. */
  copies: number;
  /** Posted once more after the first 2xx. */
  duplicate: boolean;
  /** Milliseconds to wait first. */
  delayMs: number;
  /** How many later events go first. */
  holdFor: number;
  spoil: Spoil | undefined;
}

const PLAIN: WebhookPlan = {
  drop: false,
  copies: 1,
  duplicate: false,
  delayMs: 0,
  holdFor: 0,
  spoil: undefined,
};
const SPOILS = ['badSignature', 'oldSignature', 'truncated'] as const;
const MOST_OVERTAKING = 5;
const A_DAY = 24 * 3600;

/** Draws what happens to the next event of a type, and counts it. */
export function planWebhook(dial: Dial, type: string): WebhookPlan {
  const faults = dial.settings?.webhooks;
  if (!faults) return PLAIN;
  const plan = { ...PLAIN };
  const dropped = dial.next('webhooks.drop', faults.drop, type) !== undefined;
  const burst = dial.next('webhooks.burst', faults.burst.probability, type) !== undefined;
  const duplicate = dial.next('webhooks.duplicate', faults.duplicate, type) !== undefined;
  const delay = dial.next('webhooks.delay', faults.delay.probability, type);
  const hold = dial.next('webhooks.reorder', faults.reorder, type);
  const spoil = SPOILS.filter((kind) => dial.next(`webhooks.${kind}`, faults[kind], type) !== undefined)[0];
  if (dropped) {
    dial.count('webhooks.drop');
    return { ...plan, drop: true };
  }
  if (burst) plan.copies = faults.burst.copies;
  plan.duplicate = duplicate;
  if (delay !== undefined) plan.delayMs = Math.ceil(delay * faults.delay.maxMs);
  else if (hold !== undefined) plan.holdFor = 1 + Math.floor(hold * MOST_OVERTAKING);
  plan.spoil = spoil;
  if (burst) dial.count('webhooks.burst');
  if (duplicate) dial.count('webhooks.duplicate');
  if (plan.delayMs > 0) dial.count('webhooks.delay');
  if (plan.holdFor > 0) dial.count('webhooks.reorder');
  if (spoil) dial.count(`webhooks.${spoil}`);
  return plan;
}

/** A body and its signature as they arrive after something went wrong with them on the way. */
export function spoiled(
  body: string,
  secret: string,
  seconds: number,
  spoil: Spoil,
): { body: string; signature: string } {
  switch (spoil) {
    case 'badSignature':
      return { body, signature: sign(body, 'whsec_of_somebody_else', seconds) };
    case 'oldSignature':
      return { body, signature: sign(body, secret, seconds - A_DAY) };
    case 'truncated':
      return { body: body.slice(0, body.length >> 1), signature: sign(body, secret, seconds) };
  }
}
