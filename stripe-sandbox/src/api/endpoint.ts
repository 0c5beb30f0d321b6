import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Change, Core } from '../core.js';
import type { Deliveries } from '../webhooks/deliveries.js';
import {
  type ApiFault,
  throwBeforeWork,
  delayReply,
  nextApiFault,
  injectedError,
} from '../faults/api-faults.js';
import { deliverWebhooksFirst } from '../faults/webhooks-first.js';
import { expand } from '../objects/expand.js';
import { bodyOf, render } from '../objects/render.js';
import type { Operation } from '../store/operation.js';
import type { Kind } from '../store/records.js';
import { ApiError, internalError } from './api-error.js';
import { type Form, parseForm } from './form.js';
import { fingerprintOf, InFlight, replayed, type KeyedRequest } from './idempotency.js';
import { Params } from './params.js';
import { checkShape, type Shape } from './shape.js';

/** The object a request made or changed; it is rendered after the changes are committed. */
export interface Made {
  kind: Kind;
  id: string;
}

type Read = (params: Params, id: string, form: Form) => object;
type Write = (params: Params, change: Change, id: string) => Made;
type Request = FastifyRequest<{ Params: { id?: string } }>;

/**
 * Mounts endpoints of Stripe's API: forms in, JSON out, expansion, idempotency, injected faults.
 */
export class Endpoints {
  private readonly inFlight: InFlight;

  constructor(
    private readonly app: FastifyInstance,
    private readonly core: Core,
    private readonly deliveries: Deliveries,
  ) {
    this.inFlight = new InFlight(core);
  }

  get(path: string, shape: Shape, read: Read): void {
    this.app.get(path, async (request: Request, reply) => {
      const form = request.query as Form;
      const fault = this.nextFault(request);
      await this.delay();
      checkShape(form, shape);
      const params = new Params(form);
      const result = read(params, request.params.id ?? '', form);
      const paths = params.list('expand');
      if (paths) expand(this.core, result, paths);
      if (fault === 'error500After') throw this.countAfter(fault);
      return this.send(reply, 200, bodyOf(result), fault);
    });
  }

  post(path: string, shape: Shape, write: Write): void {
    this.app.post(path, async (request: Request, reply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      const fault = this.nextFault(request);
      const key = request.headers['idempotency-key'];
      const carryOut = async (keyed?: KeyedRequest): Promise<FastifyReply> => {
        await this.delay();
        const before = this.core.store.events.size;
        const text = this.execute(request, shape, body, write, keyed, fault);
        await deliverWebhooksFirst(this.core, this.deliveries, before);
        return this.send(reply, 200, text, fault);
      };
      if (typeof key !== 'string' || key === '') return carryOut();
      const keyed = { key, path: request.url, fingerprint: fingerprintOf(body) };
      reply.header('idempotency-key', key);
      const answer = this.inFlight.take(keyed);
      if (answer) {
        reply.header('idempotent-replayed', 'true').header('original-request', answer.request);
        return this.send(reply, answer.status, replayed(answer, this.core.publicUrl), fault);
      }
      try {
        return await carryOut(keyed);
      } finally {
        this.inFlight.release(key);
      }
    });
  }

  /**
   * Performs a write and stores its reply together with its effect, in one commit. With
   * `error500After` the reply and the stored reply are a 500 although the work is done.
   */
  private execute(
    request: Request,
    shape: Shape,
    body: string,
    write: Write,
    keyed?: KeyedRequest,
    fault?: ApiFault,
  ): string {
    const cause = { id: request.id, key: keyed?.key ?? null };
    const form = parseForm(body);
    checkShape(form, shape);
    const params = new Params(form);
    const change = this.core.change(cause);
    const broken = fault === 'error500After';
    try {
      const made = write(params, change, request.params.id ?? '');
      const paths = broken ? undefined : params.list('expand');
      const result = broken ? { body: injectedError().body() } : { object: made };
      if (keyed && !paths) change.operations.push(this.answer(request, keyed, broken ? 500 : 200, result));
      change.commit();
      const snapshot = this.core.store.snapshot(made.kind, made.id);
      if (!snapshot) throw new Error(`${made.kind} ${made.id} is not stored`);
      const object = render(snapshot, this.core.publicUrl, this.core.seconds);
      if (paths) expand(this.core, object, paths);
      const text = bodyOf(object);
      if (keyed && paths) this.core.store.commit([this.answer(request, keyed, 200, { body: text })]);
      if (!broken) return text;
    } catch (error) {
      if (keyed) this.rememberFailure(request, keyed, error);
      throw error;
    }
    throw this.countAfter('error500After');
  }

  /** The fault of this call; a fault before the work is thrown at once. */
  private nextFault(request: Request): ApiFault | undefined {
    const { faults } = this.core;
    if (!faults.settings) return undefined;
    const fault = nextApiFault(faults, request.method, request.routeOptions.url ?? '');
    throwBeforeWork(faults, fault);
    return fault;
  }

  private countAfter(fault: 'error500After'): ApiError {
    this.core.faults.count(`api.${fault}`);
    return injectedError();
  }

  private async send(
    reply: FastifyReply,
    status: number,
    body: string,
    fault: ApiFault | undefined,
  ): Promise<FastifyReply> {
    if (fault && (await delayReply(this.core, fault, reply))) return reply;
    return reply.code(status).header('content-type', 'application/json').send(body);
  }

  /**
   * A failure is stored only when the request was performed, a crash (500) included: a request with
   * a refused parameter may be corrected and sent again.
   */
  private rememberFailure(request: Request, keyed: KeyedRequest, error: unknown): void {
    const failure = error instanceof ApiError ? error : internalError();
    if (error instanceof ApiError && !error.executed) return;
    this.core.store.commit([this.answer(request, keyed, failure.status, { body: failure.body() })]);
  }

  private answer(
    request: Request,
    keyed: KeyedRequest,
    status: number,
    result: { object: Made } | { body: string },
  ): Operation {
    return { op: 'answer', ...keyed, at: this.core.now(), request: request.id, status, ...result };
  }

  private async delay(): Promise<void> {
    if (this.core.config.apiLatencyMs > 0) await sleep(this.core.config.apiLatencyMs);
  }
}
