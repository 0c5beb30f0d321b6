import { Injectable } from '@nestjs/common';
import type { BulkActionPage, PageRequest } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { bulkActionView } from './bulk-action.js';
import { BulkActionRepository } from './bulk-action.repository.js';

/** Lists bulk actions, newest first. */
@Injectable()
export class ListBulkActionsUseCase {
  constructor(private readonly actions: BulkActionRepository) {}

  execute(request: PageRequest): Promise<BulkActionPage> {
    return pageOf(request, {
      read: (after, limit) => this.actions.list(after, limit),
      keyOf: ({ startedAt, id }) => ({ at: startedAt, id }),
      view: bulkActionView,
    });
  }
}
