import { describe, expect, it } from '@jest/globals';
import { runInContext } from '@orderwire/platform';
import { AuditRepository, MAX_ANONYMOUS_PER_MINUTE } from './audit.repository.js';

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
const noOrigin = { ip: null, device: null };
const by = (role: 'guest' | 'customer', id: string | null) => ({ correlationId: 'x', actor: { role, id } });

function create() {
  const details: unknown[] = [];
  const db = {
    run: (_statement: unknown, row: { details: string }) => {
      details.push(JSON.parse(row.details));
      return Promise.resolve([]);
    },
  };
  const audit = new AuditRepository(db as never, undefined as never);
  const record = (outcome: 'success' | 'failure', now: Date) =>
    audit.record(db as never, { action: 'login', outcome, userId: null, from: noOrigin }, now);
  return { details, record };
}

describe('audit entries', () => {
  it('about failures of anonymous callers are bounded per minute, and count what was left out', async () => {
    const { details, record } = create();
    await runInContext(by('guest', null), async () => {
      for (let n = 0; n < MAX_ANONYMOUS_PER_MINUTE + 5; n++) await record('failure', minute(0));
      expect(details).toHaveLength(MAX_ANONYMOUS_PER_MINUTE);
      await record('failure', minute(1));
      await record('failure', minute(1));
    });
    expect(details.slice(MAX_ANONYMOUS_PER_MINUTE)).toEqual([{ leftOut: 5 }, {}]);
  });

  it('about successes and about accounts are all kept', async () => {
    const { details, record } = create();
    const times = 2 * MAX_ANONYMOUS_PER_MINUTE;
    for (let n = 0; n < times; n++) {
      await runInContext(by('guest', null), () => record('success', minute(0)));
      await runInContext(by('customer', '018f0000-0000-7000-8000-000000000001'), () =>
        record('failure', minute(0)),
      );
    }
    expect(details).toHaveLength(2 * times);
  });
});
