import type { Core } from '../../core.js';
import { ANSWER_DISPUTE, answerDispute } from '../../disputes/answer-dispute.js';
import { closeDispute } from '../../disputes/close-dispute.js';
import { findDispute } from '../../disputes/open-dispute.js';
import { renderDispute } from '../../objects/dispute.js';
import type { Endpoints } from '../endpoint.js';
import { createdSpan, LIST, listPage, only } from './list.js';
import { RANGE, type Shape } from '../shape.js';

const RETRIEVE: Shape = { expand: 'list' };
const FILTERS: Shape = { ...LIST, charge: 'value', payment_intent: 'value', created: RANGE };

/** `/v1/disputes` */
export function disputeRoutes(core: Core, endpoints: Endpoints): void {
  const { rows } = core.store;
  endpoints.get('/disputes/:id', RETRIEVE, (_params, id) =>
    renderDispute(findDispute(core, id), core.seconds),
  );
  endpoints.post('/disputes/:id', ANSWER_DISPUTE, (params, change, id) =>
    answerDispute(core, params, change, id),
  );
  endpoints.post('/disputes/:id/close', RETRIEVE, (_params, change, id) => {
    closeDispute(core, change, id, 'lost');
    return { kind: 'dispute', id };
  });
  endpoints.get('/disputes', FILTERS, (params, _id, form) => {
    const [intent, charge] = [params.text('payment_intent'), params.text('charge')];
    const charges = charge ? [charge] : intent ? (rows.intent.get(intent)?.charges ?? []) : undefined;
    const found = charges?.map((id) => rows.dispute.get(rows.charge.get(id)?.dispute ?? ''));
    return listPage(found ? only(...found) : rows.dispute, params, {
      what: 'dispute',
      url: '/v1/disputes',
      created: createdSpan(params, form['created']),
      render: (row) => renderDispute(row, core.seconds),
    });
  });
}
