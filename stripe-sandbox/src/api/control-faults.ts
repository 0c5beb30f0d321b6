import type { FastifyInstance } from 'fastify';
import type { Core } from '../core.js';
import { FAULT_SETTINGS } from '../faults/settings.js';
import { readBody } from './json-body.js';

/** `/_sandbox/faults`: the fault injection. */
export function faultControlRoutes(app: FastifyInstance, { faults }: Core): void {
  const read = (): object => ({
    settings: faults.settings ?? null,
    injected: faults.injected,
    accepted: faults.accepted,
  });
  app.get('/faults', async () => read());
  app.put('/faults', async (request) => {
    faults.configure(readBody(FAULT_SETTINGS, request.body));
    return read();
  });
  app.delete('/faults', async () => {
    faults.configure(undefined);
    return read();
  });
  app.post('/faults/reset', async () => {
    faults.resetCounts();
    return read();
  });
}
