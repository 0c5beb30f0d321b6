import { expect, it } from '@jest/globals';
import type { ApplyBulkActionUseCase } from './apply-bulk-action.use-case.js';
import type { BulkAction } from './bulk-action.js';
import type { BulkActionRepository } from './bulk-action.repository.js';
import { RunBulkActionsUseCase } from './run-bulk-actions.use-case.js';

const action = { id: 'an action', action: 'assign', state: 'running' } as BulkAction;

it('handles no further order of its batch after a stop', async () => {
  const handled: string[] = [];
  const actions: Partial<BulkActionRepository> = {
    claim: () => Promise.resolve(action),
    openOrders: () => Promise.resolve(Array.from({ length: 20 }, (_, n) => `order ${n}`)),
    find: () => Promise.resolve({ ...action, state: handled.length < 2 ? 'running' : 'stopped' }),
    record: (_, orderId) => Promise.resolve(void handled.push(orderId)),
    release: () => Promise.resolve(),
  };
  const apply: Partial<ApplyBulkActionUseCase> = {
    execute: () => Promise.resolve({ outcome: 'done', reason: null }),
  };
  await new RunBulkActionsUseCase(actions as BulkActionRepository, apply as ApplyBulkActionUseCase).execute();
  expect(handled.length).toBeGreaterThanOrEqual(2);
  expect(handled.length).toBeLessThan(2 + 4);
});
