import { describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import type { Core } from '../core.js';
import { delayReply } from './api-faults.js';
import { FaultInjector } from './fault-injector.js';
import { FAULT_SETTINGS } from './settings.js';

describe('a delayed reply', () => {
  it.each([[{ destroyed: true }], [null]])(
    'is not delayed for a caller that has disconnected: %j',
    async (socket) => {
      const settings = FAULT_SETTINGS.validate({
        api: { timeoutAfter: { probability: 1, ms: 60_000 } },
      }).value;
      const faults = new FaultInjector(settings);
      const core = { faults, stopping: new AbortController() } as unknown as Core;
      const reply = { raw: { socket } } as unknown as FastifyReply;
      expect(await delayReply(core, 'timeoutAfter', reply)).toBe(false);
      expect(faults.injected).toEqual({ 'api.timeoutAfter': 1 });
    },
  );
});
