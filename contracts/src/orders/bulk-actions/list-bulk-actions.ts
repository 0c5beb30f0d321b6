import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { BulkActionView } from './bulk-action-view.js';

export class BulkActionPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => BulkActionView)
  data!: BulkActionView[];
}

export const ListBulkActions = rpc('orders.list_bulk_actions', {
  description: 'Bulk actions and their progress, newest first.',
  request: PageRequest,
  reply: BulkActionPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
