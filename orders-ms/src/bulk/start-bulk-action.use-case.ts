import { Injectable } from '@nestjs/common';
import {
  BulkActionChanged,
  type BulkActionReply,
  BulkActionTooLarge,
  IdempotencyKeyReused,
  InvalidMessage,
  maskedEmail,
  MAX_BULK_ORDERS,
  type StartBulkActionRequest,
  TooManyBulkActions,
} from '@orderwire/contracts';
import { contextOrSystem, Database, idempotentId, requestHash } from '@orderwire/platform';
import { AssignOrderUseCase } from '../lifecycle/assign-order.use-case.js';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { foundOrder } from '../lists/found-order.js';
import { filterOf, type OrderFilter } from '../lists/order-filter.js';
import { type BulkAction, bulkActionView, isAsExpected, MAX_RUNNING } from './bulk-action.js';
import { BulkActionRepository } from './bulk-action.repository.js';
import { BulkSelectionRepository, type Selection } from './bulk-selection.repository.js';

const SAMPLE_SIZE = 10;

/** Counts the orders of a bulk action, and starts it unless it is a dry run. */
@Injectable()
export class StartBulkActionUseCase {
  constructor(
    private readonly actions: BulkActionRepository,
    private readonly selections: BulkSelectionRepository,
    private readonly orders: OrderRepository,
    private readonly assignOrder: AssignOrderUseCase,
    private readonly database: Database,
  ) {}

  /**
   * Its orders are those that match when it starts. A repeated request with its Idempotency-Key returns
   * the action that the first one started, as it is now.
   */
  async execute(request: StartBulkActionRequest): Promise<BulkActionReply> {
    const { action, params = {}, dryRun, expected } = request;
    const id = idempotentId('bulk_actions');
    const earlier = dryRun ? undefined : await this.actions.find(id);
    if (earlier) return repeated(earlier, hashOf(request));
    const filter = await this.check(request);
    const selection = { action, filter, params, limit: MAX_BULK_ORDERS + 1 };
    const preview = await this.preview(selection);
    if (preview.matching > MAX_BULK_ORDERS) throw tooLarge();
    if (dryRun || expected === undefined) return { ...preview, bulkAction: null };
    const bulkAction = await this.store(id, request, selection, expected);
    return { ...preview, matching: bulkAction.total, bulkAction: bulkActionView(bulkAction) };
  }

  private async check({
    action,
    filter,
    params = {},
    dryRun,
    expected,
  }: StartBulkActionRequest): Promise<OrderFilter> {
    const given = filterOf(filter, contextOrSystem().actor);
    if (Object.keys(given).length === 0) throw invalid('filter', 'must have at least one field');
    if (!dryRun && expected === undefined) throw invalid('expected', 'is missing: make a dry run first');
    const { assigneeId, refundReason } = params;
    if ((action === 'assign') !== (assigneeId !== undefined))
      throw invalid('params.assigneeId', 'belongs to the action assign');
    if (action !== 'refund' && refundReason !== undefined)
      throw invalid('params.refundReason', 'belongs to the action refund');
    await this.assignOrder.assertAssignable(assigneeId ?? null);
    return given;
  }

  private async preview(selection: Selection): Promise<Omit<BulkActionReply, 'bulkAction'>> {
    const counted = await this.selections.count(this.database, selection);
    const applicable = counted.filter(({ reason }) => reason === null);
    const ids = await this.selections.sample(this.database, { ...selection, limit: SAMPLE_SIZE });
    const skips = new Map<string, number>();
    for (const { reason, count } of counted)
      if (reason !== null) skips.set(reason, (skips.get(reason) ?? 0) + count);
    const sample = (await this.orders.findAll(ids)).map((order) => foundOrder(order, 'related'));
    return {
      matching: counted.reduce((sum, { count }) => sum + count, 0),
      applicable: applicable.reduce((sum, { count }) => sum + count, 0),
      skips: [...skips].map(([reason, count]) => ({ reason, count })),
      amounts: applicable.flatMap(({ currency, amount }) => (amount === null ? [] : [{ currency, amount }])),
      sample: sample.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1)),
    };
  }

  private store(
    id: string,
    request: StartBulkActionRequest,
    selection: Selection,
    expected: number,
  ): Promise<BulkAction> {
    const { action, filter, params = {} } = request;
    const hash = hashOf(request);
    const { actor, correlationId } = contextOrSystem();
    const none = { total: 0, done: 0, skipped: 0, failed: 0 };
    return this.database.transaction(async (tx) => {
      await this.actions.lockStarts(tx);
      // The same request may have come at the same time.
      const earlier = await this.actions.find(id, tx);
      if (earlier) return assertSame(earlier, hash);
      if ((await this.actions.countRunning(tx)) >= MAX_RUNNING)
        throw TooManyBulkActions({ max: MAX_RUNNING });
      const started = { startedAt: new Date(), endedAt: null, state: 'running', ...none } as const;
      await this.actions.insert(tx, {
        id,
        action,
        filter: masked(filter),
        params,
        actor,
        correlationId,
        requestHash: hash,
        ...started,
      });
      const totals = await this.selections.store(tx, id, selection);
      if (totals.total > MAX_BULK_ORDERS) throw tooLarge();
      if (!isAsExpected(totals.total, expected))
        throw BulkActionChanged({ expected, matching: totals.total });
      return this.actions.setTotals(tx, id, totals);
    });
  }
}

function repeated(earlier: BulkAction, hash: string | null): BulkActionReply {
  const { total, skipped } = assertSame(earlier, hash);
  const counted = { matching: total, applicable: total - skipped, skips: [], amounts: [], sample: [] };
  return { ...counted, bulkAction: bulkActionView(earlier) };
}

function assertSame(earlier: BulkAction, hash: string | null): BulkAction {
  if (earlier.requestHash !== hash) throw IdempotencyKeyReused();
  return earlier;
}

/** Null without an Idempotency-Key. The key makes it useless for guessing an e-mail address of the filter. */
function hashOf({ action, filter, params = {} }: StartBulkActionRequest): string | null {
  const { idempotencyKey } = contextOrSystem();
  return idempotencyKey ? requestHash({ idempotencyKey, action, filter, params }) : null;
}

/** The filter as it is stored: an action outlives the accounts of its orders. */
const masked = ({ email, emailPrefix, ...filter }: StartBulkActionRequest['filter']) => ({
  ...filter,
  ...(email !== undefined && { email: maskedEmail(email) }),
  ...(emailPrefix !== undefined && { emailPrefix: maskedEmail(emailPrefix) }),
});

const tooLarge = () => BulkActionTooLarge({ max: MAX_BULK_ORDERS });

const invalid = (path: string, problem: string) =>
  InvalidMessage({ errors: [{ path, message: `${path} ${problem}` }] });
