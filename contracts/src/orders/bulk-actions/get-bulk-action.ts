import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { IsId } from '../../rules.js';
import { BulkActionNotFound } from '../faults.js';
import { BulkActionProblem, BulkActionView } from './bulk-action-view.js';

export class GetBulkActionRequest extends PageRequest {
  @IsId()
  bulkActionId!: string;
}

/** A bulk action with a page of the orders that it skipped, or at which it failed. */
export class BulkActionDetails extends Page {
  @ValidateNested()
  @Type(() => BulkActionView)
  bulkAction!: BulkActionView;

  /** The latest first. */
  @ValidateNested({ each: true })
  @Type(() => BulkActionProblem)
  data!: BulkActionProblem[];
}

export const GetBulkAction = rpc('orders.get_bulk_action', {
  description: 'The progress of a bulk action, and the orders that it skipped or at which it failed.',
  request: GetBulkActionRequest,
  reply: BulkActionDetails,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [BulkActionNotFound],
});
