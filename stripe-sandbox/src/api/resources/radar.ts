import type { Core } from '../../core.js';
import { renderFraudWarning, renderReview } from '../../objects/radar.js';
import { closeReview, findFraudWarning, findReview } from '../../radar/radar.js';
import type { Endpoints } from '../endpoint.js';
import { createdSpan, LIST, listPage } from './list.js';
import { RANGE, type Shape } from '../shape.js';

const RETRIEVE: Shape = { expand: 'list' };

/** `/v1/radar/early_fraud_warnings` and `/v1/reviews` */
export function radarRoutes(core: Core, endpoints: Endpoints): void {
  const { rows } = core.store;
  endpoints.get('/radar/early_fraud_warnings/:id', RETRIEVE, (_params, id) =>
    renderFraudWarning(findFraudWarning(core, id)),
  );
  const filters: Shape = { ...LIST, charge: 'value', payment_intent: 'value', created: RANGE };
  endpoints.get('/radar/early_fraud_warnings', filters, (params, _id, form) => {
    const [intent, charge] = [params.text('payment_intent'), params.text('charge')];
    return listPage(rows.fraudWarning, params, {
      what: 'early_fraud_warning',
      url: '/v1/radar/early_fraud_warnings',
      created: createdSpan(params, form['created']),
      keep: (row) => (!intent || row.intent === intent) && (!charge || row.charge === charge),
      render: renderFraudWarning,
    });
  });
  endpoints.get('/reviews/:id', RETRIEVE, (_params, id) => renderReview(findReview(core, id)));
  endpoints.post('/reviews/:id/approve', RETRIEVE, (_params, change, id) => {
    closeReview(core, change, id, 'approved');
    return { kind: 'review', id };
  });
  // Only open ones, as Stripe's list.
  endpoints.get('/reviews', { ...LIST, created: RANGE }, (params, _id, form) =>
    listPage(rows.review, params, {
      what: 'review',
      url: '/v1/reviews',
      created: createdSpan(params, form['created']),
      keep: ({ closedReason }) => closedReason === null,
      render: renderReview,
    }),
  );
}
