import {
  type ArgumentMetadata,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type PipeTransform,
} from '@nestjs/common';
import { InvalidMessage, type MessageClass } from '@orderwire/contracts';
import { parseMessage } from '@orderwire/platform';
import type { FastifyRequest } from 'fastify';

/** Path, query and body of a request before validation. */
class RequestInput {
  constructor(readonly http: Pick<FastifyRequest, 'method' | 'params' | 'query' | 'body'>) {}
}

/**
 * The request of a contract, read from path, query and body: its fields that the path names come from there, the others
 * from the query of a GET and from the body of other methods.
 */
export const ContractRequest = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    new RequestInput(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Validates the parameters that are declared with {@link ContractRequest}. The fault lists every violation. */
@Injectable()
export class ContractPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    return value instanceof RequestInput ? read(value, metatype as MessageClass<object>) : value;
  }
}

/** A missing body is read as an empty one. A field of the path is rejected in query and body. */
function read({ http }: RequestInput, type: MessageClass<object>): object {
  const params = (http.params ?? {}) as Record<string, unknown>;
  const rest = (hasFieldsBeside(params, type) ? inputOf(http) : undefined) ?? {};
  if (typeof rest !== 'object' || Array.isArray(rest)) return parseMessage(type, rest, 'refuse');
  // class-transformer drops `constructor` silently; it is rejected like any other unknown field.
  const unknown = ['constructor', ...Object.keys(params)].filter((name) => Object.hasOwn(rest, name));
  if (unknown.length > 0)
    throw InvalidMessage({
      errors: unknown.map((path) => ({ path, message: `property ${path} should not exist` })),
    });
  return parseMessage(type, { ...rest, ...params }, 'refuse');
}

/** Fields are own properties of a new instance: the compiler defines every declared field. */
const hasFieldsBeside = (params: object, type: MessageClass<object>): boolean =>
  Object.keys(new type()).some((field) => !(field in params));

const inputOf = ({ method, query, body }: RequestInput['http']): unknown =>
  method === 'GET' || method === 'HEAD' ? query : body;
