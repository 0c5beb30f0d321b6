import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FaultFactory, MessageClass, RpcContract } from '@orderwire/contracts';
import { exampleOf } from './examples.js';
import { messagesOf } from './messages-of.js';
import { problemResponses } from './problem-responses.js';
import { fieldsOf, refTo } from './schemas.js';

/** What the documentation says of a route beyond what its contract says. */
export interface Served {
  /** One line, in the imperative. */
  summary: string;
  /** More, in Markdown. */
  description?: string;
  /** 200 unless told. */
  status?: number;
  /** The "no"s of this route that a caller may want to act on. */
  faults?: readonly FaultFactory[];
  /** The request is a creation: the same Idempotency-Key gets the same answer. */
  idempotent?: boolean;
}

type Handler<Reply> = (...args: never[]) => Promise<Reply>;

/**
 * This route answers with a contract's reply. Status, body, query, path parameters and every problem it can give go into
 * the OpenAPI document from the contract's classes; a handler that gives anything but the contract's reply does not compile.
 */
export function Serves<Request extends object, Reply extends object>(
  contract: RpcContract<Request, Reply>,
  served: Served,
) {
  return <Method extends Handler<Reply>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const { status = 200 } = served;
    applyDecorators(
      HttpCode(status),
      documented(target, key, served),
      ApiResponse({
        status,
        description: contract.reply.name,
        headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
        content: { 'application/json': { schema: { $ref: refTo(contract.reply) } } },
      }),
    )(target, key, descriptor);
  };
}

/** Everything of a route's documentation but its good answer. */
export function documented(target: object, key: string, served: Served): MethodDecorator {
  const { body, query, path } = messagesOf(target, key);
  const { summary, description, faults = [], idempotent = false } = served;
  return applyDecorators(
    ApiOperation({ summary, ...(description && { description }) }),
    ...(path ? fieldsOf(path).map(({ name, schema }) => ApiParam({ name, schema })) : []),
    ...(query ? fieldsOf(query).map((field) => ApiQuery(field)) : []),
    ...(body ? [bodyOf(body)] : []),
    ApiHeader({ name: 'X-Request-Id', required: false, description: requestId, schema: { type: 'string' } }),
    ...(idempotent
      ? [ApiHeader({ name: 'Idempotency-Key', required: false, description: idempotency, schema: keySchema })]
      : []),
    ...problemResponses(faults, body !== undefined).map((response) => ApiResponse(response)),
  );
}

const requestId = 'Follows the request through every service; made up when absent, and always in the answer.';
const idempotency =
  'Makes it safe to try again: the same key with the same body gets the answer of the first request, ' +
  'with another body 422, and 409 while the first is still in flight.';
const keySchema = { type: 'string', minLength: 1, maxLength: 255 } as const;

function bodyOf(message: MessageClass<object>): MethodDecorator {
  const example = exampleOf(message);
  return ApiBody({
    schema: { $ref: refTo(message) },
    required: fieldsOf(message).some(({ required }) => required),
    ...(example && { examples: { example: { value: example } } }),
  });
}
