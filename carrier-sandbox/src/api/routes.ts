import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buyShipment } from '../carrier/buy-shipment.js';
import { createShipment } from '../carrier/create-shipment.js';
import { readAddress } from '../carrier/read-address.js';
import { refundShipment } from '../carrier/refund-shipment.js';
import { verifyAddress } from '../carrier/verify-address.js';
import type { Core } from '../core.js';
import type { Step } from '../faults/settings.js';
import type { AddressRecord } from '../store/records.js';
import { notFound, unprocessable } from './api-error.js';
import { withFaults } from './inject-faults.js';
import { pageOf } from './paging.js';
import { renderAddress, renderShipment } from './render.js';

type Body = Record<string, unknown>;
/** A request with an id in its path and a JSON object as its body. */
export type ApiRequest = FastifyRequest<{ Params: { id: string }; Body: Body | null; Querystring: Body }>;
type Work = (request: ApiRequest, reply: FastifyReply) => unknown;

/** Addresses and shipments. */
export function shipmentRoutes(app: FastifyInstance, core: Core): void {
  const { store } = core;
  const step = (name: Step, work: Work) => withFaults(core, name, work);
  const address = (id: string): AddressRecord => store.get('address', id) ?? missing();
  const shipment = (id: string) => store.shipment(id) ?? missing();

  app.post(
    '/addresses',
    step('address', (request, reply) => {
      const body = request.body ?? {};
      const created = store.put('address', readAddress(core, body['address'], 'address'));
      if (isSet(body['verify_strict'])) strict(created);
      return reply
        .code(201)
        .send(renderAddress(created, isSet(body['verify']) || isSet(body['verify_strict'])));
    }),
  );
  app.post(
    '/addresses/create_and_verify',
    step('address', (request) => {
      const created = store.put('address', readAddress(core, request.body?.['address'], 'address'));
      return { address: renderAddress(strict(created), true) };
    }),
  );
  app.get(
    '/addresses/:id',
    step('address', ({ params }) => renderAddress(address(params.id))),
  );
  app.get(
    '/addresses/:id/verify',
    step('address', ({ params }) => ({
      address: renderAddress(strict(address(params.id)), true),
    })),
  );

  app.post(
    '/shipments',
    step('create', (request, reply) => {
      const given = (request.body?.['shipment'] ?? {}) as Body;
      return reply.code(201).send(renderShipment(core, createShipment(core, given)));
    }),
  );
  app.get(
    '/shipments',
    step('retrieve', ({ query }) => {
      const { items, more } = pageOf(store.list('shipment'), query);
      return { shipments: items.map((item) => renderShipment(core, item)), has_more: more };
    }),
  );
  app.get(
    '/shipments/:id',
    step('retrieve', ({ params }) => renderShipment(core, shipment(params.id))),
  );
  app.get(
    '/shipments/:id/label',
    step('retrieve', ({ params }) => renderShipment(core, shipment(params.id))),
  );
  app.post(
    '/shipments/:id/buy',
    step('buy', ({ params, body }) => {
      const rate = body?.['rate'] as { id?: string } | undefined;
      return renderShipment(core, buyShipment(core, shipment(params.id), rate?.id));
    }),
  );
  app.post(
    '/shipments/:id/refund',
    step('refund', ({ params }) => renderShipment(core, refundShipment(core, shipment(params.id)))),
  );
}

const isSet = (value: unknown): boolean => value !== undefined && value !== false && value !== null;

/** @throws ApiError 422 with everything that is wrong */
function strict(address: AddressRecord): AddressRecord {
  const errors = verifyAddress(address);
  if (errors.length === 0) return address;
  throw unprocessable('ADDRESS.VERIFY.FAILURE', 'Unable to verify address.', errors);
}

function missing(): never {
  throw notFound();
}
