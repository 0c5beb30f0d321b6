import type { Readable } from 'node:stream';
import { applyDecorators, Header, HttpCode } from '@nestjs/common';
import {
  type FaultFactory,
  type MessageClass,
  type Owner,
  owners,
  type PerOwner,
  type RpcContract,
} from '@orderwire/contracts';
import { requireAccess } from '../auth/route-access.js';

/** A request header of a route, for the documentation. */
export interface RouteHeader {
  readonly name: string;
  readonly description: string;
  readonly schema: object;
}

/** The documentation of a route that its contract does not have. */
interface RouteOptions {
  /** One line, in the imperative. */
  summary: string;
  /** Markdown. */
  description?: string;
  /** Default: 200. */
  status?: number;
  /** The class that the route reads from path, query and body; default: the contract's request. */
  request?: MessageClass<object>;
  /** Faults of the gateway itself. */
  faults?: readonly FaultFactory[];
  /** The order token of a guest gives access, too. */
  byOrderToken?: boolean;
  /** The route opens a session. */
  signsIn?: boolean;
  headers?: readonly RouteHeader[];
}

/** A route as the OpenAPI document describes it. */
export interface DocumentedRoute extends RouteOptions {
  readonly contract: RpcContract<object, object>;
  readonly request: MessageClass<object>;
  readonly status: number;
  /** The class of the response body; `stream` for server-sent events. */
  readonly response: MessageClass<object> | 'stream';
}

/** One contract, or one for each service that owns a database. */
type Routed<Request extends object, Reply extends object> =
  RpcContract<Request, Reply> | PerOwner<Request, Reply>;

const routes = new Map<string, DocumentedRoute>();

/** All routes by operation id. */
export const documentedRoutes: ReadonlyMap<string, DocumentedRoute> = routes;

/** All contracts that routes request. */
export const routedContracts = new Set<RpcContract<object, object>>();

/** `orders.create` for the method `create` of `OrdersController`. */
export const operationIdOf = (controller: string, method: string): string =>
  `${controller.replace('Controller', '').toLowerCase()}.${method}`;

/**
 * Serves a contract over HTTP. Access, faults, idempotency and example come from the contract. `response` replaces the
 * contract's reply where the gateway changes it. A handler that returns anything else does not compile.
 */
export function Route<Request extends object, Reply extends object, Response extends object = Reply>(
  routed: Routed<Request, Reply>,
  options: RouteOptions & { response?: MessageClass<Response> },
) {
  return <Handler extends (...args: never[]) => Promise<Response>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    const { response = contractsOf(routed)[0]?.reply ?? Object, status = 200 } = options;
    register(routed, { ...options, response, status }, target, key, descriptor);
  };
}

/** Serves a contract over HTTP as a stream of server-sent events. */
export function StreamRoute<Request extends object, Reply extends object>(
  routed: RpcContract<Request, Reply>,
  options: RouteOptions,
) {
  return <Handler extends (...args: never[]) => Promise<Readable>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    register(routed, { ...options, response: 'stream', status: 200 }, target, key, descriptor);
    applyDecorators(
      Header('Content-Type', 'text/event-stream; charset=utf-8'),
      Header('Cache-Control', 'no-cache, no-transform'),
      Header('X-Accel-Buffering', 'no'),
    )(target, key, descriptor);
  };
}

function register<Request extends object, Reply extends object>(
  routed: Routed<Request, Reply>,
  options: RouteOptions & Pick<DocumentedRoute, 'response' | 'status'>,
  target: object,
  key: string,
  descriptor: PropertyDescriptor,
): void {
  const contracts = contractsOf(routed);
  const [contract] = contracts;
  if (!contract) throw new Error(`${key} has no contract`);
  const { access, request } = contract;
  for (const each of contracts) routedContracts.add(each);
  routes.set(operationIdOf(target.constructor.name, key), { request, ...options, contract });
  const subject = contracts.length > 1 ? operationOf(contract.subject) : contract.subject;
  applyDecorators(
    HttpCode(options.status),
    requireAccess({ access, subject, ...(options.signsIn && { signsIn: true }) }),
  )(target, key, descriptor);
}

function contractsOf<Request extends object, Reply extends object>(
  routed: Routed<Request, Reply>,
): RpcContract<object, object>[] {
  const contracts = 'subject' in routed ? [routed] : owners.map((owner: Owner) => routed[owner]);
  return contracts;
}

/** `operations.replay` for `auth.replay`: the audit log has one name for all services. */
const operationOf = (subject: string): string => `operations.${subject.split('.')[1]}`;
