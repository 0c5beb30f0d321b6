import type { FastifyInstance, FastifyRequest } from 'fastify';
import Joi from 'joi';
import { failRefund, succeedRefund } from '../../checkout/settle-refund.js';
import type { Core } from '../../core.js';
import { closeDispute } from '../../disputes/close-dispute.js';
import { findDispute, type DisputeInput, openDispute, REASONS } from '../../disputes/open-dispute.js';
import { renderDispute } from '../../objects/dispute.js';
import { renderRefund } from '../../objects/refund.js';
import { renderFraudWarning, renderReview } from '../../objects/radar.js';
import {
  CLOSED_REASONS,
  closeReview,
  findFraudWarning,
  findReview,
  FRAUD_TYPES,
  openReview,
  warnOfFraud,
} from '../../radar/radar.js';
import type { ChargeRecord } from '../../store/records.js';
import { noSuch, refused } from '../api-error.js';
import { readBody } from './json-body.js';

type WithId = FastifyRequest<{ Params: { id: string } }>;

const DISPUTE: Joi.ObjectSchema<DisputeInput> = Joi.object({
  reason: Joi.string().valid(...REASONS),
  amount: Joi.number().integer().min(1),
  inquiry: Joi.boolean(),
});

const CLOSE: Joi.ObjectSchema<{ status: 'won' | 'lost' }> = Joi.object({
  status: Joi.string().valid('won', 'lost').required(),
});

const FRAUD_WARNING: Joi.ObjectSchema<{ type?: (typeof FRAUD_TYPES)[number] }> = Joi.object({
  type: Joi.string().valid(...FRAUD_TYPES),
});

const CLOSE_REVIEW: Joi.ObjectSchema<{ reason?: (typeof CLOSED_REASONS)[number] }> = Joi.object({
  reason: Joi.string().valid(...CLOSED_REASONS),
});

function succeededCharge(core: Core, id: string): ChargeRecord {
  const charge = core.store.rows.charge.get(id);
  if (!charge) throw noSuch('charge', id);
  if (charge.status !== 'succeeded') throw refused(`Charge ${id} has not succeeded.`);
  return charge;
}

/** `/_sandbox`: control API for what banks and cardholders do. */
export function moneyControlRoutes(app: FastifyInstance, core: Core): void {
  const settle = (id: string, act: typeof failRefund): object => {
    act(core, id);
    const refund = core.store.rows.refund.get(id);
    return refund ? renderRefund(refund) : {};
  };
  app.post('/refunds/:id/fail-now', async (request: WithId) => settle(request.params.id, failRefund));
  app.post('/refunds/:id/succeed-now', async (request: WithId) => settle(request.params.id, succeedRefund));
  app.post('/charges/:id/dispute', async (request: WithId) =>
    renderDispute(openDispute(core, request.params.id, readBody(DISPUTE, request.body)), core.seconds),
  );
  app.post('/charges/:id/fraud-warning', async (request: WithId) => {
    const { type } = readBody(FRAUD_WARNING, request.body);
    const change = core.change();
    const id = warnOfFraud(core, change, succeededCharge(core, request.params.id), type);
    change.commit();
    return renderFraudWarning(findFraudWarning(core, id));
  });
  app.post('/charges/:id/review', async (request: WithId) => {
    const change = core.change();
    const id = openReview(core, change, succeededCharge(core, request.params.id), 'manual');
    change.commit();
    return renderReview(findReview(core, id));
  });
  app.post('/reviews/:id/close', async (request: WithId) => {
    const { id } = request.params;
    const change = core.change();
    closeReview(core, change, id, readBody(CLOSE_REVIEW, request.body).reason ?? 'approved');
    change.commit();
    return renderReview(findReview(core, id));
  });
  app.post('/disputes/:id/close', async (request: WithId) => {
    const { id } = request.params;
    const { status } = readBody(CLOSE, request.body);
    const change = core.change();
    closeDispute(core, change, id, status);
    change.commit();
    return renderDispute(findDispute(core, id), core.seconds);
  });
}
