import { describe, expect, it } from '@jest/globals';
import { type ChaosReport, reportLines, tally } from './report.js';

const report: ChaosReport = {
  seed: 7,
  stories: 2_100,
  orders: 2_000,
  seconds: 300,
  ended: { PAID: 1_500, CANCELLED: 500 },
  struck: { 'kill -9 orders-ms': 99, 'streams lost': 1 },
  injected: { 'webhooks.drop': 40 },
  retries: 12,
  healed: { lost_webhook: 4 },
  violations: [],
};
const lines = (changes: Partial<ChaosReport> = {}) => [...reportLines({ ...report, ...changes })];

describe('the report of a chaos run', () => {
  it('names seed, orders, blows and faults by kind', () => {
    const text = lines().join('\n');
    for (const part of [
      'seed 7',
      '2100 stories, 2000 orders',
      'PAID 1500',
      'kill -9 orders-ms 99',
      'blows: 100',
      'webhooks.drop 40',
    ])
      expect(text).toContain(part);
  });

  it('bounds what was not seen by the rule of three', () => {
    expect(lines().at(-1)).toBe(
      '0 violations; with 95 % confidence fewer than 0.15 % of orders are hurt (3/2000)',
    );
  });

  it('claims no bound where something was broken, and shows what', () => {
    const violations = [{ rule: 'every order ends', what: 'order x is still PENDING' }];
    expect(lines({ violations })).toEqual(
      expect.arrayContaining([
        'BROKEN: every order ends (1)',
        '  order x is still PENDING',
        '1 violations; 0.05 % of the orders',
      ]),
    );
  });

  it('counts names', () => {
    expect(tally(['a', 'b', 'a'])).toEqual({ a: 2, b: 1 });
  });
});
