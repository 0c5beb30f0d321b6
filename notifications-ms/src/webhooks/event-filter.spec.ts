import { describe, expect, it } from '@jest/globals';
import { allEvents, webhookEventTypes } from '@orderwire/contracts';
import { matchesFilter, unknownEntries } from './event-filter.js';

describe('the filter of an endpoint', () => {
  it.each([
    [['order.paid'], 'order.paid', true],
    [['order.paid'], 'order.cancelled', false],
    [['order.*'], 'order.status_changed', true],
    [['order.*'], 'orders.create', false],
    [['refund.*', 'order.paid'], 'order.paid', true],
    [['*'], 'stock.low', true],
    [[], 'order.paid', false],
  ])('%j: %s is wanted: %s', (filter, type, wanted) => {
    expect(matchesFilter(filter, type)).toBe(wanted);
  });

  it('has unknown entries where none of the events matches', () => {
    const types = ['order.paid', 'stock.low'];
    expect(unknownEntries(['*', 'order.*', 'stock.low'], types)).toEqual([]);
    expect(unknownEntries(['order.pay', 'ord.*', 'order*', 'user.*', 'stock.low'], types)).toEqual([
      'order.pay',
      'ord.*',
      'order*',
      'user.*',
    ]);
  });
});

describe('the public events', () => {
  it('are events of the system, and none is about an account, its security or a token', () => {
    expect(webhookEventTypes.filter((type) => !allEvents().has(type))).toEqual([]);
    expect(webhookEventTypes.filter((type) => /^(user|session|review|fraud_warning)\./.test(type))).toEqual(
      [],
    );
  });
});
