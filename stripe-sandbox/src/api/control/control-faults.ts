import type { FastifyInstance } from 'fastify';
import Joi from 'joi';
import type { Core } from '../../core.js';
import { ACCOUNT_STATES, type AccountState } from '../../faults/account.js';
import { FAULT_SETTINGS } from '../../faults/settings.js';
import { readBody } from './json-body.js';

const ACCOUNT = Joi.object<{ state: AccountState }>({
  state: Joi.valid(...ACCOUNT_STATES).required(),
});

/** `/_sandbox/faults`: the fault injection. `/_sandbox/account`: the state of the account. */
export function faultControlRoutes(app: FastifyInstance, core: Core): void {
  const { faults } = core;
  app.get('/account', async () => ({ state: core.account }));
  app.put('/account', async (request) => {
    core.account = readBody(ACCOUNT, request.body).state;
    return { state: core.account };
  });
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
