import { describe, expect, test } from '@jest/globals';
import { RefusedWebhooks } from './refused-webhooks.js';

const at = (seconds: number) => Date.UTC(2026, 0, 1, 0, 0, seconds);
const refuse = (limit: RefusedWebhooks, network: string, times: number) =>
  Array.from({ length: times }, () => limit.refuse(network, 'no secret matches', at(0)));

describe('refused webhook requests', () => {
  test('stop a network after 60 of them until the minute ends, and no other network', () => {
    const limit = new RefusedWebhooks();
    refuse(limit, '192.0.2.1', 59);
    expect(limit.waitMs('192.0.2.1', at(0))).toBe(0);
    refuse(limit, '192.0.2.1', 1);
    expect(limit.waitMs('192.0.2.1', at(15))).toBe(45_000);
    expect(limit.waitMs('192.0.2.2', at(15))).toBe(0);
    expect(limit.waitMs('192.0.2.1', at(60))).toBe(0);
  });

  test('never stop a network that sent a validly signed event within a day', () => {
    const limit = new RefusedWebhooks();
    limit.accept('192.0.2.1', at(0) - 23 * 3_600_000);
    limit.accept('192.0.2.2', at(0) - 25 * 3_600_000);
    for (const network of ['192.0.2.1', '192.0.2.2']) refuse(limit, network, 1_000);
    expect(limit.waitMs('192.0.2.1', at(0))).toBe(0);
    expect(limit.waitMs('192.0.2.2', at(0))).toBeGreaterThan(0);
  });

  test('are logged once a minute per reason, whatever its numbers', () => {
    const limit = new RefusedWebhooks();
    expect(limit.refuse('a', 'too old by 7 minutes', at(0))).toBe(true);
    expect(limit.refuse('b', 'too old by 8 minutes', at(1))).toBe(false);
    expect(limit.refuse('b', 'no signature', at(1))).toBe(true);
    expect(limit.refuse('b', 'too old by 8 minutes', at(60))).toBe(true);
  });
});
