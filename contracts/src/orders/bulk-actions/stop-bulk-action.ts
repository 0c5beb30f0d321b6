import { rpc } from '../../contract.js';
import { IsId } from '../../rules.js';
import { BulkActionNotFound } from '../faults.js';
import { BulkActionView } from './bulk-action-view.js';

export class StopBulkActionRequest {
  @IsId()
  bulkActionId!: string;
}

export const StopBulkAction = rpc('orders.stop_bulk_action', {
  description:
    'Stops a bulk action. Orders that are being handled are finished; what is done stays. One that has ended stays as it is.',
  request: StopBulkActionRequest,
  reply: BulkActionView,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [BulkActionNotFound],
});
