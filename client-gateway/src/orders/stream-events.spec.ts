import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { endOf, entryEvent, newEntries } from './stream-events.js';

const entry = (id: string, step: TimelineStep, message = ''): TimelineEntry => ({
  id,
  step,
  message,
  at: '2026-01-01T00:00:00Z',
  cause: 'test',
  correlationId: null,
  details: {},
});
const entries = [entry('a', 'created'), entry('b', 'webhook_seen'), entry('c', 'paid')];

describe('the events of an order stream', () => {
  it('are those after the one seen last, or all when that is unknown', () => {
    expect(newEntries(entries, 'b').map(({ id }) => id)).toEqual(['c']);
    expect(newEntries(entries, 'c')).toEqual([]);
    expect(newEntries(entries, 'zzz')).toHaveLength(3);
    expect(newEntries(entries, undefined)).toHaveLength(3);
  });

  it('never break out of their line', () => {
    const event = entryEvent(entry('a', 'created', 'one\ntwo\r\n\nevent: end'));
    expect(event.split('\n')).toHaveLength(5);
  });

  it("end with the order's being paid or cancelled", () => {
    expect(endOf(entries)).toBe('paid');
    expect(endOf([entry('a', 'cancelled')])).toBe('cancelled');
    expect(endOf(entries.slice(0, 2))).toBeUndefined();
  });
});
