import { describe, expect, it } from '@jest/globals';
import { Dial } from './dial.js';
import { FAULT_SETTINGS } from './settings.js';
import { planWebhook, type WebhookPlan } from './webhook-faults.js';

const plans = (settings: object, count = 200): WebhookPlan[] => {
  const dial = new Dial(FAULT_SETTINGS.validate(settings).value);
  return Array.from({ length: count }, () => planWebhook(dial, 'charge.succeeded'));
};

describe('the plan of a webhook', () => {
  it('strikes about as often as its probability says', () => {
    const struck = plans({ webhooks: { drop: 0.25 } }, 2000).filter(({ drop }) => drop).length;
    expect(struck).toBeGreaterThan(400);
    expect(struck).toBeLessThan(600);
  });

  it('holds it back for one to five later events', () => {
    const held = plans({ webhooks: { reorder: 1 } }).map(({ holdFor }) => holdFor);
    expect([...new Set(held)].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('delays it by at most what the dial says', () => {
    const delays = plans({ webhooks: { delay: { probability: 1, maxMs: 40 } } }).map(
      ({ delayMs }) => delayMs,
    );
    expect(Math.min(...delays)).toBeGreaterThan(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(40);
  });

  it('is the same for one type, whatever other types come in between', () => {
    const settings = FAULT_SETTINGS.validate({ seed: 5, webhooks: { duplicate: 0.5, reorder: 0.5 } }).value;
    const [alone, mixed] = [new Dial(settings), new Dial(settings)];
    for (let n = 0; n < 50; n++) {
      planWebhook(mixed, 'refund.created');
      expect(planWebhook(mixed, 'charge.succeeded')).toEqual(planWebhook(alone, 'charge.succeeded'));
    }
  });
});
