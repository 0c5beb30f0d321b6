import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Core } from '../core.js';
import type { FaultRule, Step } from '../faults/settings.js';
import { errorOf } from './api-error.js';

/** Performs a call with the fault that the injector chooses for it. */
export function withFaults<T extends FastifyRequest>(
  core: Core,
  step: Step,
  work: (request: T, reply: FastifyReply) => unknown,
): RouteHandlerMethod {
  return async (request, reply) => {
    const fault = core.faults.next(step);
    if (!fault) return work(request as T, reply);
    core.log.info({ at: step, fault }, 'fault injected');
    if (fault.delayMs) await sleep(fault.delayMs);
    if (!isFailure(fault)) return work(request as T, reply);
    if (fault.after) await silently(() => work(request as T, detached(reply)));
    if (fault.status) throw errorOf(fault.status);
    reply.hijack();
    if (fault.disconnect) request.raw.socket.destroy();
    return reply;
  };
}

const isFailure = ({ status, hang, disconnect }: FaultRule): boolean => Boolean(status ?? hang ?? disconnect);

/** The work of a reply that is lost may itself be refused. */
async function silently(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch {
    // The client never learns how the work ended.
  }
}

/** A reply that sends nothing. */
function detached(reply: FastifyReply): FastifyReply {
  const silent = { code: () => silent, send: () => silent };
  return Object.assign(Object.create(reply) as FastifyReply, silent);
}
