import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { InsightsStatus } from './insights-status.js';

export const GetInsightsStatus = rpc('insights.get_status', {
  description:
    'How old the read models of the dashboards are, what they count, and the progress of a rebuild.',
  request: EmptyRequest,
  reply: InsightsStatus,
  access: 'staff',
  callers: ['client-gateway'],
  readOnly: true,
});
