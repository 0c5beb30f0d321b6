import { describe, expect, it } from '@jest/globals';
import { FaultInjector } from './fault-injector.js';
import { FAULT_SETTINGS } from './settings.js';
import { planWebhook, type WebhookPlan } from './webhook-faults.js';

const plans = (settings: object, count = 200): WebhookPlan[] => {
  const faults = new FaultInjector(FAULT_SETTINGS.validate(settings).value);
  return Array.from({ length: count }, () => planWebhook(faults, 'charge.succeeded'));
};

describe('a webhook plan', () => {
  it('injects faults about as often as their probability says', () => {
    const affected = plans({ webhooks: { drop: 0.25 } }, 2000).filter(({ drop }) => drop).length;
    expect(affected).toBeGreaterThan(400);
    expect(affected).toBeLessThan(600);
  });

  it('delays a webhook by one to five later events', () => {
    const held = plans({ webhooks: { reorder: 1 } }).map(({ holdFor }) => holdFor);
    expect([...new Set(held)].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('delays a webhook by at most the configured maximum', () => {
    const delays = plans({ webhooks: { delay: { probability: 1, maxMs: 40 } } }).map(
      ({ delayMs }) => delayMs,
    );
    expect(Math.min(...delays)).toBeGreaterThan(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(40);
  });

  it('is the same for one type, regardless of other types in between', () => {
    const settings = FAULT_SETTINGS.validate({ seed: 5, webhooks: { duplicate: 0.5, reorder: 0.5 } }).value;
    const [alone, mixed] = [new FaultInjector(settings), new FaultInjector(settings)];
    for (let n = 0; n < 50; n++) {
      planWebhook(mixed, 'refund.created');
      expect(planWebhook(mixed, 'charge.succeeded')).toEqual(planWebhook(alone, 'charge.succeeded'));
    }
  });
});
