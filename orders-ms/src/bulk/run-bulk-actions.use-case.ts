import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { system } from '@orderwire/contracts';
import { runInContext } from '@orderwire/platform';
import pMap from 'p-map';
import type { BulkAction } from './bulk-action.js';
import { BulkActionRepository } from './bulk-action.repository.js';
import { ApplyBulkActionUseCase, isTemporary } from './apply-bulk-action.use-case.js';

/** Orders per run: done long before the lease ends, though each may wait for Stripe. */
const BATCH_SIZE = 20;
const CONCURRENCY = 4;
const LEASE_MS = 2 * 60_000;
/** A batch of requests to Stripe takes at least so long: 20 a second, of the 100 that Stripe permits. */
const MIN_BATCH_MS = 1_000;
/** How long an action waits while another service is unavailable. */
const OUTAGE_PAUSE_MS = 30_000;
/** Outcomes of orders are kept so long after the end of the action. */
const RETENTION_DAYS = 90;

/** Executes running bulk actions, one batch at a time. */
@Injectable()
export class RunBulkActionsUseCase {
  private listener: () => void = () => undefined;

  constructor(
    private readonly actions: BulkActionRepository,
    private readonly applyAction: ApplyBulkActionUseCase,
  ) {}

  /** Calls the listener when there is an action to execute. */
  onWake(listener: () => void): void {
    this.listener = listener;
  }

  wake(): void {
    this.listener();
  }

  /**
   * Handles a batch of the oldest action that no replica executes. True when another run may do more.
   * The correlation id of all that it does is the id of the action.
   */
  async execute(signal?: AbortSignal): Promise<boolean> {
    const action = await this.actions.claim(LEASE_MS);
    if (!action) return false;
    const orderIds = await this.actions.openOrders(action.id, BATCH_SIZE);
    const pace = this.pace(action, signal);
    const available = await runInContext({ correlationId: action.id, actor: system }, () =>
      this.handle(action, orderIds, signal),
    );
    await pace;
    await this.actions.release(action.id, available ? 0 : OUTAGE_PAUSE_MS);
    return true;
  }

  /** Deletes the outcomes of actions that ended long ago. */
  purge(signal: AbortSignal): Promise<void> {
    return this.actions.purge(RETENTION_DAYS, signal);
  }

  /** False when an order has to wait, as for a service; it and the remaining ones are handled later. */
  private async handle(
    action: BulkAction,
    orderIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<boolean> {
    let available = true;
    await pMap(
      orderIds,
      async (orderId) => {
        if (!available || signal?.aborted || (await this.isStopped(action))) return;
        try {
          await this.actions.record(action.id, orderId, await this.applyAction.execute(action, orderId));
        } catch (error) {
          if (!isTemporary(error)) throw error;
          available = false;
        }
      },
      { concurrency: CONCURRENCY },
    );
    return available;
  }

  private async isStopped({ id }: BulkAction): Promise<boolean> {
    return (await this.actions.find(id))?.state !== 'running';
  }

  private async pace({ action }: BulkAction, signal?: AbortSignal): Promise<void> {
    if (action !== 'cancel' && action !== 'refund') return;
    await sleep(MIN_BATCH_MS, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  }
}
