import { Injectable } from '@nestjs/common';
import { type BulkActionDetails, BulkActionNotFound, type GetBulkActionRequest } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { bulkActionView } from './bulk-action.js';
import { BulkActionRepository } from './bulk-action.repository.js';

/** Reads the progress of a bulk action, and a page of its problems. */
@Injectable()
export class GetBulkActionUseCase {
  constructor(private readonly actions: BulkActionRepository) {}

  async execute({ bulkActionId, ...page }: GetBulkActionRequest): Promise<BulkActionDetails> {
    const action = await this.actions.find(bulkActionId);
    if (!action) throw BulkActionNotFound({ bulkActionId });
    const problems = await pageOf(page, {
      read: (after, limit) => this.actions.problems(bulkActionId, after, limit),
      keyOf: ({ at, orderId }) => ({ at, id: orderId }),
      view: ({ at, ...problem }) => ({ ...problem, at: at.toISOString() }),
    });
    return { bulkAction: bulkActionView(action), ...problems };
  }
}
