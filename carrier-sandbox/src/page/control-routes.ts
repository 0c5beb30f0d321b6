import type { FastifyInstance, FastifyRequest } from 'fastify';
import Joi from 'joi';
import { ApiError, notFound } from '../api/api-error.js';
import { renderEvent, renderShipment, renderTracker, stateOf } from '../api/render.js';
import { moveTracker } from '../carrier/move-tracker.js';
import type { Core } from '../core.js';
import { FAULT_SETTINGS } from '../faults/settings.js';
import { TRACKER_STATES, type ShipmentRecord, type TrackerState } from '../store/records.js';

interface Move {
  status: TrackerState;
  message?: string;
  /** Also a parcel whose label was voided: carriers accept some. */
  force: boolean;
}
const MOVE = Joi.object<Move>({
  status: Joi.valid(...TRACKER_STATES).required(),
  message: Joi.string().max(500),
  force: Joi.boolean().default(false),
});
const LIST = Joi.object<{ reference?: string; limit: number }>({
  reference: Joi.string().empty(''),
  limit: Joi.number().integer().min(1).max(10_000).default(100),
});
type ById = FastifyRequest<{ Params: { id: string } }>;

/** `/api`: shipments, the movement of parcels, and the fault injection, for tests and the page. */
export function controlRoutes(app: FastifyInstance, core: Core): void {
  const { store, faults } = core;
  app.get('/api/shipments', async (request) => {
    const { reference, limit } = valid(LIST, request.query);
    const all = store.list('shipment').filter((item) => !reference || item.reference?.startsWith(reference));
    return { data: all.slice(0, limit).map((item) => renderShipment(core, item)) };
  });
  app.get('/api/statistics', async () => {
    const all = store.list('shipment');
    const bought = all.filter(({ selectedRate }) => selectedRate);
    const voided = bought.filter(({ refundStatus }) => refundStatus);
    return { shipments: all.length, labels: bought.length, voided: voided.length };
  });
  app.post('/api/shipments/:id/move', async (request: ById) => {
    const { status, message, force } = valid(MOVE, request.body);
    const tracker = trackerOf(core, request.params.id, force);
    return renderTracker(core, moveTracker(core, tracker, status, message));
  });
  app.get('/api/events', async () => ({
    data: store
      .list('event')
      .slice(0, 100)
      .map((event) => JSON.parse(renderEvent(core, event)) as object),
  }));
  app.post('/api/events/:id/resend', async (request: ById, reply) => {
    const event = store.get('event', request.params.id);
    if (!event) throw notFound();
    core.deliveries.resend(event);
    return reply.code(202).send({ status: 'resending' });
  });

  const rules = (): object => ({ rules: faults.rules });
  app.get('/api/faults', async () => rules());
  app.put('/api/faults', async (request) => {
    faults.configure(valid(FAULT_SETTINGS, request.body));
    return rules();
  });
  app.delete('/api/faults', async () => {
    faults.configure(undefined);
    return rules();
  });
}

/** The tracker of a shipment (id or reference), or a tracker by its own id. */
function trackerOf(core: Core, id: string, isForced: boolean) {
  const shipment: ShipmentRecord | undefined = core.store.shipment(id);
  const tracker = core.store.get('tracker', shipment?.trackerId ?? id);
  if (!tracker) throw notFound();
  if (!isForced && shipment?.refundStatus && stateOf(tracker) === 'pre_transit')
    throw new ApiError(
      409,
      'SHIPMENT.VOIDED',
      'The label was voided; the carrier does not accept the parcel.',
    );
  return tracker;
}

function valid<T>(schema: Joi.ObjectSchema<T>, value: unknown): T {
  const result = schema.validate(value ?? {});
  if (result.error) throw new ApiError(400, 'REQUEST.INVALID', result.error.message);
  return result.value;
}
