import { Injectable } from '@nestjs/common';
import { BulkActionNotFound, type BulkActionView, type StopBulkActionRequest } from '@orderwire/contracts';
import { bulkActionView } from './bulk-action.js';
import { BulkActionRepository } from './bulk-action.repository.js';

/** Stops a running bulk action after the orders that are being handled. */
@Injectable()
export class StopBulkActionUseCase {
  constructor(private readonly actions: BulkActionRepository) {}

  async execute({ bulkActionId }: StopBulkActionRequest): Promise<BulkActionView> {
    await this.actions.stop(bulkActionId);
    const action = await this.actions.find(bulkActionId);
    if (!action) throw BulkActionNotFound({ bulkActionId });
    return bulkActionView(action);
  }
}
