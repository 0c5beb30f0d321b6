import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { InsightsStatus } from './insights-status.js';

export const StartRebuild = rpc('insights.start_rebuild', {
  description:
    'Builds the read models of the dashboards anew from the facts of orders-ms and payments-ms. It goes on in the background; dashboards show the earlier read models until it ends. A rebuild in progress is not started again.',
  request: EmptyRequest,
  reply: InsightsStatus,
  access: 'staff',
  callers: ['client-gateway'],
});
