import { describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import type { Core } from '../core.js';
import { holdAnswer } from './api-faults.js';
import { Dial } from './dial.js';
import { FAULT_SETTINGS } from './settings.js';

describe('an answer that is held back', () => {
  it.each([[{ destroyed: true }], [null]])('waits for nobody who hung up before: %j', async (socket) => {
    const settings = FAULT_SETTINGS.validate({ api: { timeoutAfter: { probability: 1, ms: 60_000 } } }).value;
    const faults = new Dial(settings);
    const core = { faults, stopping: new AbortController() } as unknown as Core;
    const reply = { raw: { socket } } as unknown as FastifyReply;
    expect(await holdAnswer(core, 'timeoutAfter', reply)).toBe(false);
    expect(faults.injected).toEqual({ 'api.timeoutAfter': 1 });
  });
});
