import { describe, expect, it } from '@jest/globals';
import { periodOf } from './period';

const now = new Date(2026, 10, 30, 14, 20).getTime();
const local = (month: number, day: number, hour = 0) => new Date(2026, month - 1, day, hour).toISOString();

describe('periodOf', () => {
  it('begins today with the day and ends with this hour, by hours', () => {
    expect(periodOf({ range: 'today' }, now)).toEqual({
      from: local(11, 30),
      to: local(11, 30, 15),
      interval: 'hour',
    });
  });

  it('counts today among the last 7 days', () => {
    expect(periodOf({ range: '7d' }, now)).toMatchObject({ from: local(11, 24), interval: 'day' });
  });

  it('is the last 30 days without a choice', () => {
    expect(periodOf({}, now)).toMatchObject({ from: local(11, 1), to: local(11, 30, 15) });
  });

  it('includes the last day of an own period', () => {
    expect(periodOf({ range: 'own', from: '2026-10-01', to: '2026-10-31' }, now)).toEqual({
      from: local(10, 1),
      to: local(11, 1),
      interval: 'day',
    });
  });

  it('has weeks for an own period of years', () => {
    expect(periodOf({ range: 'own', from: '2025-01-01', to: '2026-10-31' }, now).interval).toBe('week');
  });

  it('is the last 30 days while an own period is not complete', () => {
    expect(periodOf({ range: 'own', from: '2026-10-01' }, now).from).toBe(local(11, 1));
  });
});
