import { expect, jest, test } from '@jest/globals';
import type { Outbox, Tx } from '@orderwire/platform';
import { DifferenceEvents } from './difference-events.service.js';
import type { Difference } from './reconciliation.js';

test('a run publishes at most 50 differences of each kind that staff must resolve, with short messages', () => {
  const add = jest.fn<Outbox['add']>();
  const events = new DifferenceEvents({ add } as unknown as Outbox);
  const many = (kind: Difference['kind'], resolved = false) =>
    Array.from({ length: 40 }, (_, n): Difference => {
      return { kind, resolved, objectId: `pi_${n}`, text: 'x'.repeat(5_000), slice: null };
    });
  for (const kind of ['missing_at_stripe', 'missing_at_stripe', 'not_settled'] as const)
    events.add({} as Tx, many(kind));
  events.add({} as Tx, many('lost_webhook', true));
  const payloads = add.mock.calls.map(([, , payload]) => payload as { kind: string; message: string });
  expect(payloads.filter(({ kind }) => kind === 'missing_at_stripe')).toHaveLength(50);
  expect(payloads.filter(({ kind }) => kind === 'not_settled')).toHaveLength(40);
  expect(payloads).toHaveLength(90);
  expect(payloads[0]?.message).toHaveLength(1_000);
});
