import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  Header,
  HttpCode,
  SetMetadata,
  StreamableFile,
} from '@nestjs/common';
import {
  type Access,
  type FaultFactory,
  type FileView,
  type MessageClass,
  type Owner,
  owners,
  type PerOwner,
  type RpcContract,
  InvalidMessage,
} from '@orderwire/contracts';
import type { Readable } from 'node:stream';
import { parseMessage } from '@orderwire/platform';
import type { FastifyRequest } from 'fastify';

/** The access of a route, and its name in the audit log. */
export interface RouteAccess {
  readonly access: Access;
  /** The subject of the contract it calls, or `operations.<verb>`. */
  readonly subject: string;
  /** Fields of the request that the audit log records. */
  readonly audited?: readonly string[];
  /** Fields of which it records only that they were given. */
  readonly presenceAudited?: readonly string[];
  /** The audit log records the route although it only reads. */
  readonly auditsReads?: boolean;
  /** The route opens a session: pages of other sites may not call it (login CSRF). */
  readonly signsIn?: boolean;
  /** The order token of a guest gives access, too. */
  readonly byOrderToken?: boolean;
}

/** Metadata key of {@link RouteAccess}. A route without it is closed. */
export const ROUTE_ACCESS = 'orderwire:route-access';

/** A request header of a route, for the documentation. */
export interface RouteHeader {
  readonly name: string;
  readonly description: string;
  readonly schema: object;
}

type MediaType = `${'application' | 'text'}/${string}`;

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
  /** An example of the body; default: the contract's. */
  example?: object;
  /** Faults of the gateway itself. */
  faults?: readonly FaultFactory[];
  /** The order token of a guest gives access, too. */
  byOrderToken?: boolean;
  /** The route opens a session. */
  signsIn?: boolean;
  /** The route only reads; the audit log records it under this name, with its query. */
  auditedAs?: string;
  headers?: readonly RouteHeader[];
}

/** A route as the OpenAPI document describes it. */
export interface DocumentedRoute extends RouteOptions {
  readonly contract: RpcContract<object, object>;
  readonly request: MessageClass<object>;
  readonly status: number;
  /** The class of the response body; `stream` for server-sent events; media types of a file. */
  readonly response: MessageClass<object> | 'stream' | readonly MediaType[];
}

/** One contract, or one for each service that owns a database. */
type Routed<Request extends object, Reply extends object> =
  RpcContract<Request, Reply> | PerOwner<Request, Reply>;

/** The request class of a route, and the names of its fields. */
interface RequestInput {
  readonly type: MessageClass<object>;
  readonly fields: readonly string[];
}

const routes = new Map<string, DocumentedRoute>();
const requestInputs = new WeakMap<object, RequestInput>();

/** All routes by operation id. */
export const documentedRoutes: ReadonlyMap<string, DocumentedRoute> = routes;

/** `orders.create` for the method `create` of `OrdersController`. */
export const operationIdOf = (controller: string, method: string): string =>
  `${controller.replace('Controller', '').toLowerCase()}.${method}`;

/**
 * Serves a contract over HTTP. Access, faults, idempotency and example come from the contract.
 * `response` replaces the contract's reply where the gateway changes it. A handler that returns
 * anything else does not compile.
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

/** The media types of a file, for the documentation. */
type FileRouteOptions = RouteOptions & { types: readonly MediaType[] };

/** Serves the file that a contract replies with. */
export const FileRoute = <Request extends object>(
  routed: RpcContract<Request, FileView>,
  options: FileRouteOptions,
) => DownloadRoute(routed, options);

/** Serves a file that the gateway makes of the replies of a contract. */
export function DownloadRoute<Request extends object, Reply extends object>(
  routed: RpcContract<Request, Reply>,
  { types, ...options }: FileRouteOptions,
) {
  return <Handler extends (...args: never[]) => Promise<StreamableFile>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    register(routed, { ...options, response: types, status: 200 }, target, key, descriptor);
    Header('Cache-Control', 'private, no-store')(target, key, descriptor);
  };
}

/** The bytes of a file, with its name for a browser that saves it. */
export function fileResponse({ content, contentType, filename }: FileView): StreamableFile {
  const bytes = Buffer.from(content, 'base64');
  return new StreamableFile(bytes, {
    type: contentType,
    length: bytes.length,
    disposition: `inline; filename="${filename.replace(/[^\w.-]/g, '_')}"`,
  });
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
  const { access, request, audited, presenceAudited } = contract;
  const route = { request, ...options, contract };
  routes.set(operationIdOf(target.constructor.name, key), route);
  // Fields are own properties of a new instance: the compiler defines every declared field.
  const fields = Object.keys(new route.request());
  requestInputs.set(descriptor.value as object, { type: route.request, fields });
  const subject = contracts.length > 1 ? operationOf(contract.subject) : contract.subject;
  const { auditedAs } = options;
  const routeAccess: RouteAccess = {
    access,
    subject: auditedAs ?? subject,
    ...(audited.length > 0 && { audited }),
    ...(presenceAudited.length > 0 && { presenceAudited }),
    ...(auditedAs && { audited: fields, auditsReads: true }),
    ...(options.signsIn && { signsIn: true }),
    ...(options.byOrderToken && { byOrderToken: true }),
  };
  applyDecorators(HttpCode(options.status), SetMetadata(ROUTE_ACCESS, routeAccess))(target, key, descriptor);
}

function contractsOf<Request extends object, Reply extends object>(
  routed: Routed<Request, Reply>,
): RpcContract<object, object>[] {
  return 'subject' in routed ? [routed] : owners.map((owner: Owner) => routed[owner]);
}

/** `operations.replay` for `auth.replay`: the audit log has one name for all services. */
const operationOf = (subject: string): string => `operations.${subject.split('.')[1]}`;

/**
 * The request of the route, read from path, query and body: its fields that the path names come
 * from there, the others from the query of a GET and from the body of other methods. The fault of
 * an invalid request lists every violation.
 */
export const ContractRequest = createParamDecorator((_: unknown, context: ExecutionContext): object => {
  const input = requestInputs.get(context.getHandler());
  if (!input) throw new Error('this route has no contract');
  return readRequest(context.switchToHttp().getRequest<FastifyRequest>(), input);
});

/** A missing body is read as an empty one. A field of the path is rejected in query and body. */
function readRequest(http: FastifyRequest, { type, fields }: RequestInput): object {
  const params = (http.params ?? {}) as Record<string, unknown>;
  const besidePath = fields.some((field) => !(field in params));
  const rest = (besidePath ? inputOf(http) : undefined) ?? {};
  if (typeof rest !== 'object' || Array.isArray(rest)) return parseMessage(type, rest, 'refuse');
  const unknown = Object.keys(params).filter((name) => Object.hasOwn(rest, name));
  if (unknown.length > 0)
    throw InvalidMessage({
      errors: unknown.map((path) => ({ path, message: `property ${path} should not exist` })),
    });
  return parseMessage(type, { ...rest, ...params }, 'refuse');
}

const inputOf = ({ method, query, body }: FastifyRequest): unknown =>
  method === 'GET' || method === 'HEAD' ? query : body;
