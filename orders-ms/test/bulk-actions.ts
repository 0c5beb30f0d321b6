import {
  type BulkActionReply,
  type BulkActionView,
  GetBulkAction,
  StartBulkAction,
  type StartBulkActionRequest,
} from '@orderwire/contracts';
import { waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersWorld } from './orders-world.js';

export const paid = `status = 'PAID', paid_at = now(), payment_id = 'pi_' || id`;

export type BulkRequest = Omit<StartBulkActionRequest, 'filter' | 'dryRun'> & { correlationId: string };

/** Bulk actions on orders of a correlation id. */
export class BulkActions {
  constructor(private readonly world: OrdersWorld) {}

  /** Orders with a correlation id of their own, by which a test selects them. */
  async orders(...changes: (string | null)[]): Promise<{ ids: string[]; correlationId: string }> {
    const correlationId = uuidv7();
    const ids: string[] = [];
    for (const change of changes) {
      const { order } = await this.world.place({}, { correlationId });
      ids.push(order.id);
      if (change) await this.world.rows(`UPDATE orders SET ${change} WHERE id = $1`, [order.id]);
    }
    return { ids, correlationId };
  }

  dryRun({ correlationId, ...request }: BulkRequest): Promise<BulkActionReply> {
    return this.world.request(StartBulkAction, { ...request, filter: { correlationId }, dryRun: true });
  }

  async start(
    { correlationId, ...request }: BulkRequest,
    caller: { idempotencyKey?: string } = {},
  ): Promise<BulkActionView> {
    const started = { ...request, filter: { correlationId }, dryRun: false };
    return (await this.world.request(StartBulkAction, started, caller)).bulkAction!;
  }

  async view(bulkActionId: string): Promise<BulkActionView> {
    return (await this.world.request(GetBulkAction, { bulkActionId })).bulkAction;
  }

  ended(bulkActionId: string): Promise<BulkActionView> {
    return waitUntil(
      () => this.view(bulkActionId),
      ({ state }) => state !== 'running',
    );
  }
}
