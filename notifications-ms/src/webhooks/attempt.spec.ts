import { describe, expect, it } from '@jest/globals';
import { type Answer, DISABLE_AFTER_MS, disabledReason, verdictOf } from './attempt.js';

const answer = (changes: Partial<Answer> = {}): Answer => ({
  ...{ outcome: 'refused', status: 500, error: 'HTTP 500', headers: {}, body: '' },
  ...changes,
});
const delivered = answer({ outcome: 'delivered', status: 204, error: null });
const gone = answer({ status: 410 });
const schedule = [5, 60];
const at = (ms: number) => new Date(ms);

describe('a delivery', () => {
  it('ends with a success', () => {
    expect(verdictOf(delivered, 1, schedule)).toEqual({ status: 'delivered', delayMs: null });
  });

  it('waits for its next attempt after a failure, and fails after its last', () => {
    const middle = () => 0.5;
    expect(verdictOf(answer(), 1, schedule, middle)).toEqual({ status: 'waiting', delayMs: 5_000 });
    expect(verdictOf(answer(), 2, schedule, middle)).toEqual({ status: 'waiting', delayMs: 60_000 });
    expect(verdictOf(answer(), 3, schedule, middle)).toEqual({ status: 'failed', delayMs: null });
  });

  it('fails at once after 410 Gone', () => {
    expect(verdictOf(gone, 1, schedule)).toEqual({ status: 'failed', delayMs: null });
  });
});

describe('an endpoint', () => {
  const waiting = { status: 'waiting', delayMs: 5_000 } as const;
  const failed = { status: 'failed', delayMs: null } as const;

  it('is disabled by 410 Gone', () => {
    expect(disabledReason(gone, failed, { delivery: at(5), endpoint: at(5) }, 5)).toBe('gone');
  });

  it('is disabled when all attempts of a delivery failed and nothing succeeded in between', () => {
    expect(disabledReason(answer(), failed, { delivery: at(5), endpoint: at(1) }, 9)).toBe('failing');
    expect(disabledReason(answer(), failed, { delivery: at(5), endpoint: at(5) }, 9)).toBe('failing');
  });

  it('stays enabled when another delivery succeeded in between', () => {
    expect(disabledReason(answer(), failed, { delivery: at(5), endpoint: at(7) }, 9)).toBeUndefined();
  });

  it('is disabled when nothing succeeded for 72 hours, whatever is left to try', () => {
    const failing = { delivery: at(5), endpoint: at(1) };
    expect(disabledReason(answer(), waiting, failing, DISABLE_AFTER_MS)).toBeUndefined();
    expect(disabledReason(answer(), waiting, failing, DISABLE_AFTER_MS + 1)).toBe('failing');
  });
});
