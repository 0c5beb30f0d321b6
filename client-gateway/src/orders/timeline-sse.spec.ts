import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { entriesAfter, entryEvent, finalReason } from './timeline-sse.js';

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

describe('the server-sent events of a timeline', () => {
  it('resume after Last-Event-ID, or start over if it is unknown', () => {
    expect(entriesAfter(entries, 'b').map(({ id }) => id)).toEqual(['c']);
    expect(entriesAfter(entries, 'c')).toEqual([]);
    expect(entriesAfter(entries, 'zzz')).toHaveLength(3);
    expect(entriesAfter(entries, undefined)).toHaveLength(3);
  });

  it('never contain a line break from their data', () => {
    const event = entryEvent(entry('a', 'created', 'one\ntwo\r\n\nevent: end'));
    expect(event.split('\n')).toHaveLength(5);
  });

  it('end when the order is paid or cancelled', () => {
    expect(finalReason(entries)).toBe('paid');
    expect(finalReason([entry('a', 'cancelled')])).toBe('cancelled');
    expect(finalReason(entries.slice(0, 2))).toBeUndefined();
  });
});
